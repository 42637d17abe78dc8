--- Buy more, save more: the number of units chooses the percentage, or the
--- amount off each of them.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"
local tiers <const> = require "lib.tiers"

return promotion {
  code = "quantity_tiers",
  title = "Buy more, save more",
  stage = "item",

  params = {
    tiers = param.list {
      label = "Tiers",
      ascending = "quantity",
      min = 1,
      of = {
        quantity = param.quantity { label = "From so many units on" },
        percent = param.percent { label = "Discount", default = 0 },
        amount = param.money { label = "Or an amount off each unit", default = 0 },
      },
    },
    products = param.products { label = "Counting these products" },
  },

  evaluate = function(cart, params)
    local units = cart:units(params.products)
    local reached, upcoming = tiers.split(params.tiers, "quantity", #units)
    local more = upcoming
      and hint.add_units(upcoming.quantity - #units, upcoming.quantity)
    if not reached then return nil, more end

    local effects = reached.amount > 0
      and give.amount_each(units, reached.amount)
      or give.percent(units, reached.percent)
    return effects, more
  end,
}
