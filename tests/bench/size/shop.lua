--- What the converters share: lines of an import, and the shop around them.

local json <const> = require "json"

local shop = {}

function shop.line(record)
  io.write(json.write(record), "\n")
end

--- "Café au lait!" becomes "cafe-au-lait" where it is ASCII; other letters are
--- left out. At most max bytes.
function shop.slug(text, max)
  local slug = text:lower():gsub("[^a-z0-9]+", "-")
  return (slug:sub(1, max):gsub("^%-+", ""):gsub("%-+$", ""))
end

function shop.title(slug)
  local words = slug:gsub("%-", " ")
  return (words:gsub("^%l", string.upper))
end

--- A shop that sells worldwide in one currency, without taxes.
function shop.begin(currency)
  shop.line { kind = "channel", code = "web", name = "Web",
    publishable_key = "pk_web", currencies = { currency },
    locales = { "en" }, tax_mode = "excluded", home_country = "US",
    countries = { "US" } }
  shop.line { kind = "location", code = "main", name = "Warehouse" }
  shop.line { kind = "price_rule", code = "list", rule = "list_price" }
  shop.line { kind = "tax_rule", code = "none", rule = "flat_rate",
    params = { name = "None", percent = "0" } }
end

--- A product with one variant: slug, title, category, number, and what else is
--- known of it. Its price follows from its number.
function shop.thing(thing)
  shop.line {
    kind = "product",
    slug = thing.slug,
    vendor = thing.vendor,
    titles = { en = thing.title },
    attributes = thing.attributes,
    categories = { thing.category },
    variants = { {
      sku = thing.slug,
      prices = { { currency = "USD", amount = 99 + thing.number * 37 % 2000 } },
      stock = { { location = "main", available = 1000000 } },
    } },
  }
end

return shop
