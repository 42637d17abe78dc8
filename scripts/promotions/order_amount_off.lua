--- An amount off the whole order, spread over its lines by what they cost.

local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "order_amount_off",
  title = "{amount} off your order",
  stage = "order",

  params = {
    amount = param.money { label = "Discount", min = 1 },
    with_shipping = param.boolean {
      label = "Also off the shipping fee",
      default = false,
    },
  },

  evaluate = function(cart, params)
    local effects = give.amount(cart, params.amount)
    return params.with_shipping and effects:including_shipping() or effects
  end,
}
