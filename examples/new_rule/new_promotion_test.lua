--- Tests of new_promotion: `kontor test` runs them.

local function mugs(quantity)
  return { sku = "mug", quantity = quantity, price = 1200 }
end

return {
  rule = "new_promotion",

  cases = {
    {
      name = "two mugs are enough",
      cart = { lines = { mugs(2) } },
      expect = { state = "applied", discount = 240, total = 2160 },
    },
    {
      name = "one more mug is missing",
      cart = { lines = { mugs(1) } },
      expect = { discount = 0, hint = { kind = "add_units", missing = 1 } },
    },
    {
      name = "more off, later",
      params = { quantity = 3, percent = "12.5" },
      cart = { lines = { mugs(3), { sku = "lamp", quantity = 1, price = 5000 } } },
      expect = { lines = { { sku = "mug", discount = 450 }, { sku = "lamp", discount = 625 } } },
    },
  },
}
