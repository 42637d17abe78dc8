--- Each unit costs one price, never more than it does now.

local choice <const> = require "lib.choice"
local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "set_price",
  title = "Each for {price}",
  stage = "item",

  params = {
    price = param.money { label = "Price of a unit" },
    products = param.products { label = "Of these products" },
    units_per_line = param.quantity { label = "Units of each line at most", optional = true },
    set_size = param.quantity { label = "Only full sets of", optional = true },
    units_max = param.quantity { label = "Units at most", optional = true },
    pick = param.choice {
      label = "Which of them",
      of = { "dearest", "cheapest", "fullest" },
      default = "dearest",
    },
  },

  evaluate = function(cart, params)
    local units = choice.limit(cart:units(params.products), params)
    if #units == 0 then return nil end

    return give.unit_price(units, params.price)
  end,
}
