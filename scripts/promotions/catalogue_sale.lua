--- A sale: the price that the shop shows is lowered by a percentage.

local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "catalogue_sale",
  title = "{percent} off",
  stage = "catalog",

  params = {
    percent = param.percent { label = "Discount" },
    products = param.products { label = "These products" },
  },

  evaluate = function(item, params)
    local units = item:units(params.products)
    if units.count == 0 then return nil end

    return give.percent(units, params.percent)
  end,
}
