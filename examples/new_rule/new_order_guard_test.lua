--- Tests of new_order_guard: `kontor test` runs them.

return {
  rule = "new_order_guard",

  cases = {
    {
      name = "a small order goes on",
      cart = { totals = { total = 100000 } },
      expect = { verdict = "pass" },
    },
    {
      name = "a large one waits",
      cart = { totals = { total = 100001 } },
      expect = { verdict = "hold", slug = "large-order" },
    },
  },
}
