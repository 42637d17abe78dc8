--- Tests cmake/sql_compile.lua: what it writes and what it refuses.

package.path = arg[0]:match("^(.-)[^/]*$") .. "?.lua;" .. package.path
local tool <const> = require "tool"

local good = [[
-- Carts; this comment belongs to no statement.
-- name: cart_get
-- The cart of the shop.
SELECT id, ':no_param -- nor comment' AS "a:b"   -- trailing
  FROM cart
 WHERE id = :cart_id AND store_id = :store_id AND body ->> 'x' = :x
   FOR UPDATE SKIP LOCKED;

-- name: cart_line_count
-- global
SELECT count(*) FROM cart_line
]]

local wanted_source = {
  [["SELECT id, ':no_param -- nor comment' AS \"a:b\" FROM cart ]]
    .. [[WHERE id = ?2 AND store_id = ?1 AND body ->> 'x' = ?3",]],
  [[AND store_id = $1 AND body ->> 'x' = $3 FOR UPDATE SKIP LOCKED",]],
  [[params_cart_get[] = { "store_id", "cart_id", "x" };]],
  "params_cart_get, 3, false, KT_MOVES_NOTHING, { 0 } }",
  "NULL, 0, true, KT_MOVES_NOTHING, { 0 } }",
  "[KT_SQL_COUNT] = { 0 }",
}

local wanted_header = {
  "enum kt_sql {\n    KT_SQL_CART_GET,\n    KT_SQL_CART_LINE_COUNT,\n"
    .. "    KT_SQL_COUNT\n};",
}

local function get(where)
  return "-- name: cart_get\nSELECT id FROM cart\nWHERE " .. where .. "\n"
end

local function refused(where, message)
  return { { ["cart.sql"] = get("store_id = :store_id AND " .. where) },
           "cart.sql:3: " .. message }
end

local override = [[
-- name: cart_get
SELECT id FROM cart WHERE x = :x::bigint AND name ILIKE 'a'
   AND store_id = :store_id
]]

local full_text = "-- name: cart_find\nSELECT id FROM cart_text\n"
  .. "WHERE cart_text MATCH :words AND :store_id <> ''\n"

local cases = {
  { { ["cart.sqlite.sql"] = full_text } },
  { { ["cart.sql"] = full_text }, "cart.sql:3: MATCH is not in the shared SQL" },
  { { ["car.sqlite.sql"] = full_text }, "car.sqlite.sql:1: cart_find in the f" },
  { { ["cart.sql"] = good } },
  { { ["cart.sql"] = get("id = :id") }, "cart.sql:1: cart_get names no :st" },
  { { ["cart.sql"] = get("x = ':store_id'") }, "cart.sql:1: cart_get names" },
  { { ["cart.sql"] = get("x = '-- global'") }, "cart.sql:1: cart_get names" },
  { { ["cart.sql"] = get("store_id = :store_id"):rep(2) },
    "cart.sql:4: cart_get is already at cart.sql:1" },
  { { ["order.sql"] = get("store_id = :store_id") },
    "order.sql:1: cart_get in the file of order" },
  { { ["car.sql"] = get("store_id = :store_id") }, "car.sql:1: cart_get in" },
  { { ["cart.sql"] = "-- name: Cart-get\nSELECT 1" }, "cart.sql:1: " },
  { { ["Cart.SQL"] = "" }, "Cart.SQL:1: file name" },
  { { ["cart.sql"] = "SELECT 1" }, "cart.sql:1: SQL without a -- name:" },
  { { ["cart.sql"] = "-- name: cart_get\n" }, "cart.sql:1: cart_get has no" },
  { { ["cart.sql"] = get("store_id = :store_id") .. "-- global\n" },
    "cart.sql:4: -- global stands" },
  { { ["cart.sql"] = "-- name: cart_get\n-- global\nSELECT :store_id" },
    "cart.sql:1: cart_get is -- global but" },
  refused("1; SELECT 2", "second statement"),
  refused("x = :x::text", ":: cast"),
  refused("x = ?", "? parameter"),
  refused("x = $1", "$ parameter"),
  refused("x = 'a", "unclosed '"),
  refused("x = /* a */ 1", "/* */ comment"),
  refused("rowid = 1", "ROWID is not in"),
  refused("autoincrement", "AUTOINCREMENT is not in"),
  refused("(INSERT OR REPLACE)", "INSERT OR is not in"),
  refused("instr(a, b)", "INSTR() is not in"),
  refused("a ILIKE b", "ILIKE is not in"),
  refused("a < now()", "NOW() is not in"),
  refused("strftime ('%s', a)", "STRFTIME() is not in"),
  refused("string_agg(a, b)", "STRING_AGG() is not in"),
  refused("group_concat(a)", "GROUP_CONCAT() is not in"),
  { { ["cart.sql"] = get("store_id = :store_id AND now = 'ILIKE now()'") } },
  refused("{other}", "{other} is no -- part: above"),
  { { ["cart.sql"] = "-- part: Mine\nx\n" }, "cart.sql:1: \"-- part: Mine\"" },
  { { ["cart.sql"] = "-- part: a\nx\n-- part: a\ny\n" },
    "cart.sql:3: part a is already at line 1" },
  { { ["cart.sql"] = "-- part: a\n{a}\n" }, "cart.sql:2: {a} is no -- part:" },
  { { ["cart.sql"] = get("x = :x AND store_id = :store_id"),
      ["cart.postgres.sql"] = override } },
  { { ["cart.sql"] = get("store_id = :store_id"),
      ["cart.postgres.sql"] = override },
    "cart.postgres.sql:1: :x is not in cart_get" },
  { { ["cart.sql"] = get("x = :x AND y = :y AND store_id = :store_id"),
      ["cart.postgres.sql"] = override },
    "cart.postgres.sql:1: cart_get lacks :y" },
  { { ["cart.postgres.sql"] = override },
    "cart.postgres.sql:1: no statement cart_get" },
}

local failed = tool.check_refusals("sql_compile.lua", cases)
local _, _, written = tool.run("sql_compile.lua", { ["cart.sql"] = good })
failed = failed + tool.check_parts(written["sql_statements.c"], wanted_source)
failed = failed + tool.check_parts(written["sql_statements.h"], wanted_header)

-- An override changes PostgreSQL's text alone and keeps the numbers.
_, _, written = tool.run("sql_compile.lua", {
  ["cart.sql"] = get("y = :x AND store_id = :store_id"),
  ["cart.postgres.sql"] = override,
})
failed = failed + tool.check_parts(written["sql_statements.c"], {
  '"SELECT id FROM cart WHERE y = ?2 AND store_id = ?1",',
  "\"SELECT id FROM cart WHERE x = $2::bigint AND name ILIKE 'a' "
    .. 'AND store_id = $1",',
})

-- A statement of SQLite alone has no text for PostgreSQL until one is given.
_, _, written = tool.run("sql_compile.lua", { ["cart.sqlite.sql"] = full_text })
failed = failed + tool.check_parts(written["sql_statements.c"], {
  [["SELECT id FROM cart_text WHERE cart_text MATCH ?2 AND ?1 <> ''",]]
    .. "\n        NULL,\n",
})

-- A part stands in every statement that names it, and in later parts.
_, _, written = tool.run("sql_compile.lua", {
  ["cart.sql"] = "-- part: own\n-- Of the shop.\nstore_id = :store_id\n"
    .. "-- part: named\n{own} AND code = :code\n"
    .. get("{own}") .. get("x = :x AND ({named})"):gsub("cart_get", "cart_a"),
})
failed = failed + tool.check_parts(written["sql_statements.c"], {
  '"SELECT id FROM cart WHERE store_id = ?1",',
  '"SELECT id FROM cart WHERE x = ?2 AND ( store_id = ?1 AND code = ?3 )",',
})

-- What a write moves, by its table and its parameters.
local writes = {
  { "UPDATE cart SET a = 1 WHERE id = :variant_id", "NOTHING, { 0 }" },
  { "UPDATE stock SET a = a - :n WHERE id = :variant_id", "COUNTS, { 3 }" },
  { "INSERT INTO variant (a, b) VALUES (:variant_id, :product_id) "
    .. "ON CONFLICT (a) DO UPDATE SET a = b", "RECORDS, { 2, 3 }" },
  { "DELETE FROM price WHERE id = :price_id", "ALL, { 0 }" },
  { "UPDATE news SET a = 1 WHERE id = :id", "ALL, { 0 }" },
  { "SELECT a FROM product WHERE id = :product_id FOR UPDATE",
    "NOTHING, { 0 }" },
}
for _, write in ipairs(writes) do
  _, _, written = tool.run("sql_compile.lua", {
    ["cart.sql"] = "-- name: cart_get\n" .. write[1]
      .. (write[1]:find("INSERT") and " WHERE" or " AND")
      .. " store_id = :store_id",
  })
  failed = failed + tool.check_parts(written["sql_statements.c"], {
    ", false, KT_MOVES_" .. write[2] .. " }",
  })
end

print(string.format("sql_compile: %d cases, %d failed",
                    #cases + 4 + #writes, failed))
os.exit(failed == 0)
