--- The house rules that a machine can check, each a function in the table at
-- the end. file_checks see one file, tree_checks all of them; both call
-- report(path, line, what).

local source = require "source"

-- DESIGN: a folder includes only from floors below it or from its own floor.
local floors = {
  base = 0, money = 1, domain = 2, store = 3, script = 3, service = 4,
  job = 4, trial = 4, http = 5, cli = 6, media = 3, picture = 6,
}

-- Public headers by the floor that stands behind them; others are the app's.
local public_floors = {
  arena = "base", str = "base", problem = "base", problems = "base",
  kontor = "base", money = "money",
}

-- Headers that the SQL build step writes.
local generated = { sql_statements = "store", migrations_embedded = "store" }

-- Neighbours on one floor that never see each other.
local strangers = { store = "script", script = "store" }

-- Which files may see a library.
local library_homes = {
  ["cJSON.h"] = { "^core/base/" },
  ["microhttpd.h"] = { "^core/http/server[%w_]*%.[ch]$" },
  ["sqlite3.h"] = { "^core/store/sqlite/" },
  ["vips.h"] = { "^core/picture/" },
  ["lua.h"] = { "^core/script/", "^core/cli/" },
  ["lualib.h"] = { "^core/script/", "^core/cli/" },
  ["lauxlib.h"] = { "^core/script/", "^core/cli/" },
}

local function core_folder(path)
  return path:match("^core/([%w_]+)/")
end

-- The floor folder that an include comes from, nil for a foreign header.
local function include_folder(include, own)
  local public = include.path:match("^kontor/([%w_]+)%.")
  if public then return public_floors[public] or "service" end
  if include.is_system then return nil end
  local folder = include.path:match("^([%w_]+)/")
  return folder or generated[include.path:match("^[%w_]+")] or own
end

local function check_floors(file, report)
  local own = core_folder(file.path)
  if not own or not file.is_c then return end
  if not floors[own] then
    report(file.path, 1, "folder core/" .. own .. " has no floor, give it one")
    return
  end
  for _, include in ipairs(source.includes(file)) do
    local folder = include_folder(include, own)
    if include.path:find("..", 1, true) then
      report(file.path, include.line,
             'include of "..", write the path from core/')
    elseif folder and not floors[folder] then
      report(file.path, include.line, "include of " .. include.path ..
             ", write the path from core/")
    elseif folder and (floors[folder] > floors[own]
        or strangers[own] == folder) then
      report(file.path, include.line, own .. " includes " .. include.path ..
             ", a floor sees only the floors below it")
    end
  end
end

local function check_libraries(file, report)
  if not file.is_c or not file.path:find("^core/")
      and not file.path:find("^include/") then
    return
  end
  for _, include in ipairs(source.includes(file)) do
    local homes = library_homes[include.path:match("[^/]*$")]
    local is_home = homes == nil
    for _, home in ipairs(homes or {}) do
      is_home = is_home or file.path:find(home) ~= nil
    end
    if not is_home then
      report(file.path, include.line, "include of " .. include.path ..
             ", only its own folder knows that library")
    end
  end
end

local function lines_max(file)
  if file.path:find("^include/") and file.ext == "h" then return 200 end
  local is_rule = file.path:find("^scripts/") or file.path:find("^plugins/")
  local is_free = file.path:find("^scripts/api/")
    or file.path:find("^scripts/lib/") or file.path:find("/tests/")
  if is_rule and not is_free and file.is_lua then return 120 end
  if file.is_lua or file.ext == "c" or file.ext == "h" then return 600 end
end

