--- One amount off the first unit of each line, another off each further one.

local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "first_then_more",
  title = "{first} off the first, {additional} off each further one",
  stage = "item",

  params = {
    first = param.money { label = "Off the first unit" },
    additional = param.money { label = "Off each further unit" },
    products = param.products { label = "Among these products" },
    units_per_line = param.quantity {
      label = "At most so many units of each line",
      optional = true,
    },
  },

  evaluate = function(cart, params)
    local units = cart:units(params.products)
    if params.units_per_line then
      units = units:per_line(params.units_per_line)
    end
    if units.count == 0 then return nil end

    local first = units:per_line(1)
    return give.all {
      give.amount_each(first, params.first),
      give.amount_each(units:without(first), params.additional),
    }
  end,
}
