---@meta kontor.checkout_check
-- luacheck: ignore 212

--- Declares a check before an order is placed (scripts/checkout/<code>.lua).
--- All checks run, all refusals are told together. nil or false: fine.
---
--- ```lua
--- return checkout_check {
---   code = "min_order",
---   title = "Minimum order",
---   params = { minimum = param.money { label = "Goods worth at least" } },
---   check = function(order, params)
---     if order.subtotal < params.minimum then
---       return verdict.refuse("below-minimum", { field = "/lines" })
---     end
---   end,
--- }
--- ```
---@class kontor.CheckoutCheckSpec
---@field code string
---@field title string
---@field help? string
---@field params? table<string, kontor.Param>
---@field check fun(order: kontor.Order, params: kontor.Params): kontor.Verdict|false|nil

---@param spec kontor.CheckoutCheckSpec
---@return kontor.Declaration
local function checkout_check(spec) end

return checkout_check
