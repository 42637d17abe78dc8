--- Tests of new_tax_rule: `kontor test` runs them.

return {
  rule = "new_tax_rule",

  cases = {
    {
      name = "tax comes on top",
      cart = { lines = { { sku = "mug", quantity = 1, price = 1000 } } },
      expect = { tax = 200, total = 1200 },
    },
    {
      name = "or is in the price",
      cart = { tax_mode = "included", lines = { { sku = "mug", quantity = 1, price = 1200 } } },
      expect = { tax = 200, net = 1000, total = 1200 },
    },
    {
      name = "books have less",
      cart = { lines = { { sku = "novel", quantity = 2, price = 1000, tax_class = "books" } } },
      expect = { tax = 100 },
    },
  },
}
