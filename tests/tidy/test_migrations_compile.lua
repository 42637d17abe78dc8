--- Tests cmake/migrations_compile.lua: what it writes and what it refuses.

package.path = arg[0]:match("^(.-)[^/]*$") .. "?.lua;" .. package.path
local tool <const> = require "tool"

local shop = "-- global\nCREATE TABLE shop (id {id} PRIMARY KEY){end};\n"
local cart = [[
-- {int} in a comment is no token; neither is '{int}' in a string.
CREATE TABLE cart (
    store_id {id} NOT NULL,
    n {int}, t {text} DEFAULT '{int}', j {json}, b {bool}, d {blob},
    PRIMARY KEY (store_id, n)
){end};
CREATE INDEX cart_n ON cart (store_id, n);
]]

local wanted = {
  [[{ 1, "shop",]],
  [["CREATE TABLE shop (id BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;",]],
  [["CREATE TABLE shop (id UUID PRIMARY KEY);",]],
  [[{ 2, "cart",]],
  [[store_id BLOB NOT NULL, n INTEGER, t TEXT DEFAULT '{int}', j TEXT, ]]
    .. [[b INTEGER, d BLOB, PRIMARY KEY (store_id, n) ) STRICT, WITHOUT ]]
    .. [[ROWID; CREATE INDEX cart_n ON cart (store_id, n);",]],
  [[store_id UUID NOT NULL, n BIGINT, t TEXT DEFAULT '{int}', j JSONB, ]]
    .. [[b BIGINT, d BYTEA, PRIMARY KEY (store_id, n) ); CREATE INDEX]],
  "{ 0, NULL, NULL, NULL, NULL },",
}

local function first(text) return { ["0001_first.sql"] = text } end

local cases = {
  { { ["0001_shop.sql"] = shop, ["0002_cart.sql"] = cart } },
  { { ["0001_shop.sql"] = shop, ["0002_cart.sqlite.sql"] = cart } },
  { { ["0001_shop.sql"] = shop, ["0003_cart.sql"] = cart },
    "0003_cart.sql:1: number 0003, the next one is 0002" },
  { { ["0001_shop.sql"] = shop, ["0001_cart.sql"] = cart },
    "0001_shop.sql:1: number 0001, the next one is 0002" },
  { { ["0002_cart.sql"] = cart }, "0002_cart.sql:1: number 0002" },
  { { ["first.sql"] = cart }, "first.sql:1: file name" },
  { first "CREATE TABLE a (id {id}){end};",
    "0001_first.sql:1: table a has no store_id" },
  { first "-- global\nSELECT 1;\nCREATE TABLE a (id {id}){end};",
    "0001_first.sql:3: table a has no store_id" },
  { first "CREATE TABLE a (id {id} REFERENCES b (store_id)){end};",
    "0001_first.sql:1: table a has no store_id" },
  { first "CREATE TABLE IF NOT EXISTS a (id {id}){end};",
    "0001_first.sql:1: table a has no store_id" },
  { first "CREATE TABLE a (store_id {id});",
    "0001_first.sql:1: table a does not end in ){end};" },
  { first "\nCREATE TABLE a (store_id {uid}){end};",
    "0001_first.sql:2: unknown type {uid}" },
  { first "CREATE TABLE a (store_id {id},\n n BIGINT){end};",
    "0001_first.sql:2: type BIGINT of one dialect, write {int}" },
  { first "CREATE TABLE a (store_id :id){end};",
    "0001_first.sql:1: :id in a migration" },
}

local failed = tool.check_refusals("migrations_compile.lua", cases)
local inputs = { ["0001_shop.sql"] = shop, ["0002_cart.sql"] = cart }
local _, _, written = tool.run("migrations_compile.lua", inputs)
local text = written["migrations_embedded.c"]
failed = failed + tool.check_parts(text, wanted)
failed = failed + tool.check_parts(written["migrations_embedded.h"],
                                   { "KT_MIGRATION_COUNT = 2" })

-- A step of SQLite alone.
_, _, written = tool.run("migrations_compile.lua", {
  ["0001_find.sqlite.sql"] = "CREATE VIRTUAL TABLE find USING fts5(words);\n",
})
failed = failed + tool.check_parts(written["migrations_embedded.c"], {
  '{ 1, "find",\n      "CREATE VIRTUAL TABLE find USING fts5(words);",\n'
    .. '      "",\n',
})

-- The published value of FNV-1a, 64 bits, for an empty text.
_, _, written = tool.run("migrations_compile.lua", first "")
failed = failed + tool.check_parts(written["migrations_embedded.c"],
                                   { '"cbf29ce484222325"' })

-- A changed comment is a changed source.
inputs["0001_shop.sql"] = "--\n" .. shop
_, _, written = tool.run("migrations_compile.lua", inputs)
if written["migrations_embedded.c"] == text then
  failed = failed + 1
  print("the checksum does not see a comment")
end

print(string.format("migrations_compile: %d cases, %d failed", #cases + 3,
                    failed))
os.exit(failed == 0)
