---@meta kontor.verdict
-- luacheck: ignore 212

--- What a check or a guard answers when it does not let pass.
---
--- ```lua
--- return verdict.refuse("bulky-to-po-box", { field = "/shipping_address" })
--- ```
local verdict = {}

---@class kontor.Verdict

--- Not like this. slug is a code; field a JSON pointer into the cart.
---@param slug string
---@param more? { field?: string, detail?: string }
---@return kontor.Verdict
function verdict.refuse(slug, more) end

--- The order is taken and waits for a human.
---@param reason string A code.
---@param detail? string
---@return kontor.Verdict
function verdict.hold(reason, detail) end

return verdict
