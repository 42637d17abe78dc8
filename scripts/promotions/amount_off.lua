--- An amount off the chosen products: off each unit, once off each line, or
--- once off all of them together.

local choice <const> = require "lib.choice"
local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

local reach <const> = {
  unit = give.amount_each,
  line = give.amount_per_line,
  once = give.amount,
}

return promotion {
  code = "amount_off",
  title = "{amount} off",
  stage = "item",

  params = {
    amount = param.money { label = "Discount", min = 1 },
    per = param.choice {
      label = "Off each unit, off each line, or once",
      of = { "unit", "line", "once" },
      default = "unit",
    },
    products = param.products { label = "Among these products" },
    units_per_line = param.quantity {
      label = "At most so many units of each line",
      optional = true,
    },
    set_size = param.quantity {
      label = "Only full sets of so many units",
      optional = true,
    },
    units_max = param.quantity {
      label = "At most so many units",
      optional = true,
    },
    pick = param.choice {
      label = "Which units first, when not all count",
      of = { "dearest", "cheapest", "fullest" },
      default = "dearest",
    },
  },

  evaluate = function(cart, params)
    local units = choice.limit(cart:units(params.products), params)
    if units.count == 0 then return nil end

    return reach[params.per](units, params.amount)
  end,
}
