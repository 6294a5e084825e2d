-- POST a report that nobody sent before, to every site in turn: a form of a draft, a category and about 300
-- bytes of Chinese. wrk … -s report.lua URL -- PATHS_FILE RUN ACCEPT
dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "summary.lua")

local story = "楼上漏水漏到我家卧室，墙皮都掉了，找了几次都说不是他家的事。物业来看过，说要两家自己商量，"
   .. "商量了半个月没有结果，老人住在里面天天担心，请网格员来看一看，谁的责任谁来修。这是第"
local categories = { "D02", "D11", "D20" }
local paths, headers, run, sent = {}, {}, "", 0

local function encoded(text)
   return (text:gsub("[^%w]", function(byte) return string.format("%%%02X", byte:byte()) end))
end

function init(args)
   for path in io.lines(args[1]) do paths[#paths + 1] = path end
   run = args[2]
   story = encoded(story)
   headers = { ["Content-Type"] = "application/x-www-form-urlencoded", ["Accept"] = args[3] }
end

function request()
   sent = sent + 1
   local body = string.format(
      "draft=benchmark-%s-%d&about=%s&text=%s%d", run, sent, categories[sent % #categories + 1], story, sent)
   return wrk.format("POST", paths[sent % #paths + 1], headers, body)
end
