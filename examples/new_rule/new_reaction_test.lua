--- Tests of new_reaction: `kontor test` runs them.

return {
  rule = "new_reaction",

  cases = {
    {
      name = "one note",
      cart = { order = { number = "1000" } },
      expect = { jobs = 1 },
    },
  },
}
