--- No order below a value of goods, after discounts.

local checkout_check <const> = require "kontor.checkout_check"
local money <const> = require "kontor.money"
local param <const> = require "kontor.param"
local verdict <const> = require "kontor.verdict"

return checkout_check {
  code = "min_order",
  title = "Minimum order {minimum}",

  params = {
    minimum = param.money { label = "Goods worth at least" },
  },

  check = function(order, params)
    local goods = order.subtotal - order.discount
    if goods >= params.minimum then return nil end

    local text = money.format(params.minimum, order.currency)
    return verdict.refuse("below-minimum", {
      field = "/lines",
      detail = "The minimum order is " .. text .. " " .. order.currency,
    })
  end,
}
