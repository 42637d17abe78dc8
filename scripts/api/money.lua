---@meta kontor.money
-- luacheck: ignore 212

--- Arithmetic on minor units. Integers only: 1.0 is refused, and what does not
--- fit raises. Rounding is "half_up" unless told "half_even" or "half_down".
---
--- ```lua
--- local deposit = money.share(line.amount, rate.percent(25))
--- ```
local money = {}

---@alias kontor.Rounding "half_up"|"half_even"|"half_down"

--- rate (parts per million) of minor, rounded once.
---@param minor integer
---@param rate integer
---@param rounding? kontor.Rounding
---@return integer
function money.share(minor, rate, rounding) end

--- minor / n, rounded once.
---@param minor integer
---@param n integer
---@param rounding? kontor.Rounding
---@return integer
function money.divide(minor, n, rounding) end

--- minor * n.
---@param minor integer
---@param n integer
---@return integer
function money.multiply(minor, n) end

--- 1250 in EUR is "12.50".
---@param minor integer
---@param currency string
---@return string
function money.format(minor, currency) end

--- "12.50" in EUR is 1250; nil when it is no such amount.
---@param text string
---@param currency string
---@return integer|nil
function money.parse(text, currency) end

return money
