--- Reads C and Lua far enough to tell code from comments and strings.

local source = {}

local c_pieces = {
  { "comment", "^/%*.-%*/" },
  { "comment", "^//[^\n]*" },
  { "string", '^"[^"\\\n]*"' },
  { "char", "^'[^'\\\n]'" },
}

local lua_pieces = {
  { "comment", "^%-%-%[(=*)%[.-%]%1%]" },
  { "comment", "^%-%-[^\n]*" },
  { "long", "^%[(=*)%[.-%]%1%]" },
  { "string", '^"[^"\\\n]*"' },
  { "string", "^'[^'\\\n]*'" },
}

-- A literal with escapes, from one quote to its fellow on the same line.
local function match_escaped(text, at)
  local quote = text:sub(at, at)
  local stop = at + 1
  while stop <= #text do
    local char = text:sub(stop, stop)
    if char == quote then return stop end
    if char == "\n" then return nil end
    stop = stop + (char == "\\" and 2 or 1)
  end
end

local function match_piece(text, at, pieces)
  for _, piece in ipairs(pieces) do
    local _, stop = text:find(piece[2], at)
    if stop then return piece[1], stop end
  end
  if text:find("^[\"']", at) then
    local stop = match_escaped(text, at)
    if stop then return "string", stop end
  end
end

local function blank(text)
  return (text:gsub("[^\n]", " "))
end

--- The text with comments and strings blanked, and the list of its strings
-- as { line, text }. Lines stay where they are.
function source.strip(text, is_lua)
  local pieces = is_lua and lua_pieces or c_pieces
  local start = is_lua and "[%-%[\"']" or "[/\"']"
  local out, strings, at, line = {}, {}, 1, 1
  while true do
    local found = text:find(start, at)
    if not found then break end
    local before = text:sub(at, found - 1)
    out[#out + 1] = before
    line = line + select(2, before:gsub("\n", ""))
    local kind, stop = match_piece(text, found, pieces)
    stop = stop or found
    local piece = text:sub(found, stop)
    if kind == "string" or kind == "long" then
      strings[#strings + 1] = { line = line, text = piece:sub(2, -2) }
    end
    out[#out + 1] = kind and blank(piece) or piece
    line = line + select(2, piece:gsub("\n", ""))
    at = stop + 1
  end
  out[#out + 1] = text:sub(at)
  return table.concat(out), strings
end

--- Lines of a text without their ends.
function source.lines(text)
  local lines = {}
  for line in text:gmatch("([^\n]*)\n?") do lines[#lines + 1] = line end
  if lines[#lines] == "" then lines[#lines] = nil end
  return lines
end

--- A file as the checks see it: path, name, folder, ext, text, lines and, for
-- C and Lua, code (stripped lines) and strings.
function source.file(path, text)
  local folder, name = path:match("^(.*)/([^/]*)$")
  local file = {
    path = path,
    folder = folder or ".",
    name = name or path,
    ext = (name or path):match("%.(%w+)$") or "",
    text = text,
    lines = source.lines(text),
  }
  file.is_c = file.ext == "c" or file.ext == "h" or file.ext == "def"
  file.is_lua = file.ext == "lua"
  if file.is_c or file.is_lua then
    local code, strings = source.strip(text, file.is_lua)
    file.code, file.strings = source.lines(code), strings
  end
  return file
end

-- In C a name in the first column, then "{" and "}" there; labels may stand
-- between those two.
local function c_functions(code)
  local list, name, first, is_body = {}, nil, nil, false
  for number, line in ipairs(code) do
    if is_body and line:find("^}") then
      list[#list + 1] = { name = name, first = first, last = number }
      name, is_body = nil, false
    elseif name and line:find("^{") then
      is_body = true
    elseif not is_body and line:find("^[^%s{]") then
      name, first = line:match("^([%a_][%w_]*)%("), number
      if line:find(";%s*$") then name = nil end
    end
  end
  return list
end

local function lua_functions(code)
  local list, name, first = {}, nil, nil
  for number, line in ipairs(code) do
    local found = line:match("^function%s+([%w_.:]+)")
      or line:match("^local%s+function%s+([%w_]+)")
      or line:match("^([%w_.]+)%s*=%s*function")
    if found then
      name, first = found, number
    elseif name and line:find("^end") then
      list[#list + 1] = { name = name, first = first, last = number }
      name = nil
    end
  end
  return list
end

--- Functions of a file as { name, first, last }, by the house's layout.
function source.functions(file)
  return file.is_lua and lua_functions(file.code) or c_functions(file.code)
end

--- The files that a C file includes: { line, path, is_system }.
function source.includes(file)
  local list = {}
  for number, line in ipairs(file.lines) do
    local open, path = line:match('^%s*#%s*include%s+([<"])([^>"]+)')
    if open and file.code[number]:find("#") then
      list[#list + 1] =
        { line = number, path = path, is_system = open == "<" }
    end
  end
  return list
end

return source
