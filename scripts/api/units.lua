---@meta _
-- luacheck: ignore 212

--- Some units of the cart. Every method gives a new choice and leaves the old
--- one as it was. #units is the number of single units.
---
--- ```lua
--- local pairs_of_shoes = #units // 2
--- return give.percent(units:cheapest(pairs_of_shoes), rate.percent(50))
--- ```
---@class kontor.Units
---@field count integer The number of units, as #units.
---@field amount integer What they cost at this moment.
---@operator len: integer
local units = {}

--- The n cheapest; ties go to the earlier line.
---@param n integer
---@return kontor.Units
function units:cheapest(n) end

--- The n dearest; ties go to the earlier line.
---@param n integer
---@return kontor.Units
function units:dearest(n) end

--- n from the lines that have most of them; ties go to the earlier line.
---@param n integer
---@return kontor.Units
function units:fullest(n) end

--- The first n in the order of lines.
---@param n integer
---@return kontor.Units
function units:first(n) end

--- At most n of each line.
---@param n integer
---@return kontor.Units
function units:per_line(n) end

--- These without others.
---@param others kontor.Units
---@return kontor.Units
function units:without(others) end

--- Those of them that the selector takes.
---@param selector kontor.Selector
---@return kontor.Units
function units:matching(selector) end

--- Walks over runs: units of one line that cost the same.
---
--- ```lua
--- for line, count, price in units:runs() do … end
--- ```
---@return fun(): kontor.Line|nil, integer, integer
function units:runs() end

return units
