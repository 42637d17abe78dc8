--- The prices of one list, for everybody in the channels of this rule: a sale
--- list, a kiosk's own prices. Items that are not in the list are left to the
--- next rule.

local param <const> = require "kontor.param"
local price_rule <const> = require "kontor.price_rule"

return price_rule {
  code = "price_list",
  title = "Prices of {list}",

  params = {
    list = param.price_list { label = "Price list" },
    products = param.products { label = "Among these products" },
  },

  price = function(item, _, params)
    if not params.products:matches(item) then return nil end

    return item:price_in(params.list)
  end,
}
