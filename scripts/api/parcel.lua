---@meta _
-- luacheck: ignore 212

--- What is to be shipped: the lines that require it, gifts included.
---
--- ```lua
--- if parcel.weight_g > 30000 then return nil, "too heavy" end
--- ```
---@class kontor.Parcel
---@field weight_g integer Of all units.
---@field volume_mm3 integer Of all units.
---@field longest_mm integer The longest edge of any unit.
---@field quantity integer
---@field subtotal integer Goods after discounts including tax, gift cards left out.
---@field currency string
---@field channel string
---@field now integer Unix milliseconds.
---@field time kontor.Time
---@field buyer kontor.Buyer
---@field lines kontor.List<kontor.Line>
local parcel = {}

--- True when any of its lines has the tag.
---@param tag string
---@return boolean
function parcel:has_tag(tag) end

--- Units that the selector takes.
---@param selector kontor.Selector
---@return integer
function parcel:quantity_of(selector) end

return parcel
