---@meta _
-- luacheck: ignore 212

--- The surroundings of a line for a tax rule.
---
--- ```lua
--- if sale.destination.country ~= sale.home_country then … end
--- ```
---@class kontor.Sale
---@field buyer kontor.Buyer
---@field destination kontor.Address The shipping address, else the billing one, else the home country alone (is_known is false).
---@field home_country string Of the channel.
---@field is_cross_border boolean destination is in another country.
---@field tax_mode "excluded"|"included"|"none" How prices are typed.
---@field currency string
---@field channel string
---@field now integer Unix milliseconds.
---@field time kontor.Time
local sale = {}

--- The rates of the shop's tax zones that are due at the destination now for a
--- tax class, in the order of their priorities; nil when there are none.
--- ```lua
--- return tax.at(sale:rates(line.tax_class))
--- ```
---@param class string
---@return kontor.Rates|nil
function sale:rates(class) end

return sale
