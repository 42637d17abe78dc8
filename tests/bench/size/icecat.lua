--- Icecat's electronics as a shop: JSON lines that `kontor import jsonl` reads.
--- Price 0 means that none is known: such products are left as drafts.
---
---   zcat products-*.json.gz | lua5.4 icecat.lua >icecat.jsonl

package.path = arg[0]:match("^(.-)[^/]*$") .. "?.lua;" .. package.path
local json <const> = require "json"
local shop <const> = require "shop"

-- What a title ends its noun with, the narrower before the wider.
local nouns <const> = {
  { "toner cartridge", "toner-cartridges", "printing" },
  { "ink cartridge", "ink-cartridges", "printing" },
  { "printer ribbon", "printer-ribbons", "printing" },
  { "label", "labels", "printing" },
  { "printer", "printers", "printing" },
  { "scanner", "scanners", "printing" },
  { "photo paper", "photo-paper", "printing" },
  { "memory card", "memory-cards", "storage" },
  { "usb flash drive", "usb-flash-drives", "storage" },
  { "hard drive", "hard-drives", "storage" },
  { "memory module", "memory-modules", "components" },
  { "processor", "processors", "components" },
  { "motherboard", "motherboards", "components" },
  { "graphics card", "graphics-cards", "components" },
  { "notebook case", "notebook-cases", "computers" },
  { "notebook", "notebooks", "computers" },
  { "tablet", "tablets", "computers" },
  { "mouse pad", "mouse-pads", "computers" },
  { "keyboard", "keyboards", "computers" },
  { "mice", "mice", "computers" },
  { "monitor", "monitors", "computers" },
  { "headphone", "headphones", "audio-video" },
  { "headset", "headsets", "audio-video" },
  { "loudspeaker", "loudspeakers", "audio-video" },
  { "projector", "projectors", "audio-video" },
  { "camera", "cameras", "audio-video" },
  { "networking cable", "networking-cables", "cables" },
  { "patch cable", "networking-cables", "cables" },
  { "usb cable", "usb-cables", "cables" },
  { "cable", "other-cables", "cables" },
  { "network switch", "network-switches", "networking" },
  { "router", "routers", "networking" },
  { "uninterruptible power supply", "power-supplies", "power" },
  { "battery", "batteries", "power" },
}

local function category_of(title)
  local lower = title:lower()
  for _, noun in ipairs(nouns) do
    if lower:find(noun[1], 1, true) then return noun[2] end
  end
  return "other"
end

local function write_categories()
  local seen = { other = true }
  shop.line { kind = "category", slug = "other", names = { en = "Other" } }
  local function write(slug, parent)
    if seen[slug] then return end
    seen[slug] = true
    shop.line { kind = "category", slug = slug, parent = parent,
      names = { en = shop.title(slug) } }
  end
  for _, noun in ipairs(nouns) do
    write(noun[3])
    write(noun[2], noun[3])
  end
end

-- "attr_n_display_diagonal" is display_diagonal; what is both a text and a
-- number keeps both.
local function attributes_of(record)
  local attributes, names = {}, {}
  for name in pairs(record) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local kind, code = name:match("^attr_(%a)_(.-)_*$")
    local value = record[name]
    if kind and math.type(value) == "float" then
      local whole = math.tointeger(value)
      value = whole or ("%.14g"):format(value)
    end
    if kind and value ~= "" then
      if attributes[code] ~= nil then code = code .. "_" .. kind end
      attributes[code] = value
    end
  end
  return next(attributes) and attributes
end

local skus = {}

-- The maker's part number where it looks like one and is not taken.
local function sku_of(record)
  local name = record.name
  if #name > 40 or name:find("%s") or not name:find("%d") or skus[name] then
    name = "ICE-" .. record.id
  end
  skus[name] = true
  return name
end

local function write_product(record)
  local description = record.short_description
  shop.line {
    kind = "product",
    slug = shop.slug(record.title, 60) .. "-" .. record.id,
    status = record.price > 0 and "active" or "draft",
    vendor = record.supplier,
    titles = { en = record.title },
    descriptions = description and description ~= "" and { en = description }
      or nil,
    attributes = attributes_of(record) or nil,
    media = { { url = record.img_500x500, alt = record.title } },
    categories = { category_of(record.title) },
    variants = { {
      sku = sku_of(record),
      barcode = record.ean[1],
      extra = { ean = record.ean },
      prices = { { currency = "USD", amount = record.price } },
      stock = { { location = "main", available = 1000000 } },
    } },
  }
end

shop.begin("USD")
write_categories()
-- Files stand one behind another: each is an array of objects, and each of
-- these begins and ends on a line of its own.
local lines = {}
for line in io.lines() do
  if line == " {" then lines = {} end
  lines[#lines + 1] = line
  if line:find("^ },?$") then
    write_product(json.read(table.concat(lines, "\n")))
  end
end
