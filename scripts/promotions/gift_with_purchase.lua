--- A gift when the cart is worth enough, once or for each so many units. It
--- comes as a line of its own at no price, and goes when the cart falls below
--- the threshold.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "gift_with_purchase",
  title = "A gift from {spend}",
  stage = "item",

  params = {
    gift = param.sku { label = "The gift" },
    count = param.quantity { label = "How many", default = 1 },
    spend = param.money { label = "From goods worth", default = 0 },
    products = param.products { label = "Counting these products" },
    for_each = param.quantity {
      label = "Again for each so many units of them (none: once)",
      optional = true,
    },
  },

  evaluate = function(cart, params)
    local missing = params.spend - cart:subtotal_of(params.products)
    if missing > 0 then return nil, hint.spend(missing, params.spend) end
    local units = cart:quantity_of(params.products)
    local times = units // (params.for_each or math.max(units, 1))
    if times == 0 then return nil end

    return give.gift(params.gift, params.count * times)
  end,
}
