---@meta _
-- luacheck: ignore 212

--- What a promotion sees: the cart as it stands at this moment of its stage.
---
--- ```lua
--- local shirts = cart:units(params.products)
--- if shirts.count < 2 then return nil, hint.add_units(2 - shirts.count) end
--- return give.free(shirts:cheapest(1))
--- ```
---@class kontor.Cart
---@field currency string ISO 4217.
---@field subtotal integer Goods at the start of the stage (or before any cart promotion, if the row says so), without gifts and gift cards.
---@field quantity integer Units of the same goods.
---@field lines kontor.List<kontor.Line>
---@field buyer kontor.Buyer
---@field destination kontor.Address is_known is false before there is an address.
---@field channel string Its code.
---@field locale string
---@field now integer Unix milliseconds.
---@field time kontor.Time
---@field coupons kontor.List<string> Codes as entered.
---@field points integer Of the buyer, that may be used up: as many as were asked for and are there, less what promotions before took.
---@field shipping kontor.Shipping
local cart = {}

--- The units that the selector takes (all without one), in the order of lines.
--- Gifts, gift cards and undiscountable goods are left out.
---@param selector? kontor.Selector
---@return kontor.Units
function cart:units(selector) end

--- The same without units that another promotion has used up.
---@param selector? kontor.Selector
---@return kontor.Units
function cart:untaken(selector) end

--- The part of subtotal that the selector takes.
---@param selector? kontor.Selector
---@return integer
function cart:subtotal_of(selector) end

--- The part of quantity that the selector takes.
---@param selector? kontor.Selector
---@return integer
function cart:quantity_of(selector) end

return cart
