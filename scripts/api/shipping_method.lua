---@meta kontor.shipping_method
-- luacheck: ignore 212

--- Declares a way to compute a shipping fee (scripts/shipping/<code>.lua). It
--- answers a price in minor units, or nil and a reason: not offered. What it
--- wants and what there is may follow, for the trace of a cart.
---
--- ```lua
--- return shipping_method {
---   code = "flat_fee",
---   title = "Delivery",
---   params = { fee = param.money { label = "Fee" } },
---   quote = function(parcel, destination, params)
---     if destination.is_po_box then return nil, "no PO boxes" end
---     return params.fee
---   end,
--- }
--- ```
---@class kontor.ShippingMethodSpec
---@field code string
---@field title string
---@field help? string
---@field params? table<string, kontor.Param>
---@field quote fun(parcel: kontor.Parcel, destination: kontor.Address, params: kontor.Params): integer|false|nil, string|nil, string|integer|nil, string|integer|nil

---@param spec kontor.ShippingMethodSpec
---@return kontor.Declaration
local function shipping_method(spec) end

return shipping_method
