---@meta kontor.rate
-- luacheck: ignore 212

--- Rates are integers in parts per million: 19 % is 190000.
---
--- ```lua
--- return give.percent(cart, rate.percent("12.5"))
--- ```
local rate = {}

--- Per cent, an integer or text with up to four decimals.
---@param percent integer|string
---@return integer
function rate.percent(percent) end

--- So much of an amount in minor units, rounded half up: of 1999 the rate
--- 150000 (15 %) is 300. For limits that a rule compares; what it gives, the
--- core computes.
---@param ppm integer
---@param minor integer
---@return integer
function rate.apply(ppm, minor) end

--- 73750 is "7.375".
---@param ppm integer
---@return string
function rate.format(ppm) end

--- part of whole, rounded down: of(1, 4) is 250000.
---@param part integer
---@param whole integer
---@return integer
function rate.of(part, whole) end

return rate
