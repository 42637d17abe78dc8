--- Buy one, get one: of each full pair the cheaper unit is free.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "buy_one_get_one",
  title = "Buy one, get one",
  stage = "item",

  params = {
    products = param.products { label = "Of these products" },
    percent = param.percent { label = "Discount on the second one", default = 100 },
  },

  evaluate = function(cart, params)
    local units = cart:untaken(params.products)
    local count = #units // 2
    if count == 0 then return nil, hint.add_units(2 - #units, 2) end

    local second = units:cheapest(count)
    return give.percent(second, params.percent)
      :taking(units:without(second):dearest(count))
  end,
}
