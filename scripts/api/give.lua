---@meta kontor.give
-- luacheck: ignore 212 241

--- What a promotion gives. Each function names targets and a rate or an amount;
--- the core computes, rounds, spreads, caps and records. Targets are units, a
--- line, or the cart for all of its units.
---
--- ```lua
--- return give.all {
---   give.percent(cart, rate.percent(10)):capped(5000),
---   give.free_shipping(),
--- }
--- ```
local give = {}

---@alias kontor.Target kontor.Units|kontor.Line|kontor.Cart

--- One or more effects. The methods give changed copies.
---@class kontor.Effects
local effects = {}

--- Units that the effects use up besides their targets: neither serves another
--- promotion that asks for untaken units. Without units: the targets alone.
---@param units? kontor.Units
---@return kontor.Effects
function effects:taking(units) end

--- Each of the effects takes off at most so much.
---@param minor integer
---@return kontor.Effects
function effects:capped(minor) end

--- The buyer pays for it with so many points, at most cart.points: for one
--- give.amount. What of the amount is not taken costs none.
---@param points integer
---@return kontor.Effects
function effects:for_points(points) end

--- The shipping fee takes part like one more line. Order stage.
---@return kontor.Effects
function effects:including_shipping() end

--- rate (parts per million) off what the targets cost.
---@param target kontor.Target
---@param rate integer
---@return kontor.Effects
function give.percent(target, rate) end

--- The targets cost nothing.
---@param target kontor.Target
---@return kontor.Effects
function give.free(target) end

--- minor off all targets together, once, spread over them.
---@param target kontor.Target
---@param minor integer
---@return kontor.Effects
function give.amount(target, minor) end

--- minor off each unit.
---@param target kontor.Target
---@param minor integer
---@return kontor.Effects
function give.amount_each(target, minor) end

--- minor off each line, once.
---@param target kontor.Target
---@param minor integer
---@return kontor.Effects
function give.amount_per_line(target, minor) end

--- Each unit costs minor, never more than now.
---@param target kontor.Target
---@param minor integer
---@return kontor.Effects
function give.unit_price(target, minor) end

--- All targets together cost minor, never more than now.
---@param target kontor.Target
---@param minor integer
---@return kontor.Effects
function give.total_price(target, minor) end

--- count units of sku at no price; line is the one that triggers it.
---@param sku string
---@param count? integer Without it 1.
---@param line? kontor.Line
---@return kontor.Effects
function give.gift(sku, count, line) end

--- rate off the shipping fee, of these methods or of any. Shipping stage.
---@param rate integer
---@param methods? kontor.List<string>|string[]
---@return kontor.Effects
function give.shipping_percent(rate, methods) end

---@param minor integer
---@param methods? kontor.List<string>|string[]
---@return kontor.Effects
function give.shipping_amount(minor, methods) end

--- Shipping costs minor, never more than now.
---@param minor integer
---@param methods? kontor.List<string>|string[]
---@return kontor.Effects
function give.shipping_price(minor, methods) end

---@param methods? kontor.List<string>|string[]
---@return kontor.Effects
function give.free_shipping(methods) end

--- Several effects as one; nil and false are left out.
---@param list (kontor.Effects|false|nil)[]
---@return kontor.Effects
function give.all(list) end

return give
