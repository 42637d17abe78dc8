--- Embeds core/store/migrations/NNNN_name.sql as a table, once per dialect.
--
--   lua5.4 migrations_compile.lua OUT_DIR FILE.sql...
--
-- README.md beside this file says how migrations are written and what is
-- refused.

package.path = arg[0]:match("^(.-)[^/]*$") .. "?.lua;" .. package.path
local sql_text <const> = require "sql_text"
local refuse <const> = sql_text.refuse

local types = {
  ["{int}"] = { sqlite = "INTEGER", postgres = "BIGINT" },
  ["{bool}"] = { sqlite = "INTEGER", postgres = "BIGINT" },
  ["{text}"] = { sqlite = "TEXT", postgres = "TEXT" },
  ["{json}"] = { sqlite = "TEXT", postgres = "JSONB" },
  ["{id}"] = { sqlite = "BLOB", postgres = "UUID" },
  ["{blob}"] = { sqlite = "BLOB", postgres = "BYTEA" },
  ["{end}"] = { sqlite = " STRICT, WITHOUT ROWID", postgres = "" },
}

-- Types of one dialect, with the token that stands for them.
local raw_types = {
  INTEGER = "{int}", INT = "{int}", BIGINT = "{int}", SMALLINT = "{int}",
  BOOLEAN = "{bool}", TEXT = "{text}", VARCHAR = "{text}", JSON = "{json}",
  JSONB = "{json}", UUID = "{id}", BLOB = "{blob}", BYTEA = "{blob}",
  REAL = "{int}", NUMERIC = "{int}", TIMESTAMP = "{int}",
}

-- 64-bit FNV-1a; Lua's integers wrap as it wants.
local function checksum(text)
  local hash = 0xcbf29ce484222325
  for at = 1, #text do
    hash = (hash ~ text:byte(at)) * 0x100000001b3
  end
  return string.format("%016x", hash)
end

