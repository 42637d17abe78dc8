--- Writes catalogue.jsonl and media/*.svg out of catalogue.lua and
--- pictures.lua. Run it here after a change of them: lua5.4 make.lua

local catalogue <const> = require "catalogue"
local pictures <const> = require "pictures"

-- JSON with the members of an object in the order that is written here: an
-- object is a list of {name, value}.
local write

local writers <const> = {
  string = function(value)
    return '"' .. value:gsub('[\\"]', "\\%0") .. '"'
  end,
  number = function(value) return string.format("%d", value) end,
  boolean = tostring,
  table = function(value)
    local parts = {}
    for _, item in ipairs(value) do
      parts[#parts + 1] = value.is_object
        and write(item[1]) .. ":" .. write(item[2]) or write(item)
    end
    local text = table.concat(parts, ",")
    return value.is_object and "{" .. text .. "}" or "[" .. text .. "]"
  end,
}

write = function(value) return writers[type(value)](value) end

local function object(members)
  local out = { is_object = true }
  for _, member in ipairs(members) do
    if member[2] ~= nil then out[#out + 1] = member end
  end
  return out
end

local function texts(en, de, ja)
  return object { { "en", en }, { "de", de }, { "ja", ja } }
end

-- Prices that look like prices.
local function dollars(cents)
  return math.max(100, cents * 92 // 10000 * 100 - 5)
end

local function yen(cents)
  return cents * 165 // 10000 * 100 + 80
end

local function price_list(cents, was)
  local prices = {}
  for _, row in ipairs {
    { "EUR", cents, was }, { "USD", dollars(cents), was and dollars(was) },
    { "JPY", yen(cents), was and yen(was) },
  } do
    prices[#prices + 1] = object {
      { "currency", row[1] }, { "amount", row[2] }, { "compare_at", row[3] },
    }
  end
  return prices
end

-- The same number for the same name, so that the file does not change.
local function stock_of(sku)
  local sum = 0
  for at = 1, #sku do sum = (sum * 31 + sku:byte(at)) % 997 end
  return 12 + sum % 140
end

local function slug(text)
  return (text:lower():gsub("×", "x"):gsub("[^%w]+", "-"))
end

-- What one choice of colour and size gives.
local function variant(product, colour, size, index)
  local sku = product.slug .. (#product.colours > 1 and "-" .. colour or "")
    .. (size and "-" .. slug(size) or "")
  local cents = product.price + (product.step or 0) * (index - 1)
  local values = {}
  if #product.colours > 1 then values[1] = catalogue.colours[colour][2] end
  values[#values + 1] = size
  return object {
    { "sku", sku },
    { "option_values", #values > 0 and values or nil },
    { "weight_g", product.weight },
    { "prices", price_list(cents, product.was) },
    { "stock", {
      object { { "location", "main" }, { "available", stock_of(sku) } },
    } },
  }, sku
end

local function options_of(product)
  local options, colours = {}, {}
  for _, colour in ipairs(product.colours) do
    colours[#colours + 1] = catalogue.colours[colour][2]
  end
  if #colours > 1 then
    options[1] = object { { "name", "Colour" }, { "values", colours } }
  end
  if product.sizes then
    options[#options + 1] =
      object { { "name", "Size" }, { "values", product.sizes } }
  end
  return #options > 0 and options or nil
end

local function write_file(path, text)
  local file <close> = assert(io.open(path, "w"))
  file:write(text)
end

-- Draws the product in each of its colours.
local function draw(product, colour, skus)
  local name = product.slug .. (#product.colours > 1 and "-" .. colour or "")
  write_file("media/" .. name .. ".svg",
             pictures.draw(product.shape, catalogue.colours[colour][1],
                           product.titles[1]))
  return object {
    { "url", "/media/" .. name .. ".svg" },
    { "alt", product.titles[1] .. ", " .. catalogue.colours[colour][2]:lower() },
    { "skus", #product.colours > 1 and skus or nil },
  }
end

-- The first product is the newest: shops list them in the order of the file.
local function product_record(product, position)
  local variants, media = {}, {}
  for _, colour in ipairs(product.colours) do
    local skus = {}
    for index, size in ipairs(product.sizes or { false }) do
      variants[#variants + 1], skus[index] =
        variant(product, colour, size or nil, index)
    end
    media[#media + 1] = draw(product, colour, skus)
  end
  return object {
    { "kind", "product" }, { "slug", product.slug }, { "vendor", product.vendor },
    { "tax_class", product.tax or "standard" },
    { "titles", texts(table.unpack(product.titles)) },
    { "descriptions", texts(product.en, product.de) },
    { "options", options_of(product) },
    { "media", media },
    { "categories", { product.category } },
    { "tags", product.tags },
    { "variants", variants },
    { "created_at", string.format("2026-11-01T%02d:%02d:00Z",
                                  23 - position // 60, 59 - position % 60) },
  }
end

local lines <const> = {}

local function add(record)
  lines[#lines + 1] = write(record) .. "\n"
end

add(object {
  { "kind", "location" }, { "code", "main" }, { "name", "Warehouse" },
})
for position, category in ipairs(catalogue.categories) do
  add(object {
    { "kind", "category" }, { "slug", category[1] },
    { "parent", category[2] ~= "" and category[2] or nil },
    { "names", texts(category[3], category[4], category[5]) },
    { "position", position },
  })
end
for position, product in ipairs(catalogue.products) do
  add(product_record(product, position))
end
write_file("catalogue.jsonl", table.concat(lines))
