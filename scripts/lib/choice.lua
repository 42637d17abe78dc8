--- The limits on units that several promotions share, as params of these names.

local choice = {}

--- n of the units: the dearest, the cheapest, or those of the fullest lines.
local function pick(units, n, which)
  if which == "cheapest" then return units:cheapest(n) end
  if which == "fullest" then return units:fullest(n) end
  return units:dearest(n)
end

--- At most so many units of each line, then only full sets, then at most so
--- many over the cart: those first that `pick` names. A param that is nil sets
--- no limit.
function choice.limit(units, params)
  if params.units_per_line then
    units = units:per_line(params.units_per_line)
  end
  if params.set_size then
    local sets <const> = #units // params.set_size
    units = pick(units, sets * params.set_size, params.pick)
  end
  if params.units_max then
    units = pick(units, params.units_max, params.pick)
  end
  return units
end

--- The units that are in a or in b, among all.
function choice.union(all, a, b)
  return all:without(all:without(a):without(b))
end

return choice
