--- The buyer chooses a gift: of these products, so many in the cart are free
--- once the other goods are worth enough. The dearest of them come first.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "gift_choice",
  title = "A gift of your choice from {spend}",
  stage = "item",

  params = {
    spend = param.money { label = "From other goods worth" },
    gifts = param.products { label = "One of these is free" },
    count = param.quantity { label = "Or so many of them", default = 1 },
  },

  evaluate = function(cart, params)
    local gifts = cart:untaken(params.gifts)
    local others = cart.subtotal - cart:subtotal_of(params.gifts)
    if others < params.spend then
      return nil, hint.spend(params.spend - others, params.spend)
    end
    if #gifts == 0 then return nil, hint.add_units(1, 1) end

    return give.free(gifts:dearest(params.count)):taking()
  end,
}
