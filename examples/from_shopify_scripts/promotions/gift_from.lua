--- A gift in the cart is free from an amount on: the buyer puts it in, and pays
--- for it again when the cart falls below.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "gift_from",
  title = "Free gift from {spend}",
  stage = "item",

  params = {
    spend = param.money { label = "From other goods worth", default = 7500 },
    gift = param.products { label = "The gift", default = { tags = { "gift" } } },
  },

  evaluate = function(cart, params)
    local gift = cart:untaken(params.gift)
    local others = cart.subtotal - cart:subtotal_of(params.gift)
    if others < params.spend then
      return nil, hint.spend(params.spend - others, params.spend)
    end
    if #gift == 0 then return nil, hint.add_units(1, 1) end

    return give.free(gift:dearest(1)):taking()
  end,
}
