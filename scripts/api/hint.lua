---@meta kontor.hint
-- luacheck: ignore 212

--- How far it is to the next reward. The second value of evaluate.
---
--- ```lua
--- if cart.subtotal < params.spend then
---   return nil, hint.spend(params.spend - cart.subtotal, params.spend)
--- end
--- ```
local hint = {}

---@class kontor.Hint

--- So much more must be spent; wanted is the whole threshold. nil when nothing
--- is missing.
---@param missing integer Minor units.
---@param wanted? integer
---@return kontor.Hint|nil
function hint.spend(missing, wanted) end

--- So many more units are needed. nil when nothing is missing.
---@param missing integer
---@param wanted? integer
---@return kontor.Hint|nil
function hint.add_units(missing, wanted) end

--- Any other one. kind is a code that storefronts translate.
---@param fields { kind: string, wanted: integer, actual: integer, is_money?: boolean }
---@return kontor.Hint
function hint.of(fields) end

return hint
