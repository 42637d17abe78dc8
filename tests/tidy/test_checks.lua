--- Proves that every check of checks.lua can fail, and that good code passes.

package.path = arg[0]:match("^(.-)[^/]*$") .. "?.lua;" .. package.path
local checks <const> = require "checks"
local source <const> = require "source"

local mark = "TO" .. "DO"
local vague = "hel" .. "per"

-- { check, path, text, line of the fault or nil when the text is good }
local cases = {
  { "floors", "core/money/rate.c", '#include "store/store.h"\n', 1 },
  { "floors", "core/money/rate.c", '#include "base/buf.h"\n' },
  { "floors", "core/money/rate.c", '/* #include "store/store.h" */\n' },
  { "floors", "core/base/buf.c", "\n#include <kontor/money.h>\n", 2 },
  { "floors", "core/base/buf.c", "#include <kontor/app.h>\n", 1 },
  { "floors", "core/base/buf.c", "#include <stdio.h>\n" },
  { "floors", "core/script/host.c", '#include "store/store.h"\n', 1 },
  { "floors", "core/store/sqlite/db.c", '#include "script/host.h"\n', 1 },
  { "floors", "core/script/host.c", '#include "sql_statements.h"\n', 1 },
  { "floors", "core/store/store.h", '#include "sql_statements.h"\n' },
  { "floors", "core/job/jobs.c", '#include "service/app.h"\n' },
  { "floors", "core/service/app.c", '#include "http/server.h"\n', 1 },
  { "floors", "core/service/app.c", '#include "../base/buf.h"\n', 1 },
  { "floors", "core/service/app.c", '#include "api/cart.h"\n', 1 },
  { "floors", "core/extra/a.c", "int a;\n", 1 },

  { "libraries", "core/http/reply.c", "#include <microhttpd.h>\n", 1 },
  { "libraries", "core/http/server_conn.c", "#include <microhttpd.h>\n" },
  { "libraries", "core/domain/a.c", "#include <cjson/cJSON.h>\n", 1 },
  { "libraries", "core/base/json.c", "#include <cjson/cJSON.h>\n" },
  { "libraries", "core/store/a.c", "#include <sqlite3.h>\n", 1 },
  { "libraries", "core/store/sqlite/a.c", "#include <sqlite3.h>\n" },
  { "libraries", "core/http/a.c", "#include <lua.h>\n", 1 },
  { "libraries", "core/service/a.c", "#include <lauxlib.h>\n", 1 },
  { "libraries", "core/script/a.c", "#include <lualib.h>\n" },

  { "file_size", "core/base/a.c", ("int a;\n"):rep(601), 601 },
  { "file_size", "core/base/a.c", ("int a;\n"):rep(600) },
  { "file_size", "include/kontor/a.h", ("int a;\n"):rep(201), 201 },
  { "file_size", "include/kontor/a.h", ("int a;\n"):rep(200) },
  { "file_size", "scripts/tax/a.lua", ("local a\n"):rep(121), 121 },
  { "file_size", "scripts/tax/a.lua", ("local a\n"):rep(120) },
  { "file_size", "scripts/api/a.lua", ("local a\n"):rep(121) },

  { "function_size", "core/base/a.c",
    "int b;\n\nint\na(void)\n{\n" .. ("    b++;\n"):rep(68) .. "}\n", 4 },
  { "function_size", "core/base/a.c",
    "int\na(void)\n{\n" .. ("    b++;\n"):rep(67) .. "}\n" },
  { "function_size", "core/base/a.c",
    "int\na(int b,\n  int c)\n{\n" .. ("    b++;\n"):rep(67) .. "}\n", 2 },
  { "function_size", "core/base/a.c",
    "MACRO(a)\nstatic int b[] = {\n" .. ("    1,\n"):rep(90) .. "};\n" },
  { "function_size", "scripts/lib/a.lua",
    "local function a()\n" .. ("  b()\n"):rep(69) .. "end\n", 1 },
  { "function_size", "scripts/lib/a.lua",
    "local function a()\n" .. ("  b()\n"):rep(68) .. "end\n" },

  { "line_width", "core/base/a.c", "int " .. ("a"):rep(76) .. ";\n", 1 },
  { "line_width", "core/base/a.c", "int " .. ("a"):rep(75) .. ";\n" },
  { "line_width", "core/base/a.c", "/* " .. ("\u{2026}"):rep(77) .. "\n" },
  { "line_width", "core/base/a.c", "    { " .. ("a"):rep(94) .. "\n" },
  { "line_width", "core/base/a.c", "    { " .. ("a"):rep(95) .. "\n", 1 },
  { "line_width", "core/base/a.def", "Y(" .. ("a"):rep(99) .. ")\n", 1 },
  { "line_width", "core/store/sql/a.sql", ("a"):rep(100) .. "\n" },
  { "line_width", "scripts/api/a.lua", "---@field " .. ("a"):rep(95) .. "\n" },
  { "line_width", "scripts/tax/a.lua", "-- " .. ("a"):rep(95) .. "\n", 1 },

  { "names", "core/base/" .. vague .. ".c", "int a;\n", 1 },
  { "names", "core/base/a.c", "int kt_" .. vague .. "_a;\n", 1 },
  { "names", "core/base/a.c", "/* a " .. vague .. " */\n" },
  { "names", "scripts/lib/a.lua", "local bas" .. "ket = 1\n", 1 },
  { "names", "core/base/a.c", "\nkt_order_process(order);\n", 2 },
  { "names", "core/base/a.c", "kt_handle_order (order);\n", 1 },
  { "names", "core/base/a.c", "sig_handle(order);\n" },

  { "floating_point", "core/money/a.c", "static double a;\n", 1 },
  { "floating_point", "core/domain/tax/a.c", "a = (float)b;\n", 1 },
  { "floating_point", "include/kontor/a.h", "double a;\n", 1 },
  { "floating_point", "core/base/a.c", "double a;\n" },
  { "floating_point", "core/money/a.c", "/* double */ int doubled;\n" },

  { "heap", "core/domain/a.c", "a = malloc(3);\n", 1 },
  { "heap", "core/script/a.c", "\n\nfree(a);\n", 3 },
  { "heap", "core/base/a.c", "a = malloc(3);\n" },
  { "heap", "core/http/a.c", "kt_store_free(a); a->free(b);\n" },

  { "sql", "core/service/a.c", 'a("SELECT id FROM cart");\n', 1 },
  { "sql", "core/http/a.c", 'a("x",\n  "INSERT INTO cart");\n', 2 },
  { "sql", "core/http/a.c", 'a("UPDATE cart SET b = 1");\n', 1 },
  { "sql", "core/http/a.c", 'a("DELETE FROM cart");\n', 1 },
  { "sql", "core/store/sqlite/a.c", 'a("DELETE FROM cart");\n' },
  { "sql", "core/http/a.c", 'a("DELETE"); /* SELECT a FROM b */\n' },

  { "marks", "core/base/a.c", "\n/* " .. mark .. ": later */\n", 2 },
  { "marks", "README.md", mark .. "\n", 1 },
  { "marks", "core/money/a.c", 'a("XX' .. 'X"); /* it */\n' },
  { "marks", "core/base/a.c", 'a("/tmp/kontor-XX' .. 'XXXX");\n' },

  { "stub_params", "scripts/api/a.lua",
    "---@param b integer\n---@param c? integer\nfunction a.d(b, c) end\n" },
  { "stub_params", "scripts/api/a.lua",
    "---@param b integer\nfunction a:d(b, c) end\n", 2 },
  { "stub_params", "scripts/api/a.lua",
    "---@param b integer\n\nlocal function a(b) end\n", 3 },
  { "stub_params", "scripts/api/a.lua",
    "---@param ... integer\nfunction a.b(...) end\n" },
  { "stub_params", "scripts/lib/a.lua", "function a.b(c) end\n" },
}

