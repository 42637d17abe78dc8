---@meta kontor.price_rule
-- luacheck: ignore 212

--- Declares a price rule (scripts/pricing/<code>.lua): it chooses the unit
--- price of an item for a buyer. nil means "not mine", then the next rule is
--- asked and at last the core. The second value is the "was" price.
---
--- With true as third value the price holds for the units of its quantity
--- band alone: the rule is asked for each band that the line reaches, as if as
--- many units were bought as the band begins with. Bands begin where those of
--- the item's prices do, and at the quantities of params that are lists which
--- rise by a quantity.
---
--- ```lua
--- return price_rule {
---   code = "member_price",
---   title = "Member price",
---   params = {
---     group = param.customer_group { label = "Members" },
---     list = param.price_list { label = "Their prices" },
---   },
---   price = function(item, buyer, params)
---     if buyer:is_in(params.group) then return item:price_in(params.list) end
---   end,
--- }
--- ```
---@class kontor.PriceRuleSpec
---@field code string
---@field title string
---@field help? string
---@field params? table<string, kontor.Param>
---@field price fun(item: kontor.Item, buyer: kontor.Buyer, params: kontor.Params): integer|false|nil, integer|false|nil, boolean|nil

---@param spec kontor.PriceRuleSpec
---@return kontor.Declaration
local function price_rule(spec) end

return price_rule
