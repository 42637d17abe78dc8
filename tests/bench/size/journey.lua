--- The grocer of The Complete Journey as a shop: JSON lines that `kontor import
--- jsonl` reads. Departments and their categories are the tree. The data has no
--- names and no prices: a product is called by its type.
---
---   zcat products.csv.gz | lua5.4 journey.lua >journey.jsonl

package.path = arg[0]:match("^(.-)[^/]*$") .. "?.lua;" .. package.path
local shop <const> = require "shop"

-- Fields hold neither a quote within quotes nor the end of a line.
local function fields_of(line)
  local fields, at = {}, 1
  while at <= #line + 1 do
    local quoted, after = line:match('^"([^"]*)"()', at)
    if not quoted then quoted, after = line:match("^([^,]*)()", at) end
    fields[#fields + 1] = quoted
    at = after + 1
  end
  return fields
end

shop.begin("USD")
local seen = {}

local function place(name, parent)
  local slug = shop.slug(parent and parent .. "-" .. name or name, 100)
  if slug == "" then slug = "other" end
  if not seen[slug] then
    seen[slug] = true
    shop.line { kind = "category", slug = slug, parent = parent,
      names = { en = name == "" and "Other" or name } }
  end
  return slug
end

io.read("l") -- the names of the columns
for line in io.lines() do
  local id, maker, department, brand, category, kind, size =
    table.unpack(fields_of(line))
  local where = place(department)
  if category and category ~= "" then where = place(category, where) end
  local number = math.tointeger(tonumber(id)) -- one is written 9e+05
  local words = kind ~= "" and kind or category ~= "" and category or department
  shop.thing { slug = "thing-" .. number, number = number,
    title = size ~= "" and words .. ", " .. size or words,
    category = where, vendor = "Maker " .. maker,
    attributes = { brand = brand } }
end
