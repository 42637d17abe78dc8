---@meta _
-- luacheck: ignore 212

--- An object of the HTTP API, as guards and reactions get it: a field for each
--- member, lists as kontor.List, null as nil. A member that is not there
--- raises; ask with get where it may be missing.
---
--- ```lua
--- local note = event.order:get("note")
--- ```
---@class kontor.Record
---@field [string] any
local record = {}

--- The member, or nil when there is none.
---@param name string
---@return any
function record:get(name) end

return record
