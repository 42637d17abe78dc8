--- Turns core/store/sql/*.sql into an enum and a table of statements.
--
--   lua5.4 sql_compile.lua OUT_DIR FILE.sql...
--
-- README.md beside this file says how statements are written and what is
-- refused.

package.path = arg[0]:match("^(.-)[^/]*$") .. "?.lua;" .. package.path
local sql_text <const> = require "sql_text"
local refuse <const> = sql_text.refuse

-- Words that one of the two databases lacks or means otherwise, with what is
-- right. "(" at the end: only as a function.
local not_shared = {
  ["AUTOINCREMENT"] = "ids are made in C",
  ["ROWID"] = "tables have no rowid, name the key",
  ["REPLACE INTO"] = "write ON CONFLICT DO UPDATE",
  ["INSERT OR"] = "write ON CONFLICT",
  ["UPDATE OR"] = "write ON CONFLICT",
  ["ILIKE"] = "compare a *_fold column",
  ["GLOB"] = "write LIKE on a *_fold column",
  ["NOW("] = "time comes from C as a parameter",
  ["CURRENT_TIMESTAMP"] = "time comes from C as a parameter",
  ["STRFTIME("] = "time comes from C as a parameter",
  ["DATETIME("] = "time comes from C as a parameter",
  ["JULIANDAY("] = "time comes from C as a parameter",
  ["RANDOM("] = "chance comes from C as a parameter",
  ["INSTR("] = "write LIKE",
  ["STRING_AGG("] = "join the rows in C",
  ["GROUP_CONCAT("] = "join the rows in C",
  ["GREATEST("] = "write CASE",
  ["LEAST("] = "write CASE",
  ["AVG("] = "write sum and count, divide in C",
  ["FOR SHARE"] = "write FOR UPDATE",
  ["FOR NO"] = "write FOR UPDATE",
  ["NOWAIT"] = "write SKIP LOCKED or nothing",
  ["MATCH"] = "full text stands in noun.sqlite.sql",
}

local function sql_tokens(tokens)
  local list = {}
  for _, token in ipairs(tokens) do
    if sql_text.is_sql(token) then list[#list + 1] = token end
  end
  return list
end

local function upper_word(token)
  return token and token.kind == "word" and token.text:upper() or ""
end

local function check_shared(path, tokens)
  local list = sql_tokens(tokens)
  for i, token in ipairs(list) do
    local word, after = upper_word(token), list[i + 1]
    local forms = { word, word .. " " .. upper_word(after) }
    if after and after.text == "(" then forms[3] = word .. "(" end
    for _, form in ipairs(forms) do
      if not_shared[form] then
        refuse(path, token.line, "%s is not in the shared SQL, %s",
               form:gsub("%($", "()"), not_shared[form])
      end
    end
    if token.kind == "cast" then
      refuse(path, token.line, ":: cast, write CAST(... AS ...)")
    elseif token.text == "?" or token.text == "$" then
      refuse(path, token.line, "%s parameter, write :name", token.text)
    end
  end
end

-- One statement and nothing behind it but a semicolon.
local function check_single(path, tokens)
  local list = sql_tokens(tokens)
  for i, token in ipairs(list) do
    if token.text == ";" and i < #list then
      refuse(path, list[i + 1].line, "second statement, give it a -- name:")
    end
  end
end

-- Names of the parameters by first appearance, store_id before all others.
local function collect_params(tokens)
  local params, seen = {}, {}
  for _, token in ipairs(tokens) do
    local name = token.kind == "param" and token.text:sub(2)
    if name and not seen[name] then
      seen[name] = true
      table.insert(params, name == "store_id" and 1 or #params + 1, name)
    end
  end
  return params
end

-- Marks FOR UPDATE [SKIP LOCKED]: SQLite has one writer and no such words.
local function mark_row_locks(tokens)
  local list = sql_tokens(tokens)
  for i, token in ipairs(list) do
    if upper_word(token) == "FOR" and upper_word(list[i + 1]) == "UPDATE" then
      token.is_lock, list[i + 1].is_lock = true, true
      if upper_word(list[i + 2]) == "SKIP" then
        list[i + 2].is_lock, list[i + 3].is_lock = true, true
      end
    end
  end
end

-- What a write moves for caches of what shops show: nothing where no page
-- shows the table (or, below the line, where shops are built anew), a count
-- where only what is left changes, else a record.
local shows_nothing = {}
for name in ([[
  cart cart_line cart_coupon coupon coupon_batch customer gift_card
  gift_card_move idempotency job order_counter point_move
  orders order_line order_event order_word outbox payment promotion_customer
  promotion_past
  promotion_use quote_facts quote_piece rule_generation rule_generation_file
  rule_source
  search_text stock_move token
  channel media promotion_group setting shop_rule store
]]):gmatch("%S+") do
  shows_nothing[name] = true
end

local is_count = { promotion = true, stock = true }

-- The parameters whose marks move with a write; without any all of them do.
local owners = {
  product_id = true, promotion_id = true, variant_id = true,
}

-- The tables that a statement writes.
local function written_tables(tokens)
  local list, tables = sql_tokens(tokens), {}
  for i, token in ipairs(list) do
    local word, before = upper_word(token), upper_word(list[i - 1])
    local after = upper_word(list[i + 1])
    if word == "UPDATE" and before ~= "DO" and before ~= "FOR" then
      tables[#tables + 1] = list[i + 1].text
    elseif word == "INSERT" and after == "INTO"
      or word == "DELETE" and after == "FROM" then
      tables[#tables + 1] = list[i + 2].text
    end
  end
  return tables
end

local function find_moves(statement)
  local moves, moved_by = "NOTHING", {}
  for _, name in ipairs(written_tables(statement.tokens)) do
    if not shows_nothing[name] then
      moves = (is_count[name] and moves ~= "RECORDS") and "COUNTS"
        or "RECORDS"
    end
  end
  if moves == "NOTHING" then return moves, { 0 } end
  for number, name in ipairs(statement.params) do
    if owners[name] then moved_by[#moved_by + 1] = number end
  end
  if #moved_by == 0 then return "ALL", { 0 } end
  return moves, moved_by
end

local function write_sql(tokens, params, mark)
  local numbers = {}
  for number, name in ipairs(params) do numbers[":" .. name] = number end

  return sql_text.join(tokens, function(token)
    if token.text == ";" or mark == "?" and token.is_lock then return nil end
    if token.kind == "param" then return mark .. numbers[token.text] end
    return token.text
  end)
end

local function start_statement(path, token, noun)
  local name = token.text:match("^%-%- name: ([a-z][a-z0-9_]*)$")
  if not name then
    refuse(path, token.line, "%q, write -- name: %s_verb", token.text, noun)
  end
  if name:sub(1, #noun + 1) ~= noun .. "_" then
    refuse(path, token.line, "%s in the file of %s, write %s_...", name, noun,
           noun)
  end
  return { name = name, path = path, line = token.line, tokens = {} }
end

-- A part is SQL that stands in several statements of its file: "{name}" in
-- them, or in a later part, is all of it.
local function start_part(path, token, parts)
  local name = token.text:match("^%-%- part: ([a-z][a-z0-9_]*)$")
  if not name then
    refuse(path, token.line, "%q, write -- part: name", token.text)
  elseif parts[name] then
    refuse(path, token.line, "part %s is already at line %d", name,
           parts[name].line)
  end
  parts[name] = { line = token.line, tokens = {} }
  return parts[name]
end

local function append(path, current, token, parts)
  local part = token.kind == "token" and parts[token.text:sub(2, -2)]
  if token.kind == "token" and (not part or part == current) then
    refuse(path, token.line, "%s is no -- part: above", token.text)
  end
  for _, inner in ipairs(part and part.tokens or { token }) do
    -- Tokens are marked later, for one statement alone.
    local own = { kind = inner.kind, text = inner.text, line = token.line }
    current.tokens[#current.tokens + 1] = own
  end
end

-- The statements of one file, in their order.
local function parse_file(path, noun)
  local statements, parts, current, has_sql = {}, {}, nil, false
  for _, token in ipairs(sql_text.tokens(path, sql_text.read_file(path))) do
    if token.kind == "comment" and token.text:match("^%-%-%s*name%s*:") then
      current, has_sql = start_statement(path, token, noun), false
      statements[#statements + 1] = current
    elseif token.kind == "comment"
      and token.text:match("^%-%-%s*part%s*:") then
      current, has_sql = start_part(path, token, parts), false
    elseif token.kind == "comment" and token.text:match("^%-%- global%s*$") then
      if not current or has_sql then
        refuse(path, token.line,
               "-- global stands between -- name: and its SQL")
      end
      current.is_global = true
    elseif sql_text.is_sql(token) then
      if not current then
        refuse(path, token.line, "SQL without a -- name: line before it")
      end
      has_sql = true
      append(path, current, token, parts)
    elseif current then
      current.tokens[#current.tokens + 1] = token
    end
  end
  return statements
end

local function check_store(statement)
  local has_store = statement.params[1] == "store_id"
  if not has_store and not statement.is_global then
    refuse(statement.path, statement.line,
           "%s names no :store_id, bind it or mark the statement -- global",
           statement.name)
  elseif has_store and statement.is_global then
    refuse(statement.path, statement.line,
           "%s is -- global but names :store_id, take away one of them",
           statement.name)
  end
end

-- An override has the parameters of the statement that it stands for, since
-- PostgreSQL cannot tell the type of one that is not used.
local function apply_override(statement, override)
  local has = {}
  for _, name in ipairs(override.params) do has[name] = true end
  for _, name in ipairs(statement.params) do
    if not has[name] then
      refuse(override.path, override.line, "%s lacks :%s of %s",
             override.name, name, statement.path)
    end
    has[name] = nil
  end
  local extra = next(has)
  if extra then
    refuse(override.path, override.line, ":%s is not in %s of %s", extra,
           statement.name, statement.path)
  end
  statement.override = override
end

local function load_statements(paths)
  local statements, overrides, by_name = {}, {}, {}
  for _, path in ipairs(paths) do
    local noun = path:match("([a-z][a-z0-9_]*)%.sql$")
    local over = path:match("([a-z][a-z0-9_]*)%.postgres%.sql$")
    local alone = path:match("([a-z][a-z0-9_]*)%.sqlite%.sql$")
    if not noun then
      refuse(path, 1, "file name, write noun.sql, noun.postgres.sql or "
             .. "noun.sqlite.sql")
    end
    local seen = over and overrides or by_name
    for _, statement in ipairs(parse_file(path, over or alone or noun)) do
      statement.is_sqlite = alone ~= nil
      local twin = seen[statement.name]
      if twin then
        refuse(path, statement.line, "%s is already at %s:%d",
               statement.name, twin.path, twin.line)
      end
      seen[statement.name] = statement
      statement.params = collect_params(statement.tokens)
      if #sql_tokens(statement.tokens) == 0 then
        refuse(path, statement.line, "%s has no SQL", statement.name)
      end
      check_single(path, statement.tokens)
      mark_row_locks(statement.tokens)
      if not over then statements[#statements + 1] = statement end
    end
  end
  return statements, overrides, by_name
end

local function compile(paths)
  local statements, overrides, by_name = load_statements(paths)
  for name, override in pairs(overrides) do
    if not by_name[name] then
      refuse(override.path, override.line, "no statement %s to stand for",
             name)
    end
    apply_override(by_name[name], override)
  end
  for _, statement in ipairs(statements) do
    check_store(statement)
    if not statement.override and not statement.is_sqlite then
      check_shared(statement.path, statement.tokens)
    end
  end
  return statements
end

local header_head = [[
/* Generated from core/store/sql by cmake/sql_compile.lua. */
#ifndef KT_SQL_STATEMENTS_H
#define KT_SQL_STATEMENTS_H

