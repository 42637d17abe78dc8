--- Every n-th unit of the chosen products costs less, the cheapest ones first:
--- with the defaults every third at half price.
--
-- This rule is yours: change it, and the server takes the change over within a
-- second. `kontor check` tells what is wrong with it, `kontor quote --explain`
-- why it gave what it gave. The shipped rules are examples to copy from.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "nth_cheaper",
  title = "{percent} off one of every {nth}",
  stage = "item",

  -- What each promotion that uses the rule may set.
  params = {
    nth = param.quantity { label = "Every so many units", default = 3, min = 2 },
    percent = param.percent { label = "Discount", default = 50 },
    products = param.products { label = "Among these products" },
  },

  -- Says what is given on which units. The core computes, rounds and records.
  evaluate = function(cart, params)
    local units = cart:untaken(params.products)
    local count = #units // params.nth
    if count == 0 then
      return nil, hint.add_units(params.nth - #units, params.nth)
    end

    local chosen = units:cheapest(count)
    local others = units:without(chosen)
      :dearest(count * (params.nth - 1))
    return give.percent(chosen, params.percent):taking(others)
  end,
}
