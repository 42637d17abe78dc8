--- Tests of new_checkout_check: `kontor test` runs them.

local function mugs(quantity)
  return { lines = { { sku = "mug", quantity = quantity, price = 1200 } } }
end

return {
  rule = "new_checkout_check",

  cases = {
    { name = "ten are ten", cart = mugs(10), expect = { verdict = "pass" } },
    {
      name = "eleven are too many",
      cart = mugs(11),
      expect = { verdict = "refuse", slug = "too-many-units", pointer = "/lines" },
    },
  },
}
