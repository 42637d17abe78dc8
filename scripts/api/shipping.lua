---@meta _

--- The shipping of the cart as a promotion sees it.
---
--- ```lua
--- if cart.shipping.method == "express" then return end
--- ```
---@class kontor.Shipping
---@field is_needed boolean Something in the cart is shipped.
---@field is_estimate boolean Nobody chose the method.
---@field method string Code of the method; "" while there is none.
---@field price integer The fee before shipping promotions.
---@field amount integer What is left of it at this moment.
local shipping = {}

return shipping
