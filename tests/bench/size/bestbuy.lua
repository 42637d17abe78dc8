--- Best Buy's tree of categories as a shop: JSON lines that `kontor import
--- jsonl` reads. The data has no products: each category has one thing of its
--- name.
---
---   zcat categories.json.gz | lua5.4 bestbuy.lua >bestbuy.jsonl

package.path = arg[0]:match("^(.-)[^/]*$") .. "?.lua;" .. package.path
local json <const> = require "json"
local shop <const> = require "shop"

-- One has no name.
local function name_of(category) return category.name or category.id end

local function slug_of(category)
  return shop.slug(name_of(category), 60) .. "-" .. category.id:lower()
end

shop.begin("USD")
local categories <const> = json.read(io.read("a"))
local known = {}
for _, category in ipairs(categories) do known[category.id] = category end
-- Parents first. The path of a category goes from the top to itself; what is
-- no category of its own in it is passed over.
table.sort(categories, function(a, b)
  if #a.path ~= #b.path then return #a.path < #b.path end
  return a.id < b.id
end)
for _, category in ipairs(categories) do
  local parent
  for i = 1, #category.path - 1 do
    parent = known[category.path[i].id] or parent
  end
  shop.line { kind = "category", slug = slug_of(category),
    parent = parent and slug_of(parent), names = { en = name_of(category) } }
end
for i, category in ipairs(categories) do
  shop.thing { slug = "thing-" .. i, title = name_of(category),
    category = slug_of(category), number = i }
end
