--- Buy X, get Y: in each full group of qualifying units the cheapest are free.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "buy_x_get_y",
  title = "Buy {buy}, get {free} free",
  stage = "item",

  params = {
    buy = param.quantity { label = "Units to pay for", default = 2 },
    free = param.quantity { label = "Units given away", default = 1 },
    products = param.products { label = "Among these products" },
  },

  evaluate = function(cart, params)
    local units = cart:untaken(params.products)
    local group = params.buy + params.free
    local groups = #units // group
    if groups == 0 then return nil, hint.add_units(group - #units, group) end

    local rewards = units:cheapest(groups * params.free)
    local paid = units:without(rewards):dearest(groups * params.buy)
    return give.free(rewards):taking(paid)
  end,
}
