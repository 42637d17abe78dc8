--- All goods together cost a fixed amount, however many there are. Goods that
--- are worth less stay as they are.

local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "order_total",
  title = "Everything for {total}",
  stage = "order",

  params = {
    total = param.money { label = "What the goods cost together" },
  },

  evaluate = function(cart, params)
    return give.total_price(cart, params.total)
  end,
}
