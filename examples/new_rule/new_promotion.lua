--- A percentage off some products, once enough of them are in the cart.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "new_promotion",
  title = "{percent} off from {quantity} on",
  stage = "item",

  -- What each promotion that uses the rule may set.
  params = {
    quantity = param.quantity { label = "From so many units on", default = 2 },
    percent = param.percent { label = "Discount", default = 10 },
    products = param.products { label = "Among these products" },
  },

  -- Says what is given on which units. The core computes, rounds and records.
  evaluate = function(cart, params)
    local units = cart:untaken(params.products)
    if #units < params.quantity then
      return nil, hint.add_units(params.quantity - #units, params.quantity)
    end

    return give.percent(units, params.percent)
  end,
}
