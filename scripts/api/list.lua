---@meta _
-- luacheck: ignore 212

--- A read-only list: #list, list[i], ipairs(list).
---
--- ```lua
--- if params.countries:has(destination.country) then return params.fee end
--- ```
---@class kontor.List<T>: { [integer]: T, has: fun(self: kontor.List<T>, value: string|integer): boolean }
local list = {}

--- True when one entry equals value.
---@param value string|integer
---@return boolean
function list:has(value) end

return list
