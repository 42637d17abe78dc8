--- A percentage off what the chosen products cost at this moment.

local choice <const> = require "lib.choice"
local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "percent_off",
  title = "{percent} off",
  stage = "item",

  params = {
    percent = param.percent { label = "Discount" },
    products = param.products { label = "Among these products" },
    units_per_line = param.quantity {
      label = "At most so many units of each line",
      optional = true,
    },
    set_size = param.quantity {
      label = "Only full sets of so many units",
      optional = true,
    },
    units_max = param.quantity {
      label = "At most so many units",
      optional = true,
    },
    pick = param.choice {
      label = "Which units first, when not all count",
      of = { "dearest", "cheapest", "fullest" },
      default = "dearest",
    },
  },

  evaluate = function(cart, params)
    local units = choice.limit(cart:units(params.products), params)
    if units.count == 0 then return nil end

    return give.percent(units, params.percent)
  end,
}
