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

local product = '{"kind":"product","slug":"thing-%d","status":"active",'
  .. '"vendor":"Vendor %d","tax_class":"standard",'
  .. '"titles":{"en":"Thing %d","de":"Ding %d"},'
  .. '"descriptions":{"en":"Number %d of many things, all of them useful."},'
  .. '"categories":["%s"],"variants":[{"sku":"thing-%d","weight_g":300,'
  .. '"stock_policy":"refuse","prices":[{"currency":"EUR","amount":%d}],'
  .. '"stock":[{"location":"main","available":1000000000}]}]}\n'

for i = 1, products do
  io.write(product:format(i, i % 97, i, i, i,
    categories[i % #categories + 1], i, 500 + i * 37 % 9000))
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
