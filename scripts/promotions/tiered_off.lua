--- Spend more, save more on chosen products: the subtotal of the whole cart
--- chooses the tier, and the tier's percentage or amount comes off each line.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"
local tiers <const> = require "lib.tiers"

return promotion {
  code = "tiered_off",
  title = "Spend more, save more",
  stage = "item",

  params = {
    tiers = param.list {
      label = "Tiers",
      ascending = "spend",
      min = 1,
      of = {
        spend = param.money { label = "From" },
        percent = param.percent { label = "Discount", default = 0 },
        amount = param.money { label = "Or an amount off each line", default = 0 },
      },
    },
    percent = param.percent { label = "Discount below the first tier", default = 0 },
    amount = param.money { label = "Or an amount off each line", default = 0 },
    products = param.products { label = "Among these products" },
  },

  evaluate = function(cart, params)
    local reached, upcoming = tiers.split(params.tiers, "spend", cart.subtotal)
    local off = reached or params
    local units = cart:units(params.products)
    local effects = off.amount > 0 and give.amount_per_line(units, off.amount)
      or give.percent(units, off.percent)

    return effects,
      upcoming and hint.spend(upcoming.spend - cart.subtotal, upcoming.spend)
  end,
}
