--- The limits on units that several promotions share, as params of these names.

local choice = {}

--- At most so many units of each line, then only full sets, then at most so
--- many over the cart: the dearest first, or the cheapest. A param that is nil
--- sets no limit.
function choice.limit(units, params)
  if params.units_per_line then
    units = units:per_line(params.units_per_line)
  end
  if params.set_size then
    units = units:dearest(#units // params.set_size * params.set_size)
  end
  if params.units_max then
    units = params.pick == "cheapest" and units:cheapest(params.units_max)
      or units:dearest(params.units_max)
  end
  return units
end

--- The units that are in a or in b, among all.
function choice.union(all, a, b)
  return all:without(all:without(a):without(b))
end

return choice
