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
