-- Whole purchases, one after the other on each connection: a cart, a line with
-- address and option, the checkout. One connection a thread, so that answers
-- and questions alternate: wrk -t N -c N -s checkout.lua URL -- SKUS OPTION

local skus, option = {}, "standard"
local step, cart, total = 1, nil, 0
local json = { ["Content-Type"] = "application/json" }
local address = '{"first_name":"Ada","last_name":"Byron",'
  .. '"line1":"Main Street 1",'
  .. '"city":"Berlin","postal_code":"10115","country":"DE"}'
local threads = {}
placed, refused = 0, 0

function setup(thread) threads[#threads + 1] = thread end

function init(args)
  for sku in io.lines(args[1]) do skus[#skus + 1] = sku end
  option = args[2] or option
  math.randomseed(os.time())
end

local steps = {
  function() return wrk.format("POST", "/store/v1/carts", json, "{}") end,
  function()
    local sku = skus[math.random(#skus)]
    return wrk.format("POST", "/store/v1/carts/" .. cart .. "/lines", json,
      '{"sku":"' .. sku .. '","quantity":1}')
  end,
  function()
    return wrk.format("PATCH", "/store/v1/carts/" .. cart, json,
      '{"email":"ada@example.test","shipping_address":' .. address
      .. ',"shipping_option":"' .. option .. '"}')
  end,
  function()
    return wrk.format("POST", "/store/v1/carts/" .. cart .. "/checkout", json,
      '{"payment":{"provider":"test"},"expected_total":' .. total .. "}")
  end,
}

function request() return steps[step]() end

function response(status, _, body)
  if status >= 300 then
    refused = refused + 1
    if refused == 1 then
      io.stderr:write("checkout: ", status, " ", body, "\n")
    end
    step = 1
    return
  end
  if step == 1 then cart = body:match('"id":"(cart_%w+)"') end
  if step == 3 then total = body:match('"totals":{.-"total":(%d+)') end
  if step == 4 then placed = placed + 1 end
  step = step % 4 + 1
end

function done(summary)
  local orders, lost = 0, 0
  for _, thread in ipairs(threads) do
    orders = orders + thread:get("placed")
    lost = lost + thread:get("refused")
  end
  io.write(string.format("orders %d refused %d seconds %.3f\n", orders, lost,
    summary.duration / 1e6))
end
