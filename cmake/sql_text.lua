--- Reads SQL as tokens, so that literals and comments are told from words.
--
-- Shared by sql_compile.lua and migrations_compile.lua. A token is
-- { kind, text, line }; kinds: space, comment, string, quoted, param, cast,
-- token ("{int}"), word, number, symbol.

local sql_text = {}

-- The first pattern that matches at a place wins.
local patterns = {
  { "space", "^%s+" },
  { "comment", "^%-%-[^\n]*" },
  { "cast", "^::" },
  { "param", "^:[%a_][%w_]*" },
  { "token", "^{[^}\n]*}" },
  { "word", "^[%a_][%w_]*" },
  { "number", "^%d[%w.]*" },
  { "symbol", "^%->>" },
  { "symbol", "^%->" },
  { "symbol", "^." },
}

--- Ends the tool with a message as a compiler writes it.
function sql_text.refuse(path, line, message, ...)
  local text = string.format(message, ...)
  error(string.format("%s:%d: %s", path, line, text), 0)
end

-- A literal in quotes, where a doubled quote stands for one.
local function match_quoted(text, at, quote)
  local stop = at
  repeat
    stop = text:find(quote, stop + 1, true)
    if not stop then return nil end
    local is_doubled = text:sub(stop + 1, stop + 1) == quote
    if is_doubled then stop = stop + 1 end
  until not is_doubled
  return text:sub(at, stop)
end

local function match_token(path, text, at, line)
  local first = text:sub(at, at)
  if first == "'" or first == '"' then
    local quoted = match_quoted(text, at, first)
    if not quoted then sql_text.refuse(path, line, "unclosed %s", first) end
    return first == "'" and "string" or "quoted", quoted
  end
  if text:sub(at, at + 1) == "/*" then
    sql_text.refuse(path, line, "/* */ comment, write -- lines")
  end
  for _, pattern in ipairs(patterns) do
    local found = text:match(pattern[2], at)
    if found then return pattern[1], found end
  end
end

--- All tokens of a text.
function sql_text.tokens(path, text)
  local tokens, at, line = {}, 1, 1
  while at <= #text do
    local kind, found = match_token(path, text, at, line)
    tokens[#tokens + 1] = { kind = kind, text = found, line = line }
    at = at + #found
    line = line + select(2, found:gsub("\n", ""))
  end
  return tokens
end

--- True for what stands in the SQL itself.
function sql_text.is_sql(token)
  return token.kind ~= "space" and token.kind ~= "comment"
end

--- Texts joined with single spaces where there was space or a comment.
-- write(token) gives a token's text, or nil to leave it out.
function sql_text.join(tokens, write)
  local parts, gap = {}, false
  for _, token in ipairs(tokens) do
    local text = sql_text.is_sql(token) and write(token)
    if not text then
      gap = true
    else
      if gap and #parts > 0 then parts[#parts + 1] = " " end
      parts[#parts + 1] = text
      gap = false
    end
  end
  return table.concat(parts)
end

function sql_text.read_file(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

--- Writes a file only when its text differs, so that nothing is built anew.
function sql_text.write_file(path, text)
  local old = io.open(path, "rb")
  if old then
    local same = old:read("a") == text
    old:close()
    if same then return end
  end
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(text))
end

--- A C string literal.
function sql_text.c_literal(text)
  local escaped = text:gsub('[\\"]', "\\%0"):gsub("\n", "\\n")
  return '"' .. escaped:gsub("%?%?", "?\\?") .. '"'
end

--- Runs a tool's body; a refusal goes to stderr and ends with status 1.
function sql_text.run(body)
  local ok, message = pcall(body)
  if ok then return end
  io.stderr:write(message, "\n")
  os.exit(1)
end

return sql_text
