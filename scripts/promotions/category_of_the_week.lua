--- A percentage off one category after the other, each for a week from Monday
--- to Sunday in the time zone of the channel, then the first again.

local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "category_of_the_week",
  title = "{percent} off the category of the week",
  stage = "item",

  params = {
    percent = param.percent { label = "Discount" },
    categories = param.list {
      label = "Categories, week by week",
      of = { products = param.products { label = "Products of the week" } },
      min = 1,
    },
  },

  evaluate = function(cart, params)
    local turn = cart.time.week % #params.categories + 1

    local units = cart:units(params.categories[turn].products)

    return give.percent(units, params.percent)
  end,
}
