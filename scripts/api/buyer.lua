---@meta _
-- luacheck: ignore 212

--- Who buys, as far as it is known.
---
--- ```lua
--- if buyer.is_guest or buyer.order_count > 0 then return nil end
--- ```
---@class kontor.Buyer
---@field is_guest boolean
---@field email string "" while unknown.
---@field order_count integer|nil Placed and not cancelled; nil while unknown.
---@field birthday string "MM-DD" or "".
---@field points integer That were collected and are left; cart.points may be used up.
---@field vat_id string As it was given.
---@field has_vat_id boolean Format and check digits are those of a country.
---@field vat_country string The country of the id, "GR" for EL; "" without a right one.
local buyer = {}

--- True when the buyer is in the customer group.
---@param group string
---@return boolean
function buyer:is_in(group) end

return buyer