local function check_file_size(file, report)
  local max = lines_max(file)
  if max and #file.lines > max then
    report(file.path, max + 1, string.format(
      "%d lines, at most %d: split it by noun", #file.lines, max))
  end
end

local function check_function_size(file, report)
  if not file.code then return end
  for _, found in ipairs(source.functions(file)) do
    local lines = found.last - found.first + 1
    if lines > 70 then
      report(file.path, found.first, string.format(
        "%s has %d lines, at most 70", found.name, lines))
    end
  end
end

-- Rows of tables, macros and SQL may be wider.
local function is_table_row(file, line)
  return file.ext == "def" or file.ext == "sql" or line:find("^%s+{")
    or line:find("^%s*X%(") or line:find("^%s*#") or line:find("\\$")
    or file.is_lua and line:find("^%s+[%w_]+ = .*{.*},?$")
end

-- The language server reads an annotation from one line, however long.
local function is_annotation(file, line)
  return file.is_lua and line:find("^%s*%-%-%-[@|]")
end

local function check_line_width(file, report)
  if not file.code and file.ext ~= "sql" then return end
  local is_table = false
  for number, line in ipairs(file.lines) do
    local switch = line:match("/%* clang%-format (o[nf]+) %*/")
    if switch then is_table = switch == "off" end
    local width = utf8.len(line) or #line
    local max = (is_table or is_table_row(file, line)) and 100 or 80
    if width > max and not is_annotation(file, line) then
      report(file.path, number,
             string.format("%d columns, at most %d", width, max))
    end
  end
end

local vague_words = {
  ["basket"] = "cart",
  ["util"] = "what it is for",
  ["utils"] = "what it is for",
  ["helper"] = "what it does",
  ["helpers"] = "what it does",
  ["misc"] = "what it is",
}
local vague_verbs = { process = true, handle = true, manage = true }

local function find_vague_word(name)
  for word in name:lower():gmatch("%a+") do
    if vague_words[word] then return word end
  end
end

local function check_names(file, report)
  local vague = find_vague_word(file.path)
  if vague then
    report(file.path, 1, '"' .. vague .. '" in a path, say ' ..
           vague_words[vague])
  end
  for number, line in ipairs(file.code or {}) do
    for name in line:gmatch("[%a_][%w_]*") do
      local word = find_vague_word(name)
      if word then
        report(file.path, number, name .. ', say ' .. vague_words[word])
      end
    end
    for name in line:gmatch("%f[%w_](kt_[%w_]*)%s*%(") do
      for word in name:gmatch("%a+") do
        if vague_verbs[word] then
          report(file.path, number, name .. ", name what it does to its noun")
        end
      end
    end
  end
end

local function check_floating_point(file, report)
  if not file.is_c or not (file.path:find("^core/money/")
      or file.path:find("^core/domain/") or file.path:find("^include/")) then
    return
  end
  for number, line in ipairs(file.code) do
    for word in line:gmatch("[%a_][%w_]*") do
      if word == "double" or word == "float" then
        report(file.path, number, word .. ", amounts and rates are integers")
      end
    end
  end
end

local heap = {
  malloc = true, calloc = true, realloc = true, strdup = true, strndup = true,
  free = true,
}

-- scandir allocates with malloc, and says so.
local heap_exceptions = { ["core/script/scan.c"] = true }

local function check_heap(file, report)
  if not file.is_c or not file.path:find("^core/")
      or file.path:find("^core/base/") or heap_exceptions[file.path] then
    return
  end
  for number, line in ipairs(file.code) do
    for before, name in (" " .. line):gmatch("([^%w_])([%a_][%w_]*)%s*%(") do
      if heap[name] and before ~= "." and before ~= ">" then
        report(file.path, number, name .. "(), memory comes from the arena " ..
               "or from core/base")
      end
    end
  end
end

local sql_forms = {
  "%f[%w]SELECT%s", "%f[%w]INSERT%s+INTO%f[%W]", "%f[%w]DELETE%s+FROM%f[%W]",
  "%f[%w]UPDATE%s.-%f[%w]SET%f[%W]",
}

local function check_sql(file, report)
  if not file.is_c or not file.path:find("^core/")
      or file.path:find("^core/store/") then
    return
  end
  for _, string in ipairs(file.strings) do
    for _, form in ipairs(sql_forms) do
      if string.text:find(form) then
        report(file.path, string.line,
               "SQL in C, write it in core/store/sql/<noun>.sql")
        break
      end
    end
  end
end

-- Written apart, so that this file passes its own check.
local marks = { "TO" .. "DO", "FIX" .. "ME", "XX" .. "X" }

local function check_marks(file, report)
  for number, line in ipairs(file.lines) do
    -- ISO 4217 has a currency of that name, so strings may hold it.
    if file.code then line = line:gsub('"[^"]*"', '""') end
    for _, mark in ipairs(marks) do
      if line:find("%f[%w_]" .. mark .. "%f[^%w_]") then
        report(file.path, number, mark .. ", do it or file an issue")
      end
    end
  end
end

local listed = { c = true, lua = true, sql = true }
local code = { c = true, h = true, lua = true, sql = true, def = true }
local documented =
  { core = true, scripts = true, tests = true, examples = true,
    plugins = true }

-- Folders that hold code, and those above them up to the top one.
local function code_folders(files)
  local folders = {}
  for _, file in ipairs(files) do
    local folder = file.path:match("^(.*)/[^/]*$")
    if folder and code[file.ext] and documented[file.path:match("^[^/]*")] then
      while folder do
        folders[folder] = folders[folder] or {}
        folder = folder:match("^(.*)/[^/]*$")
      end
      if listed[file.ext] then
        table.insert(folders[file.folder], file.name)
      end
    end
  end
  return folders
end

-- The names that the rows of a README's tables speak of. A Lua file may stand
-- there as a module: `kontor.units` or `units` is units.lua.
local function listed_names(readme)
  local names = {}
  for _, line in ipairs(readme.lines) do
    if line:find("^|") then
      for name in line:gmatch("[%w_.-]+") do
        names[name] = true
        names[name:match("[^.]*$") .. ".lua"] = true
      end
    end
  end
  return names
end

local function check_readmes(files, report)
  local by_path = {}
  for _, file in ipairs(files) do by_path[file.path] = file end
  for folder, names in pairs(code_folders(files)) do
    local path = folder .. "/README.md"
    local readme = by_path[path]
    if not readme then
      report(path, 1, "missing, say what the folder is, with a table of files")
    else
      local has = listed_names(readme)
      for _, name in ipairs(names) do
        if not has[name] then
          report(path, 1, name .. " is in no table, add its row")
        end
      end
    end
  end
end

-- What an editor would report of a stub: params that the function has not, and
-- types that no stub declares.

local function check_stub_params(file, report)
  if file.folder ~= "scripts/api" or file.ext ~= "lua" then return end
  local told = {}
  for number, line in ipairs(file.lines) do
    local name = line:match("^%-%-%-@param ([%w_.]+)")
    if name then told[#told + 1] = name end
    local wanted = line:match("function [%w_.:]+%((.*)%) end$")
    if wanted and table.concat(told, ", ") ~= wanted then
      report(file.path, number, "its @param lines are ("
        .. table.concat(told, ", ") .. "), not (" .. wanted .. ")")
    end
    if not line:find("^%-%-%-") then told = {} end
  end
end

local function check_stub_types(files, report)
  local declared, named = {}, {}
  local function read(file, number, line)
    local word, name = line:match("^%-%-%-@(%l+) (kontor%.%w+)")
    if word == "class" or word == "alias" then declared[name] = true end
    for used in line:gmatch("kontor%.%u%w*") do
      named[#named + 1] = { file.path, number, used }
    end
  end
  for _, file in ipairs(files) do
    local is_stub = file.folder == "scripts/api" and file.ext == "lua"
    for number, line in ipairs(is_stub and file.lines or {}) do
      if line:find("^%-%-%-@") then read(file, number, line) end
    end
  end
  for _, use in ipairs(named) do
    if not declared[use[3]] then
      report(use[1], use[2], use[3] .. " is declared nowhere, @class does it")
    end
  end
end

return {
  file_checks = {
    floors = check_floors,
    libraries = check_libraries,
    file_size = check_file_size,
    function_size = check_function_size,
    line_width = check_line_width,
    names = check_names,
    floating_point = check_floating_point,
    heap = check_heap,
    sql = check_sql,
    marks = check_marks,
    stub_params = check_stub_params,
  },
  tree_checks = {
    readmes = check_readmes,
    stub_types = check_stub_types,
  },
}
