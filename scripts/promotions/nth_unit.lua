--- One of every so many units costs less: the cheapest of each full group. A
--- unit serves once, those that are paid in full too.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "nth_unit",
  title = "One of every {nth} {percent} off",
  stage = "item",

  params = {
    nth = param.quantity { label = "Every so many units", default = 3, min = 2 },
    percent = param.percent { label = "Discount on one of them", default = 50 },
    groups_max = param.quantity { label = "At most so often", optional = true },
    products = param.products { label = "Among these products" },
  },

  evaluate = function(cart, params)
    local units = cart:untaken(params.products)
    local groups = math.min(#units // params.nth, params.groups_max or #units)
    if groups == 0 then
      return nil, hint.add_units(params.nth - #units, params.nth)
    end

    local cheaper = units:cheapest(groups)
    local paid = units:without(cheaper):dearest(groups * (params.nth - 1))
    return give.percent(cheaper, params.percent):taking(paid)
  end,
}
