--- Spend more, save more: the percentage off the order rises with its subtotal.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"
local tiers <const> = require "lib.tiers"

return promotion {
  code = "tiered_spend",
  title = "Spend more, save more",
  stage = "order",

  params = {
    tiers = param.list {
      label = "Tiers",
      ascending = "spend",
      min = 1,
      of = {
        spend = param.money { label = "From" },
        percent = param.percent { label = "Discount" },
      },
    },
  },

  evaluate = function(cart, params)
    local reached, upcoming = tiers.split(params.tiers, "spend", cart.subtotal)

    return reached and give.percent(cart, reached.percent),
      upcoming and hint.spend(upcoming.spend - cart.subtotal, upcoming.spend)
  end,
}
