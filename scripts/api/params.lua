---@meta _

--- The params of the row, read-only: one field for each declared param.
--- A quantity, integer, money or percent is an integer, texts and codes are
--- strings, a list is a kontor.List, products a kontor.Selector, a tax_table a
--- kontor.TaxTable.
---
--- ```lua
--- for _, tier in ipairs(params.tiers) do
---   if cart.subtotal >= tier.spend then reached = tier end
--- end
--- ```
---@class kontor.Params
---@field [string] any

local params = {}

return params
