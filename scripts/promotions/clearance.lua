--- A percentage off what has to go, but no unit below a share of its list price
--- or below a price.

local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"
local rate <const> = require "kontor.rate"

return promotion {
  code = "clearance",
  title = "{percent} off while it lasts",
  stage = "item",

  params = {
    percent = param.percent { label = "Discount" },
    floor_percent = param.percent {
      label = "Never below this share of the list price",
      default = 0,
    },
    floor = param.money { label = "Never below this price", default = 0 },
    products = param.products { label = "Of these products" },
  },

  evaluate = function(cart, params)
    local effects = {}
    for _, line in ipairs(cart.lines) do
      if params.products:matches(line) and not line.is_gift then
        local share = rate.apply(params.floor_percent, line.list_price)
        local least = math.max(params.floor, share)
        local off = rate.apply(params.percent, line.unit_price)
        local price = math.max(line.unit_price - off, least)
        effects[#effects + 1] = give.unit_price(line, price)
      end
    end
    if #effects == 0 then return nil end

    return give.all(effects)
  end,
}
