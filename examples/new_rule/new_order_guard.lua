--- Orders above a total wait for a human before they are confirmed.

local order_guard <const> = require "kontor.order_guard"
local param <const> = require "kontor.param"
local verdict <const> = require "kontor.verdict"

return order_guard {
  code = "new_order_guard",
  title = "Hold orders above {limit}",
  event = "confirm",

  params = {
    limit = param.money { label = "Above", default = 100000 },
  },

  check = function(order, params)
    if order.totals.total <= params.limit then return nil end

    return verdict.hold("large-order", "The total is above the limit")
  end,
}
