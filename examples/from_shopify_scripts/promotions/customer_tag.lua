--- A percentage for customers with a tag; in Kontor a customer group. It leaves
--- out what is reduced already, as most of those scripts did.

local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "customer_tag",
  title = "{percent} off for members",
  stage = "item",

  params = {
    group = param.customer_group { label = "Who gets it", default = "vip" },
    percent = param.percent { label = "Discount", default = 15 },
  },

  evaluate = function(cart, params)
    if not cart.buyer:is_in(params.group) then return nil end

    local effects = {}
    for _, line in ipairs(cart.lines) do
      if not line.is_reduced and not line.is_gift then
        effects[#effects + 1] = give.percent(line, params.percent)
      end
    end
    if #effects == 0 then return nil end

    return give.all(effects)
  end,
}
