--- A percentage off what the chosen products cost at this moment.

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
  },

  evaluate = function(cart, params)
    local units = cart:units(params.products)
    if params.units_per_line then units = units:per_line(params.units_per_line) end
    if units.count == 0 then return nil end

    return give.percent(units, params.percent)
  end,
}
