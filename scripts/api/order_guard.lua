---@meta kontor.order_guard
-- luacheck: ignore 212

--- Declares a guard on edges of the order machine (scripts/orders/<code>.lua).
--- The order is the one of the HTTP API, as a record. nil or false: pass.
---
--- ```lua
--- return order_guard {
---   code = "hold_large_orders",
---   title = "Hold orders above {limit}",
---   event = "confirm",
---   params = { limit = param.money { label = "Above" } },
---   check = function(order, params)
---     if order.totals.total > params.limit then
---       return verdict.hold("manual-review")
---     end
---   end,
--- }
--- ```
---@class kontor.OrderGuardSpec
---@field code string
---@field title string
---@field help? string
---@field event string|string[] The edges it guards: "confirm", "cancel", …
---@field params? table<string, kontor.Param>
---@field check fun(order: kontor.Record, params: kontor.Params): kontor.Verdict|false|nil

---@param spec kontor.OrderGuardSpec
---@return kontor.Declaration
local function order_guard(spec) end

return order_guard
