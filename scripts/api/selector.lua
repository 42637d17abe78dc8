---@meta _
-- luacheck: ignore 212

--- A choice of products, from param.products.
---
--- ```lua
--- if params.products:matches(line) then count = count + line.quantity end
--- ```
---@class kontor.Selector
---@field takes_all boolean No condition is set.
local selector = {}

--- True when the selector takes the line or item.
---@param line kontor.Line|kontor.Item
---@return boolean
function selector:matches(line) end

return selector
