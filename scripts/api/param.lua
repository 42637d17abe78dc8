---@meta kontor.param
-- luacheck: ignore 212

--- Declares what a row that uses the rule may set. From the one declaration
--- come validation, the JSON schema, the admin form and the words in titles.
---
--- ```lua
--- params = {
---   percent = param.percent { label = "Discount", default = "10" },
---   products = param.products { label = "Among these products" },
---   tiers = param.list {
---     label = "Tiers",
---     ascending = "spend",
---     of = {
---       spend = param.money { label = "From" },
---       percent = param.percent { label = "Discount" },
---     },
---   },
--- }
--- ```
local param = {}

---@class kontor.Param

--- A param must be given in the row unless it has a default or is optional;
--- selectors and lists are empty without either. An optional one that was not
--- given is nil.
---@class kontor.ParamOptions
---@field label string Its name in the admin form.
---@field help? string
---@field default? any In the form that JSON would have.
---@field optional? boolean

---@class kontor.NumberOptions: kontor.ParamOptions
---@field min? integer
---@field max? integer

---@class kontor.PercentOptions: kontor.ParamOptions
---@field min? string|integer
---@field max? string|integer

---@class kontor.TextOptions: kontor.ParamOptions
---@field min? integer Least number of characters.
---@field max? integer At most so many; without it 200.

---@class kontor.ChoiceOptions: kontor.ParamOptions
---@field of string[]

---@class kontor.ListOptions: kontor.ParamOptions
---@field of table<string, kontor.Param> The fields of one entry.
---@field ascending? string A number field that must rise from entry to entry.
---@field min? integer
---@field max? integer At most so many entries; without it 100.

--- Units of goods: an integer, at least 1 unless min says otherwise.
---@param options kontor.NumberOptions
---@return kontor.Param
function param.quantity(options) end

---@param options kontor.NumberOptions
---@return kontor.Param
function param.integer(options) end

--- An amount in minor units, at least 0 unless min says otherwise.
---@param options kontor.NumberOptions
---@return kontor.Param
function param.money(options) end

--- JSON gives per cent, as an integer or as text ("12.5"); the rule sees parts
--- per million (125000). Between 0 and 100 unless min and max say otherwise.
---@param options kontor.PercentOptions
---@return kontor.Param
function param.percent(options) end

---@param options kontor.TextOptions
---@return kontor.Param
function param.text(options) end

---@param options kontor.ParamOptions
---@return kontor.Param
function param.boolean(options) end

---@param options kontor.ChoiceOptions
---@return kontor.Param
function param.choice(options) end

--- A choice of products: skus, products, categories, tags, vendors, attributes,
--- exclude_…, price_min, price_max. Without any of them it takes all.
---@param options kontor.ParamOptions
---@return kontor.Param
function param.products(options) end

---@param options kontor.TextOptions
---@return kontor.Param
function param.sku(options) end

--- A list of SKUs.
---@param options kontor.NumberOptions
---@return kontor.Param
function param.skus(options) end

--- A code: lower-case letters, digits, "_" and "-".
---@param options kontor.TextOptions
---@return kontor.Param
function param.code(options) end

--- The code of a customer group.
---@param options kontor.TextOptions
---@return kontor.Param
function param.customer_group(options) end

--- The code of a price list.
---@param options kontor.TextOptions
---@return kontor.Param
function param.price_list(options) end

--- A list of codes of shipping methods.
---@param options kontor.NumberOptions
---@return kontor.Param
function param.shipping_methods(options) end

--- A country, ISO 3166-1 alpha-2.
---@param options kontor.ParamOptions
---@return kontor.Param
function param.country(options) end

--- A list of countries.
---@param options kontor.NumberOptions
---@return kontor.Param
function param.countries(options) end

--- A list of texts.
---@param options kontor.NumberOptions
---@return kontor.Param
function param.texts(options) end

---@param options kontor.ListOptions
---@return kontor.Param
function param.list(options) end

--- Tax rates: a list of {country, region?, postal?, class, name, percent,
--- compound?}; postal is a prefix. See kontor.TaxTable.
---@param options kontor.NumberOptions
---@return kontor.Param
function param.tax_table(options) end

return param