#include <stdbool.h>

enum kt_sql {
]]

local header_tail = [[
    KT_SQL_COUNT
};

/* What a write moves, see kt_store_mark. */
enum kt_sql_moves {
    KT_MOVES_NOTHING,
    KT_MOVES_COUNTS,
    KT_MOVES_RECORDS,
    KT_MOVES_ALL
};

/* A statement in both dialects; postgres is NULL while PostgreSQL has no text
 * for one of SQLite alone. params names its parameters by number, the
 * first one is parameter 1; "store_id" is always that one where it is used. */
struct kt_sql_text {
    const char *name;
    const char *sqlite;
    const char *postgres;
    const char *const *params;
    unsigned param_count;
    bool is_global;
    enum kt_sql_moves moves;
    unsigned char moved_by[4]; /* numbers of parameters; 0 ends them */
};

/* By enum kt_sql; a row of zeros closes the table. */
extern const struct kt_sql_text kt_sql_texts[KT_SQL_COUNT + 1];

#endif
]]

local source_head = [[
/* Generated from core/store/sql by cmake/sql_compile.lua. */
#include "sql_statements.h"

#include <stddef.h>

#pragma GCC diagnostic ignored "-Woverlength-strings"

]]

local function write_header(statements)
  local out = { header_head }
  for _, statement in ipairs(statements) do
    out[#out + 1] = "    KT_SQL_" .. statement.name:upper() .. ",\n"
  end
  out[#out + 1] = header_tail
  return table.concat(out)
end

local function write_params(out, statement)
  if #statement.params == 0 then return "NULL" end
  local name = "params_" .. statement.name
  out[#out + 1] = string.format(
    'static const char *const %s[] = { "%s" };\n', name,
    table.concat(statement.params, '", "'))
  return name
end

local function write_postgres(statement)
  if statement.is_sqlite and not statement.override then return "NULL" end
  local tokens = (statement.override or statement).tokens
  return sql_text.c_literal(write_sql(tokens, statement.params, "$"))
end

local function write_source(statements)
  local out, rows = { source_head }, {}
  for _, statement in ipairs(statements) do
    local moves, moved_by = find_moves(statement)
    rows[#rows + 1] = string.format(
      "    [KT_SQL_%s] = {\n        \"%s\",\n        %s,\n        %s,\n"
        .. "        %s, %d, %s, KT_MOVES_%s, { %s } },\n",
      statement.name:upper(), statement.name,
      sql_text.c_literal(write_sql(statement.tokens, statement.params, "?")),
      write_postgres(statement),
      write_params(out, statement), #statement.params,
      statement.is_global and "true" or "false", moves,
      table.concat(moved_by, ", "))
  end
  out[#out + 1] =
    "\nconst struct kt_sql_text kt_sql_texts[KT_SQL_COUNT + 1] = {\n"
  out[#out + 1] = table.concat(rows)
  out[#out + 1] = "    [KT_SQL_COUNT] = { 0 },\n"
  out[#out + 1] = "};\n"
  return table.concat(out)
end

sql_text.run(function()
  local folder, paths = arg[1], table.pack(table.unpack(arg, 2))
  table.sort(paths)
  local statements = compile(paths)
  sql_text.write_file(folder .. "/sql_statements.h", write_header(statements))
  sql_text.write_file(folder .. "/sql_statements.c", write_source(statements))
end)
