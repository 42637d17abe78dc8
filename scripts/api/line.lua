---@meta _
-- luacheck: ignore 212

--- A line of the cart, or the shipping fee when a tax rule is asked for it.
---
--- ```lua
--- if line:has_tag("fragile") and not line.is_gift then … end
--- ```
---@class kontor.Line
---@field id string
---@field sku string
---@field product string Slug.
---@field title string
---@field variant_title string
---@field vendor string
---@field quantity integer
---@field list_price integer Unit price before catalogue promotions.
---@field unit_price integer Unit price as the shop shows it.
---@field subtotal integer quantity * unit_price.
---@field amount integer What is left of it after the discounts so far.
---@field is_reduced boolean A catalogue promotion or a "was" price lowered it.
---@field is_gift boolean A promotion put it in.
---@field is_gift_card boolean
---@field is_discountable boolean
---@field is_shipping boolean It is the shipping fee, only the tax class is known.
---@field requires_shipping boolean
---@field tax_class string
---@field weight_g integer Of one unit.
---@field length_mm integer
---@field width_mm integer
---@field height_mm integer
local line = {}

---@param tag string
---@return boolean
function line:has_tag(tag) end

--- True when the product is in the category or below it.
---@param category string Slug.
---@return boolean
function line:is_in(category) end

---@param code string
---@return string|nil
function line:attribute(code) end

--- What the storefront stored with the line: a text, integer or boolean.
---@param name string
---@return string|integer|boolean|nil
function line:metadata(name) end

return line
