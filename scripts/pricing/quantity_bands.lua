--- The more units, the less each costs: percentages off the price by quantity,
--- for shops that keep no price of its own for every band. Bands count the
--- units of the line, or those of all lines with variants of its product.

local money <const> = require "kontor.money"
local param <const> = require "kontor.param"
local price_rule <const> = require "kontor.price_rule"
local rate <const> = require "kontor.rate"
local tiers <const> = require "lib.tiers"

return price_rule {
  code = "quantity_bands",
  title = "Quantity prices",

  params = {
    bands = param.list {
      label = "Bands",
      ascending = "quantity",
      min = 1,
      of = {
        quantity = param.quantity { label = "From so many units" },
        percent = param.percent { label = "Off each unit" },
      },
    },
    pool = param.choice {
      label = "Units that count",
      of = { "line", "product" },
      default = "line",
    },
    mode = param.choice {
      label = "Price of a band",
      help = "For all units, or graduated: for those in the band alone.",
      of = { "volume", "graduated" },
      default = "volume",
    },
    products = param.products { label = "Among these products" },
  },

  price = function(item, _, params)
    if not params.products:matches(item) then return nil end

    local units <const> = params.pool == "product" and item.product_quantity
      or item.quantity
    local band <const> = tiers.split(params.bands, "quantity", units)
    local price <const>, _, is_graduated <const> = item:best_price()
    if not band or not price then return nil end

    return money.share(price, rate.percent(100) - band.percent), price,
      is_graduated or params.mode == "graduated"
  end,
}
