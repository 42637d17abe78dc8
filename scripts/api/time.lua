---@meta _

--- A moment in UTC.
---
--- ```lua
--- if cart.time.weekday ~= 2 then return nil end -- Tuesdays only
--- ```
---@class kontor.Time
---@field year integer
---@field month integer
---@field day integer
---@field hour integer
---@field minute integer
---@field weekday integer 1 Monday to 7 Sunday.
local time = {}

return time
