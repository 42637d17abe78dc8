---@meta kontor.promotion
-- luacheck: ignore 212

--- Declares a promotion rule (scripts/promotions/<code>.lua). A promotion is a
--- row that names the rule and gives its params; dates, coupons, groups and
--- limits stand on that row, never here.
---
--- ```lua
--- return promotion {
---   code = "percent_off",
---   title = "{percent} off",
---   stage = "item",
---   params = { percent = param.percent { label = "Discount" } },
---   evaluate = function(cart, params)
---     return give.percent(cart:units(), params.percent)
---   end,
--- }
--- ```
---@class kontor.PromotionSpec
---@field code string The file's name without ".lua".
---@field title string Shown to buyers; {name} stands for a param.
---@field help? string For the admin form; without it the file's first comment.
---@field stage "catalog"|"item"|"order"|"shipping"
---@field params? table<string, kontor.Param>
---@field evaluate fun(cart: kontor.Cart, params: kontor.Params): kontor.Effects|false|nil, kontor.Hint|false|nil

--- What every file with a rule returns; the loader alone reads it.
---@class kontor.Declaration

---@param spec kontor.PromotionSpec
---@return kontor.Declaration
local function promotion(spec) end

return promotion
