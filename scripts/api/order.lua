---@meta _
-- luacheck: ignore 212

--- The order that is about to be placed, for a checkout check.
---
--- ```lua
--- if order:has_tag("bulky") and order.shipping_address.is_po_box then … end
--- ```
---@class kontor.Order
---@field email string
---@field currency string
---@field subtotal integer Goods before cart promotions.
---@field discount integer
---@field shipping integer
---@field tax integer
---@field total integer
---@field due integer After gift cards and credit.
---@field quantity integer Units, gifts left out.
---@field lines kontor.List<kontor.Line>
---@field buyer kontor.Buyer
---@field shipping_address kontor.Address
---@field billing_address kontor.Address
---@field requires_shipping boolean
---@field shipping_method string Code; "" when none was chosen.
---@field coupons kontor.List<string>
---@field channel string
---@field locale string
---@field now integer Unix milliseconds.
---@field time kontor.Time
local order = {}

--- True when any of its lines has the tag.
---@param tag string
---@return boolean
function order:has_tag(tag) end

--- Units that the selector takes.
---@param selector kontor.Selector
---@return integer
function order:quantity_of(selector) end

return order