-- Statements of a file: their SQL tokens and the comments before them.
local function split(tokens)
  local statements, current = {}, { list = {}, comments = {} }
  for _, token in ipairs(tokens) do
    if token.kind == "comment" then
      if #current.list == 0 then
        current.comments[#current.comments + 1] = token
      end
    elseif token.text == ";" then
      statements[#statements + 1] = current
      current = { list = {}, comments = {} }
    elseif sql_text.is_sql(token) then
      current.list[#current.list + 1] = token
    end
  end
  if #current.list > 0 then statements[#statements + 1] = current end
  return statements
end

local function is_global(statement)
  for _, comment in ipairs(statement.comments) do
    if comment.text:match("^%-%- global%s*$") then return true end
  end
  return false
end

-- The name of the table that a statement creates.
local function created_table(list)
  local words = {}
  for i = 1, math.min(7, #list) do words[i] = list[i].text:upper() end
  if words[1] ~= "CREATE" or words[2] ~= "TABLE" then return nil end
  local at = words[3] == "IF" and 6 or 3
  return list[at] and list[at].text
end

-- A column starts behind the first parenthesis or a comma on its level.
local function has_column(list, name)
  local depth, is_start = 0, false
  for _, token in ipairs(list) do
    if depth == 1 and is_start and token.text == name then return true end
    if token.text == "(" then depth = depth + 1 end
    if token.text == ")" then depth = depth - 1 end
    is_start = depth == 1 and (token.text == "(" or token.text == ",")
  end
  return false
end

local function check_table(path, statement)
  local list = statement.list
  local name = created_table(list)
  if not name then return end
  if not has_column(list, "store_id") and not is_global(statement) then
    refuse(path, list[1].line,
           "table %s has no store_id, add it or put -- global before it", name)
  end
  if list[#list].text ~= "{end}" then
    refuse(path, list[#list].line, "table %s does not end in ){end};", name)
  end
end

local function check_tokens(path, statement)
  for _, token in ipairs(statement.list) do
    if token.kind == "token" and not types[token.text] then
      refuse(path, token.line, "unknown type %s, known are {int} {text} {id} "
             .. "{blob} {json} {bool} {end}", token.text)
    elseif token.kind == "word" and raw_types[token.text] then
      refuse(path, token.line, "type %s of one dialect, write %s", token.text,
             raw_types[token.text])
    elseif token.kind == "word" and token.text:upper() == "AUTOINCREMENT" then
      refuse(path, token.line, "AUTOINCREMENT, ids are made in C")
    elseif token.kind == "param" or token.kind == "cast" then
      refuse(path, token.line, "%s in a migration", token.text)
    end
  end
end

local function write_dialect(tokens, dialect)
  return sql_text.join(tokens, function(token)
    return token.kind == "token" and types[token.text][dialect] or token.text
  end)
end

local function load_migration(path)
  local number, name = path:match("(%d%d%d%d)_([a-z][a-z0-9_]*)%.sql$")
  local is_sqlite = not number
  if is_sqlite then
    number, name = path:match("(%d%d%d%d)_([a-z][a-z0-9_]*)%.sqlite%.sql$")
  end
  if not number then refuse(path, 1, "file name, write NNNN_name.sql or "
           .. "NNNN_name.sqlite.sql") end
  local text = sql_text.read_file(path)
  local tokens = sql_text.tokens(path, text)
  for _, statement in ipairs(split(tokens)) do
    check_tokens(path, statement)
    check_table(path, statement)
  end
  return {
    number = math.tointeger(tonumber(number)),
    name = name,
    sqlite = write_dialect(tokens, "sqlite"),
    postgres = is_sqlite and "" or write_dialect(tokens, "postgres"),
    checksum = checksum(text),
  }
end

local function compile(paths)
  table.sort(paths, function(a, b)
    return a:match("[^/]*$") < b:match("[^/]*$")
  end)
  local migrations = {}
  for i, path in ipairs(paths) do
    migrations[i] = load_migration(path)
    if migrations[i].number ~= i then
      refuse(path, 1, "number %04d, the next one is %04d",
             migrations[i].number, i)
    end
  end
  return migrations
end

local header = [[
/* Generated from core/store/migrations by cmake/migrations_compile.lua. */
#ifndef KT_MIGRATIONS_EMBEDDED_H
#define KT_MIGRATIONS_EMBEDDED_H

enum { KT_MIGRATION_COUNT = %d };

/* One step of the schema in both dialects; numbers run from 1 without a gap.
 * checksum is the FNV-1a hash of the source file in hex. */
struct kt_migration_text {
    int number;
    const char *name;
    const char *sqlite;
    const char *postgres;
    const char *checksum;
};

/* In order; a row of zeros closes the table. */
extern const struct kt_migration_text
    kt_migration_texts[KT_MIGRATION_COUNT + 1];

#endif
]]

local source_head = [[
/* Generated from core/store/migrations by cmake/migrations_compile.lua. */
#include "migrations_embedded.h"

#include <stddef.h>

#pragma GCC diagnostic ignored "-Woverlength-strings"

const struct kt_migration_text kt_migration_texts[KT_MIGRATION_COUNT + 1] = {
]]

local function write_source(migrations)
  local out = { source_head }
  for _, migration in ipairs(migrations) do
    out[#out + 1] = string.format(
      '    { %d, "%s",\n      %s,\n      %s,\n      "%s" },\n',
      migration.number, migration.name, sql_text.c_literal(migration.sqlite),
      sql_text.c_literal(migration.postgres), migration.checksum)
  end
  out[#out + 1] = "    { 0, NULL, NULL, NULL, NULL },\n};\n"
  return table.concat(out)
end

sql_text.run(function()
  local folder, paths = arg[1], table.pack(table.unpack(arg, 2))
  local migrations = compile(paths)
  sql_text.write_file(folder .. "/migrations_embedded.h",
                      string.format(header, #migrations))
  sql_text.write_file(folder .. "/migrations_embedded.c",
                      write_source(migrations))
end)
