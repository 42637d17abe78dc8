--- Tests of no_boxes.

local function lamps(quantity)
  local lamp =
    { sku = "lamp", quantity = quantity, price = 5000, weight_g = 1200 }
  return { country = "DE", lines = { lamp } }
end

return {
  rule = "no_boxes",

  cases = {
    { name = "a street", cart = lamps(1), expect = { offered = true, shipping = 990 } },
    { name = "too heavy", cart = lamps(17), expect = { offered = false } },
  },
}
