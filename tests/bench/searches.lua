--- Searches in a shop of generate.lua, one path a line: a word that a third of
--- the products have with one that twenty have, and a least price.
---
---   lua5.4 searches.lua >paths

local colours = { "red", "green", "blue" }
local signs = { "ba", "do", "fi", "gu", "ke", "lo", "mi", "nu", "pa", "ve" }

local function word(number)
  return signs[number % 10 + 1] .. signs[number // 10 % 10 + 1]
    .. signs[number // 100 % 10 + 1]
end

for i = 1, 30000 do
  print(("/store/v1/products?q=%s+%s&facets=1&limit=20&price_min=%d")
    :format(colours[i % #colours + 1], word(i % 1000), i // 1000))
end
