--- A fixed price for a set: 3 for 10. Each full set costs the price, the
--- dearest units go into sets first.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "bundle_price",
  title = "{quantity} for {price}",
  stage = "item",

  params = {
    quantity = param.quantity { label = "Units in a set", default = 3, min = 2 },
    price = param.money { label = "Price of a set" },
    products = param.products { label = "Among these products" },
  },

  evaluate = function(cart, params)
    local units = cart:untaken(params.products)
    local sets = #units // params.quantity
    if sets == 0 then
      return nil, hint.add_units(params.quantity - #units, params.quantity)
    end

    local chosen = units:dearest(sets * params.quantity)
    return give.total_price(chosen, sets * params.price):taking()
  end,
}
