---@meta _
-- luacheck: ignore 212

--- Rates by place and tax class, from param.tax_table.
---
--- ```lua
--- return tax.at(params.rates:find(sale.destination, line.tax_class))
--- ```
---@class kontor.TaxTable
local tax_table = {}

--- The rates that are due at an address for a tax class. Rows of one name are
--- alternatives, the most specific counts (postal prefix, then region, then
--- country); rows of different names add up. nil when no row fits.
---@param address kontor.Address
---@param class string
---@return kontor.Rates|nil
function tax_table:find(address, class) end

--- True when any row is for this country.
---@param country string
---@return boolean
function tax_table:knows(country) end

return tax_table
