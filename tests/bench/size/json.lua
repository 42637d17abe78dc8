--- Reads JSON that is sound, and writes it: null is left out, members of an
--- object come out in the order of their names.

local json = {}

local escapes <const> = {
  b = "\b", f = "\f", n = "\n", r = "\r", t = "\t",
}

local function character(text, at)
  local high = tonumber(text:sub(at + 2, at + 5), 16)
  if high < 0xD800 or high > 0xDBFF then return utf8.char(high), at + 6 end
  local low = tonumber(text:sub(at + 8, at + 11), 16)
  return utf8.char(0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00), at + 12
end

local function read_text(text, at)
  local parts = {}
  while true do
    local stop = text:find('["\\]', at)
    parts[#parts + 1] = text:sub(at, stop - 1)
    if text:byte(stop) == 34 then return table.concat(parts), stop + 1 end
    local sign = text:sub(stop + 1, stop + 1)
    if sign == "u" then
      parts[#parts + 1], at = character(text, stop)
    else
      parts[#parts + 1], at = escapes[sign] or sign, stop + 2
    end
  end
end

local words <const> = { t = { true, 4 }, f = { false, 5 }, n = { nil, 4 } }

local read_value

local function read_all(text, at, close, read_one)
  local all = {}
  at = text:find("%S", at)
  while text:sub(at, at) ~= close do
    at = text:find("%S", read_one(all, at))
    if text:sub(at, at) == "," then at = text:find("%S", at + 1) end
  end
  return all, at + 1
end

function read_value(text, at)
  local sign = text:sub(at, at)
  if sign == '"' then return read_text(text, at + 1) end
  if sign == "[" then
    return read_all(text, at + 1, "]", function(all, from)
      local value, after = read_value(text, from)
      all[#all + 1] = value
      return after
    end)
  end
  if sign == "{" then
    return read_all(text, at + 1, "}", function(all, from)
      local name, colon = read_text(text, from + 1)
      local value, after = read_value(text, text:find("[^%s:]", colon))
      all[name] = value
      return after
    end)
  end
  local word = words[sign]
  if word then return word[1], at + word[2] end
  local number = text:match("^[-+.%deE]+", at)
  return tonumber(number), at + #number
end

function json.read(text)
  return (read_value(text, text:find("%S")))
end

local function quote(text)
  return '"' .. text:gsub('[%c"\\]', function(sign)
    return ("\\u%04x"):format(sign:byte())
  end) .. '"'
end

local function write(value)
  if type(value) ~= "table" then
    return type(value) == "string" and quote(value) or tostring(value)
  end
  local parts = {}
  if value[1] ~= nil then
    for i, item in ipairs(value) do parts[i] = write(item) end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  for name, item in pairs(value) do
    parts[#parts + 1] = quote(name) .. ":" .. write(item)
  end
  table.sort(parts)
  return "{" .. table.concat(parts, ",") .. "}"
end

json.write = write

return json
