--- Tests of spend_tiers.

local function lamps(quantity)
  return { lines = { { sku = "lamp", quantity = quantity, price = 2500 } } }
end

return {
  rule = "spend_tiers",

  cases = {
    {
      name = "below the first tier",
      cart = lamps(1),
      expect = { discount = 0, hint = { kind = "spend", missing = 2500 } },
    },
    { name = "just on it", cart = lamps(2), expect = { discount = 500 } },
    { name = "between two", cart = lamps(7), expect = { discount = 2625 } },
    { name = "beyond the last", cart = lamps(8), expect = { discount = 4000, total = 16000 } },
  },
}
