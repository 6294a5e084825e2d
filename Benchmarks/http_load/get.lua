-- GET every path of a file in turn. wrk … -s get.lua URL -- PATHS_FILE
dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "summary.lua")

local requests, turn = {}, 0

function init(args)
   for path in io.lines(args[1]) do
      requests[#requests + 1] = wrk.format("GET", path, { ["Accept-Encoding"] = "gzip" })
   end
end

function request()
   turn = turn % #requests + 1
   return requests[turn]
end