-- { files, the file that is reported or nil, by another check than readmes }
local tree_cases = {
  { { ["core/base/a.c"] = "", ["core/README.md"] = "" },
    "core/base/README.md" },
  { { ["core/base/a.c"] = "", ["core/base/README.md"] = "| `a.c` | a |\n" },
    "core/README.md" },
  { { ["core/base/a.c"] = "", ["core/base/README.md"] = "a.c is prose\n",
      ["core/README.md"] = "" }, "core/base/README.md" },
  { { ["core/base/a.c"] = "", ["core/base/README.md"] = "| `aa.c` |\n",
      ["core/README.md"] = "" }, "core/base/README.md" },
  { { ["scripts/api/a.lua"] = "", ["scripts/README.md"] = "",
      ["scripts/api/README.md"] = "| `kontor.a` |\n" } },
  { { ["scripts/api/a.lua"] = "", ["scripts/README.md"] = "",
      ["scripts/api/README.md"] = "| `kontor.b` |\n" },
    "scripts/api/README.md" },
  { { ["core/base/a.c"] = "", ["core/base/README.md"] = "| `a.c` | a |\n",
      ["core/README.md"] = "", ["tests/carts/x/a.cart"] = "" } },
  { { ["scripts/api/a.lua"] = "---@class kontor.A\n",
      ["scripts/api/b.lua"] = "---@return kontor.A|kontor.A[]\n" },
    nil, "stub_types" },
  { { ["scripts/api/a.lua"] = "---@class kontor.A\n",
      ["scripts/api/b.lua"] = "--- See kontor.C.\n---@return kontor.B\n" },
    "scripts/api/b.lua", "stub_types" },
}

local function run_case(case)
  local name, path, text, line = table.unpack(case, 1, 4)
  local found
  checks.file_checks[name](source.file(path, text), function(at, number)
    assert(at == path)
    found = found or number
  end)
  return found == line, string.format(
    "%s of %q: fault at %s, wanted %s", name, text:sub(1, 60), found, line)
end

local function run_tree_case(case)
  local files, found = {}, {}
  for path, text in pairs(case[1]) do
    files[#files + 1] = source.file(path, text)
  end
  local name = case[3] or "readmes"
  checks.tree_checks[name](files, function(at) found[#found + 1] = at end)
  return #found <= 1 and found[1] == case[2], string.format(
    "%s: %s, wanted %s", name, table.concat(found, " "), case[2])
end

local failed, can_fail = 0, {}
local function note(ok, what)
  if ok then return end
  failed = failed + 1
  print(what)
end

for _, case in ipairs(cases) do
  note(run_case(case))
  if case[4] then can_fail[case[1]] = true end
end
for _, case in ipairs(tree_cases) do note(run_tree_case(case)) end
for name in pairs(checks.file_checks) do
  note(can_fail[name], name .. ": no case that fails")
end
print(string.format("checks: %d cases, %d failed", #cases + #tree_cases,
                    failed))
os.exit(failed == 0)
