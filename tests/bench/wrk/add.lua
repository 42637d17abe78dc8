-- Adds one unit of something to a cart drawn from a file of cart ids:
-- wrk -s add.lua URL -- CARTS SKUS

local carts, skus = {}, {}
local failed = 0

local json = { ["Content-Type"] = "application/json" }

function init(args)
  for id in io.lines(args[1]) do carts[#carts + 1] = id end
  for sku in io.lines(args[2]) do skus[#skus + 1] = sku end
  math.randomseed(os.time())
end

function request()
  local path = "/store/v1/carts/" .. carts[math.random(#carts)] .. "/lines"
  local body = '{"sku":"' .. skus[math.random(#skus)] .. '","quantity":1}'
  return wrk.format("POST", path, json, body)
end

function response(status, _, body)
  if status >= 300 then
    failed = failed + 1
    if failed == 1 then io.stderr:write("add: ", status, " ", body, "\n") end
  end
end
