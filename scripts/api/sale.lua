---@meta _

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

return sale
