--- Steps that rise: the one that a value has reached, and the next.

local tiers = {}

--- The last tier whose field is at most value, and the first one above it.
--- The list rises by that field.
function tiers.split(list, field, value)
  local reached
  for _, tier in ipairs(list) do
    if tier[field] > value then return reached, tier end
    reached = tier
  end
  return reached, nil
end

return tiers
