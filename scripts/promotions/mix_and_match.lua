--- One of these and some of those for one price: a menu, an outfit. The dearest
--- units go into sets first, and each serves once.

local choice <const> = require "lib.choice"
local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "mix_and_match",
  title = "Together for {price}",
  stage = "item",

  params = {
    price = param.money { label = "Price of a set" },
    first = param.products { label = "One of these" },
    second = param.products { label = "With some of these" },
    count = param.quantity { label = "How many of those", default = 1 },
    sets_max = param.quantity { label = "At most so many sets", optional = true },
  },

  evaluate = function(cart, params)
    local mains = cart:untaken(params.first)
    local sides = cart:untaken(params.second):without(mains)
    if #mains == 0 then return nil end
    local sets = math.min(#mains, #sides // params.count)
    if sets == 0 then
      return nil, hint.add_units(params.count - #sides, params.count)
    end
    sets = math.min(sets, params.sets_max or sets)

    local together = choice.union(cart:untaken(), mains:dearest(sets),
                                  sides:dearest(sets * params.count))
    return give.total_price(together, sets * params.price):taking()
  end,
}
