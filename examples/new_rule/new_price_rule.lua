--- A customer group pays less than the list price.

local param <const> = require "kontor.param"
local price_rule <const> = require "kontor.price_rule"

return price_rule {
  code = "new_price_rule",
  title = "{amount} off for a group",

  params = {
    amount = param.money { label = "Off each unit", default = 100 },
    group = param.customer_group { label = "Who pays less", default = "club" },
  },

  -- A unit price in minor units, or nil: another rule may say.
  price = function(item, buyer, params)
    local price <const> = item:best_price()
    if not price or not buyer:is_in(params.group) then return nil end

    return math.max(price - params.amount, 0)
  end,
}
