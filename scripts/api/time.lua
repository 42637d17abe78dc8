---@meta _

--- A moment as the clocks of the channel's time zone show it; UTC without one.
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
---@field week integer Weeks from Monday to Sunday since that of 1 January 1970, which is 0.
---@field weekday integer 1 Monday to 7 Sunday.
local time = {}

return time
