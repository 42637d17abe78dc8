--- Tiered discount by spend: 10 % off from 50, 15 % from 100, 20 % from 200.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"
local tiers <const> = require "lib.tiers"

return promotion {
  code = "spend_tiers",
  title = "Spend more, save more",
  stage = "order",

  params = {
    tiers = param.list {
      label = "Tiers",
      ascending = "spend",
      of = {
        spend = param.money { label = "From" },
        percent = param.percent { label = "Discount" },
      },
      default = {
        { spend = 5000, percent = 10 },
        { spend = 10000, percent = 15 },
        { spend = 20000, percent = 20 },
      },
    },
  },

  evaluate = function(cart, params)
    local reached, upcoming = tiers.split(params.tiers, "spend", cart.subtotal)

    return reached and give.percent(cart, reached.percent),
      upcoming and hint.spend(upcoming.spend - cart.subtotal, upcoming.spend)
  end,
}
