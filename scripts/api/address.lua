---@meta _

--- An address; texts that were not given are "".
---
--- ```lua
--- if destination.country == "IT" and destination.postal_code == "23041" then …
--- ```
---@class kontor.Address
---@field is_known boolean False when there is no address yet.
---@field first_name string
---@field last_name string
---@field company string
---@field line1 string
---@field line2 string
---@field city string
---@field region string
---@field postal_code string
---@field country string ISO 3166-1 alpha-2.
---@field phone string
---@field is_po_box boolean A line reads like "PO Box", "Postfach", "Packstation", …
local address = {}

return address
