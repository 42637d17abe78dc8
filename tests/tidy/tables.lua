--- The tables of rules in scripts/*/README.md, made of the rules themselves:
--- the first sentence of a file, the stage or the events, the params.
---
---   lua5.4 tests/tidy/tables.lua           tells which tables are outdated
---   lua5.4 tests/tidy/tables.lua --write   writes them (./dev tables)

local root <const> = arg[0]:match("^(.-)tests/tidy/[^/]*$")
local folders <const> = {
  "checkout", "lib", "orders", "pricing", "promotions", "shipping", "tax",
}
local stages <const> = { catalog = 1, item = 2, order = 3, shipping = 4 }

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

local function list_files(folder)
  local names = {}
  local find = ("ls '%sscripts/%s'"):format(root, folder)
  local lines <close> = assert(io.popen(find))
  for name in lines:lines() do
    if name:match("%.lua$") then names[#names + 1] = name end
  end
  return names
end

--- A module whose every member may be called, indexed and joined.
local function stand_in()
  local any = setmetatable({}, {
    __index = function(t) return t end,
    __call = function(t) return t end,
  })
  return any
end

--- Runs a rule's file with stand-ins for the script API; gives what it
--- declares.
local function declare(path)
  local function load_module(name)
    local own = name:match("^lib%.(.+)$")
    if own ~= nil then
      return declare(("%sscripts/lib/%s.lua"):format(root, own))
    end
    if name:match("^kontor%.(promotion)$") or name:match("_rule$")
      or name:match("_method$") or name:match("_check$")
      or name:match("_guard$") or name == "kontor.reaction" then
      return function(declaration) return declaration end
    end
    return stand_in()
  end
  local env = setmetatable({ require = load_module }, { __index = _G })
  return assert(loadfile(path, "t", env))()
end

--- The first sentence of the file's first comment.
local function first_sentence(text)
  local words = {}
  for line in text:gmatch("([^\n]*)\n") do
    local comment = line:match("^%-%-%-%s?(.*)$")
    if comment == nil then break end
    words[#words + 1] = comment
  end
  local whole = table.concat(words, " ")
  return (whole:match("^(.-)%.%s") or whole:gsub("%.$", ""))
end

--- The names of params in the order in which the file has them.
local function param_names(declaration, text)
  local names, places = {}, {}
  for name in pairs(declaration.params or {}) do
    names[#names + 1] = name
    places[name] = text:find("%f[%w_]" .. name .. "%s*=") or #text
  end
  table.sort(names, function(a, b)
    if places[a] ~= places[b] then return places[a] < places[b] end
    return a < b
  end)
  return table.concat(names, ", ")
end

local function read_rule(folder, name)
  local path = ("%sscripts/%s/%s"):format(root, folder, name)
  local text = read(path)
  local declaration = folder ~= "lib" and declare(path) or {}
  return {
    name = name,
    when = declaration.stage or declaration.event or declaration.on or "",
    what = first_sentence(text),
    params = param_names(declaration, text),
  }
end

local function make_table(folder)
  local rules, has_when, has_params = {}, false, false
  for _, name in ipairs(list_files(folder)) do
    local rule = read_rule(folder, name)
    has_when = has_when or rule.when ~= ""
    has_params = has_params or rule.params ~= ""
    rules[#rules + 1] = rule
  end
  table.sort(rules, function(a, b)
    local x, y = stages[a.when] or 0, stages[b.when] or 0
    if x ~= y then return x < y end
    return a.name < b.name
  end)
  local columns = { "name" }
  if has_when then columns[#columns + 1] = "when" end
  columns[#columns + 1] = "what"
  if has_params then columns[#columns + 1] = "params" end
  local heads = {
    name = "file", when = folder == "promotions" and "stage" or "on",
    what = "what it does", params = "params",
  }
  local function row(cells)
    local texts = {}
    for i, column in ipairs(columns) do texts[i] = cells[column] end
    return ("| %s |"):format(table.concat(texts, " | ")):gsub("  +", " ")
  end
  local lines = { row(heads), "|" .. ("---|"):rep(#columns) }
  for _, rule in ipairs(rules) do lines[#lines + 1] = row(rule) end
  return table.concat(lines, "\n") .. "\n"
end

--- Puts the table in the place of the one that begins with a column of files.
local function replace(text, new)
  local first = text:find("| file |", 1, true)
  local last = text:find("\n\n", first, true) or #text
  return text:sub(1, first - 1) .. new .. text:sub(last + 1)
end

local stale = 0
for _, folder in ipairs(folders) do
  local path = ("%sscripts/%s/README.md"):format(root, folder)
  local text = read(path)
  local wanted = replace(text, make_table(folder))
  if wanted ~= text and arg[1] == "--write" then
    local file <close> = assert(io.open(path, "wb"))
    file:write(wanted)
  elseif wanted ~= text then
    stale = stale + 1
    print(("scripts/%s/README.md:1: the table of rules is outdated: "
      .. "./dev tables writes it"):format(folder))
  end
end
os.exit(stale == 0)
