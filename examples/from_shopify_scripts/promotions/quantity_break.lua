--- Tiered discount by quantity of one product: each line for itself, as the
--- Ruby script did that walked over the line items.

local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"
local tiers <const> = require "lib.tiers"

return promotion {
  code = "quantity_break",
  title = "Cheaper by the dozen",
  stage = "item",

  params = {
    tiers = param.list {
      label = "Tiers",
      ascending = "quantity",
      of = {
        quantity = param.quantity { label = "From so many units of a line" },
        percent = param.percent { label = "Discount" },
      },
      default = { { quantity = 6, percent = 5 }, { quantity = 12, percent = 10 } },
    },
    products = param.products { label = "Of these products" },
  },

  evaluate = function(cart, params)
    local effects = {}
    for _, line in ipairs(cart.lines) do
      local reached = tiers.split(params.tiers, "quantity", line.quantity)
      if reached and params.products:matches(line) then
        effects[#effects + 1] = give.percent(line, reached.percent)
      end
    end
    if #effects == 0 then return nil end

    return give.all(effects)
  end,
}
