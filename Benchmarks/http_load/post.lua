-- POST a body that nobody sent before: BODY_FILE with the run and a count in place of the word NUMBER, to every path
-- in turn. HEADERS_FILE has one `Name: value` a line. wrk … -s post.lua URL -- PATHS_FILE RUN BODY_FILE HEADERS_FILE
dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "summary.lua")

local paths, headers, pieces, run, sent = {}, {}, {}, "", 0

function init(args)
   for path in io.lines(args[1]) do paths[#paths + 1] = path end
   run = args[2]
   local body = io.open(args[3]):read("*a")
   for piece in (body .. "NUMBER"):gmatch("(.-)NUMBER") do pieces[#pieces + 1] = piece end
   for line in io.lines(args[4]) do
      local name, value = line:match("^(.-): (.*)$")
      headers[name] = value
   end
end

function request()
   sent = sent + 1
   return wrk.format("POST", paths[sent % #paths + 1], headers, table.concat(pieces, run .. "-" .. sent))
end
