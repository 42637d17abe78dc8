--- Orders above a limit wait for a human before they are confirmed.

local order_guard <const> = require "kontor.order_guard"
local param <const> = require "kontor.param"
local verdict <const> = require "kontor.verdict"

return order_guard {
  code = "hold_large_orders",
  title = "Hold orders above {limit}",
  event = "confirm",

  params = {
    limit = param.money { label = "Above" },
  },

  check = function(order, params)
    if order.totals.total <= params.limit then return nil end

    return verdict.hold("large-order", "The total is above the limit")
  end,
}
