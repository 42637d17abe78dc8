--- The limits on units that several promotions share.

local choice = {}

--- At most so many units of each line, then at most so many over the cart,
--- the dearest first. nil sets no limit.
function choice.limit(units, per_line, over_cart)
  if per_line then units = units:per_line(per_line) end
  if over_cart then units = units:dearest(over_cart) end
  return units
end

return choice
