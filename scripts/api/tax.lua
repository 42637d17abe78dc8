---@meta kontor.tax
-- luacheck: ignore 212

--- Treatments: what a tax rule answers.
---
--- ```lua
--- return tax.at(tax.rate { name = "VAT 19 %", percent = 19 })
--- ```
local tax = {}

---@class kontor.Treatment
---@class kontor.Rates

--- One rate. percent (integer or text) or ppm. compound: on the base plus the
--- taxes before it. included: the price contains it, whatever the channel says.
---@param fields { name: string, percent?: integer|string, ppm?: integer, compound?: boolean, included?: boolean }
---@return kontor.Rates
function tax.rate(fields) end

--- Taxed at these rates. Without any (nil from kontor.TaxTable too): no tax is
--- due there.
---@param ... kontor.Rates|nil
---@return kontor.Treatment
function tax.at(...) end

---@param note? string For the invoice.
---@return kontor.Treatment
function tax.exempt(note) end

---@param note? string For the invoice.
---@return kontor.Treatment
function tax.reverse_charge(note) end

return tax
