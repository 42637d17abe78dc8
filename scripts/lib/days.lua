--- Days of the year, for what comes back each year.

local days = {}

local before_month <const> =
  { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 }
local year <const> = 365

--- Which day of a year without a leap day; 29 February counts as 28 February.
local function day_of_year(date)
  local day = date.month == 2 and math.min(date.day, 28) or date.day
  return before_month[date.month] + day
end

--- Days from the nearest of a yearly day to the date, negative before it. Both
--- have month and day.
function days.since(date, yearly)
  local since = (day_of_year(date) - day_of_year(yearly)) % year
  return since > year // 2 and since - year or since
end

return days
