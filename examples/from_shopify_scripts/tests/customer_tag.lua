--- Tests of customer_tag.

local mug <const> = { sku = "mug", quantity = 1, price = 1200 }
local sale <const> =
  { sku = "bowl", quantity = 1, price = 800, compare_at = 1000 }

return {
  rule = "customer_tag",

  cases = {
    {
      name = "a member",
      cart = { customer_groups = { "vip" }, lines = { mug, sale } },
      expect = { lines = { { sku = "mug", discount = 180 }, { sku = "bowl", discount = 0 } } },
    },
    { name = "a guest", cart = { lines = { mug } }, expect = { discount = 0 } },
  },
}
