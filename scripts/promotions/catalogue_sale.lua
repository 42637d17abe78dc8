--- A sale: the price that the shop shows is lowered by a percentage or by an
--- amount.

local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "catalogue_sale",
  title = "Sale",
  stage = "catalog",

  params = {
    percent = param.percent { label = "Discount", default = 0 },
    amount = param.money { label = "Or an amount off each unit", default = 0 },
    products = param.products { label = "These products" },
  },

  evaluate = function(item, params)
    local units = item:units(params.products)
    if units.count == 0 then return nil end
    if params.amount > 0 then return give.amount_each(units, params.amount) end

    return give.percent(units, params.percent)
  end,
}
