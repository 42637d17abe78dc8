--- Any number of products with one variant each, in twelve categories: JSON
--- lines that `kontor import jsonl` reads.
---
---   lua5.4 things.lua 20000 >things.jsonl

package.path = arg[0]:match("^(.-)[^/]*$") .. "?.lua;" .. package.path
local shop <const> = require "shop"

local materials <const> = { "oak", "linen", "steel", "glass", "wool", "paper" }
local colours <const> = { "red", "green", "blue", "black" }

shop.begin("USD")
for i = 1, 12 do
  shop.line { kind = "category", slug = "place-" .. i,
    names = { en = "Place " .. i } }
end
for i = 1, math.tointeger(arg[1]) do
  local material, colour = materials[i % 6 + 1], colours[i // 6 % 4 + 1]
  shop.thing { slug = "thing-" .. i, number = i, vendor = "Maker " .. i % 97,
    title = ("%s %s thing %d"):format(colour, material, i),
    category = "place-" .. i % 12 + 1,
    attributes = { colour = colour, material = material } }
end
