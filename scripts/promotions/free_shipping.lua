--- Free shipping from a subtotal, with some methods or with any.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "free_shipping",
  title = "Free shipping from {spend}",
  stage = "shipping",

  params = {
    spend = param.money { label = "From goods worth", default = 0 },
    methods = param.shipping_methods {
      label = "With these methods (none: any)",
      default = {},
    },
  },

  evaluate = function(cart, params)
    local missing = params.spend - cart.subtotal
    if missing > 0 then return nil, hint.spend(missing, params.spend) end

    return give.free_shipping(params.methods)
  end,
}
