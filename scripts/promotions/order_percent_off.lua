--- A percentage off the whole order, spread over its lines.

local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "order_percent_off",
  title = "{percent} off your order",
  stage = "order",

  params = {
    percent = param.percent { label = "Discount" },
    with_shipping = param.boolean {
      label = "Also off the shipping fee",
      default = false,
    },
  },

  evaluate = function(cart, params)
    local effects = give.percent(cart, params.percent)
    return params.with_shipping and effects:including_shipping() or effects
  end,
}
