--- A percentage or an amount off the shipping fee, with some methods or with
--- any.

local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "shipping_off",
  title = "Cheaper shipping",
  stage = "shipping",

  params = {
    percent = param.percent { label = "Discount", default = 0 },
    amount = param.money { label = "Or an amount", default = 0 },
    methods = param.shipping_methods {
      label = "With these methods (none: any)",
      default = {},
    },
  },

  evaluate = function(_, params)
    if params.amount > 0 then
      return give.shipping_amount(params.amount, params.methods)
    end

    return give.shipping_percent(params.percent, params.methods)
  end,
}
