---@meta kontor.tax_rule
-- luacheck: ignore 212

--- Declares a tax rule (scripts/tax/<code>.lua): which treatment a line gets.
--- The core computes base, amount and rounding. It is asked for the shipping
--- fee too; then line.is_shipping is true.
---
--- ```lua
--- return tax_rule {
---   code = "eu_vat",
---   title = "EU value added tax",
---   params = { rates = param.tax_table { label = "Rates" } },
---   treat = function(line, sale, params)
---     if sale.buyer.has_vat_id and sale.is_cross_border then
---       return tax.reverse_charge("Reverse charge")
---     end
---     return tax.at(params.rates:find(sale.destination, line.tax_class))
---   end,
--- }
--- ```
---@class kontor.TaxRuleSpec
---@field code string
---@field title string
---@field help? string
---@field params? table<string, kontor.Param>
---@field treat fun(line: kontor.Line, sale: kontor.Sale, params: kontor.Params): kontor.Treatment

---@param spec kontor.TaxRuleSpec
---@return kontor.Declaration
local function tax_rule(spec) end

return tax_rule
