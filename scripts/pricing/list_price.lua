--- The price that fits best among all lists: the most specific, then the
--- lowest. Name it last, as the price of everybody else.

local price_rule <const> = require "kontor.price_rule"

return price_rule {
  code = "list_price",
  title = "List price",

  price = function(item)
    return item:best_price()
  end,
}
