--- Makes a shop of any size of an exported one: the export comes in, products
--- and promotions that match nobody's cart are added behind it.
---
---   lua5.4 generate.lua PRODUCTS PROMOTIONS <export.jsonl >larger.jsonl

local products, promotions = tonumber(arg[1]), tonumber(arg[2])
local categories = {}

-- What was sold out in the demo sells for the whole run.
for line in io.lines() do
  local slug = line:match('^{"kind":"category".-"slug":"([^"]*)"')
  categories[#categories + 1] = slug
  io.write(line:gsub('"available":%d+', '"available":1000000000'), "\n")
end

local colours = { "red", "green", "blue" } -- each in a third of them
local materials = {
  "cotton", "linen", "oak", "steel", "glass", "paper", "wool",
}
local sizes = { "small", "medium", "large", "wide", "narrow" }
local tags = {}
for i = 1, 12 do tags[i] = "tag-" .. i end

-- "bavoni": words that nobody has seen, from their number.
local function word(number)
  local signs = { "ba", "do", "fi", "gu", "ke", "lo", "mi", "nu", "pa", "ve" }
  local text = ""
  for _ = 1, 3 do
    text = text .. signs[number % 10 + 1]
    number = number // 10
  end
  return text
end

local product = '{"kind":"product","slug":"thing-%d","status":"active",'
  .. '"vendor":"Vendor %d","tax_class":"standard",'
  .. '"titles":{"en":"%s %s thing %d","de":"%s %s Ding %d"},'
  .. '"descriptions":{"en":"Number %d of many things, all of them useful."},'
  .. '"attributes":{"colour":"%s","material":"%s","size":"%s"},"tags":["%s"],'
  .. '"categories":["%s"],"variants":[{"sku":"thing-%d","weight_g":300,'
  .. '"stock_policy":"refuse","prices":[{"currency":"EUR","amount":%d}],'
  .. '"stock":[{"location":"main","available":1000000000}]}]}\n'

local function pick(list, i) return list[i % #list + 1] end

for i = 1, products do
  local name, colour = word(i * 7 % 1000), pick(colours, i)
  io.write(product:format(i, i % 97, name, colour, i, name, colour, i, i,
    colour, pick(materials, i), pick(sizes, i // 3), pick(tags, i),
    pick(categories, i), i, 500 + i * 37 % 9000))
end

-- What keeps a promotion from matching, in turn.
local hindrances = {
  '"channels":["kiosk"]',
  '"customer_groups":["wholesale"]',
  '"ends_at":"2020-01-01T00:00:00Z"',
  '"countries":["NZ"]',
  '"subtotal_min":100000000',
}

for i = 1, promotions do
  io.write(('{"kind":"promotion","rule":"order_percent_off",'
    .. '"code":"offer-%d","title":"Offer %d",'
    .. '"params":{"percent":%d},"is_active":true,%s}\n')
    :format(i, i, i % 50 + 1, hindrances[i % #hindrances + 1]))
end
