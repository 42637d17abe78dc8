--- GET of each path of a file once, one a line; a list goes on to its end by
--- its cursors. Prints the server's CPU microseconds a request in the first
--- tenth and in the last, and how many requests there were.
---
---   lua5.4 walk.lua URL PID [TOKEN] <paths

local url <const>, pid <const>, token <const> = arg[1], arg[2], arg[3] or ""

local function output_of(command)
  local pipe <close> = assert(io.popen(command))
  return pipe:read("a")
end

-- Of all threads that live.
local function cpu_ns()
  local sum = 0
  local texts = output_of("cat /proc/" .. pid .. "/task/*/schedstat")
  for ns in texts:gmatch("(%d+) %d+ %d+\n") do sum = sum + tonumber(ns) end
  return sum
end

local costs = {}

-- The cursor of the next page, if there is one.
local function get(path)
  local before = cpu_ns()
  local body = output_of(("curl -sfg -H 'Authorization: Bearer %s' '%s%s'")
    :format(token, url, path))
  costs[#costs + 1] = cpu_ns() - before
  if body == "" then error("no answer to " .. path) end
  return body:match('"page":{"next":"([^"]*)"}')
end

for path in io.lines() do
  local sign = path:find("?", 1, true) and "&" or "?"
  local cursor = get(path)
  while cursor do cursor = get(path .. sign .. "after=" .. cursor) end
end

local function mean_us(first, last)
  local sum = 0
  for i = first, last do sum = sum + costs[i] end
  return sum / (last - first + 1) / 1000
end

local tenth <const> = (#costs + 9) // 10
print(("%.0f %.0f %d"):format(mean_us(1, tenth),
  mean_us(#costs - tenth + 1, #costs), #costs))
