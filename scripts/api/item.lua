---@meta _
-- luacheck: ignore 212

--- A variant that a price is wanted for.
---
--- ```lua
--- return item:price_in("vip") or item:best_price()
--- ```
---@class kontor.Item
---@field sku string
---@field product string Slug.
---@field title string
---@field variant_title string
---@field vendor string
---@field tax_class string
---@field weight_g integer
---@field is_gift_card boolean
---@field requires_shipping boolean
---@field quantity integer Units of the line it is priced for.
---@field product_quantity integer Units of all lines of its product, gifts apart.
---@field currency string
---@field country string Where it goes; "" while unknown.
---@field now integer Unix milliseconds.
---@field time kontor.Time
local item = {}

--- The price that the core would choose among all lists: the one with the most
--- conditions that fit. The second value is its "was" price, the third says
--- that it holds for the units of its quantity band alone.
---@return integer|nil, integer|nil, boolean|nil
function item:best_price() end

--- The same within one price list.
---@param list string
---@return integer|nil, integer|nil, boolean|nil
function item:price_in(list) end

--- The same among the prices outside of any list.
---@return integer|nil, integer|nil, boolean|nil
function item:base_price() end

---@param tag string
---@return boolean
function item:has_tag(tag) end

--- True when the product is in the category or below it.
---@param category string Slug.
---@return boolean
function item:is_in(category) end

---@param code string
---@return string|nil
function item:attribute(code) end

return item
