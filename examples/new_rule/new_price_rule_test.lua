--- Tests of new_price_rule: `kontor test` runs them.

local mug <const> = { sku = "mug", quantity = 2, price = 1200 }

return {
  rule = "new_price_rule",

  cases = {
    {
      name = "a member pays less",
      cart = { customer_groups = { "club" }, lines = { mug } },
      expect = { lines = { { sku = "mug", unit_price = 1100, total = 2200 } } },
    },
    {
      name = "anybody else pays the list price",
      cart = { lines = { mug } },
      expect = { total = 2400 },
    },
  },
}
