--- One product with many variants, between a few others: JSON lines that
--- `kontor import jsonl` reads.
---
---   lua5.4 variants.lua 5000 >variants.jsonl

package.path = arg[0]:match("^(.-)[^/]*$") .. "?.lua;" .. package.path
local shop <const> = require "shop"

local count <const> = math.tointeger(arg[1])

local function values(word, number)
  local all = {}
  for i = 1, number do all[i] = word .. " " .. i end
  return all
end

-- 25 colours and 10 lengths in as many sizes as it takes.
local sizes <const> = values("Size", (count + 249) // 250)
local colours <const> = values("Colour", 25)
local lengths <const> = values("Length", 10)

local variants = {}
for i = 0, count - 1 do
  variants[i + 1] = {
    sku = "shirt-" .. i + 1,
    option_values = { sizes[i // 250 + 1], colours[i // 10 % 25 + 1],
      lengths[i % 10 + 1] },
    prices = { { currency = "USD", amount = 1000 + i % 500 } },
    stock = { { location = "main", available = 1000000 } },
  }
end

shop.begin("USD")
shop.line { kind = "category", slug = "shirts", names = { en = "Shirts" } }
for i = 1, 40 do
  shop.thing { slug = "thing-" .. i, number = i, title = "Thing " .. i,
    category = "shirts" }
end
shop.line {
  kind = "product", slug = "shirt", titles = { en = "Shirt" },
  categories = { "shirts" },
  options = {
    { name = "Size", values = sizes },
    { name = "Colour", values = colours },
    { name = "Length", values = lengths },
  },
  variants = variants,
}
