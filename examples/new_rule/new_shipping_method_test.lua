--- Tests of new_shipping_method: `kontor test` runs them.

local function lamps(quantity)
  return { sku = "lamp", quantity = quantity, price = 5000, weight_g = 1200 }
end

return {
  rule = "new_shipping_method",

  cases = {
    {
      name = "a lamp begins its second kilogram",
      cart = { country = "DE", lines = { lamps(1) } },
      expect = { offered = true, shipping = 500, total = 5500 },
    },
    {
      name = "too heavy",
      params = { weight_max = 2000 },
      cart = { country = "DE", lines = { lamps(2) } },
      expect = { offered = false },
    },
  },
}
