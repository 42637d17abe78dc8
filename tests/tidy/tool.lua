--- Runs a Lua tool of cmake/ over texts, for the tests of those tools.

local tool = {}

local function write(path, text)
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(text))
end

local function read(path)
  local file = io.open(path, "rb")
  if not file then return nil end
  local text = file:read("a")
  file:close()
  return text
end

local function scratch()
  local pipe <close> = assert(io.popen("mktemp -d"))
  return pipe:read("l")
end

--- Runs cmake/<script> over { name = text }. Gives what it printed, whether it
-- succeeded, and a function that reads a file it wrote.
function tool.run(script, inputs)
  local folder = scratch()
  local names = {}
  for name, text in pairs(inputs) do
    write(folder .. "/" .. name, text)
    names[#names + 1] = name
  end
  table.sort(names)
  local here = arg[0]:match("^(.-)[^/]*$")
  local pipe = assert(io.popen(string.format(
    "top=$PWD && cd '%s' && lua5.4 \"$top/%s../../cmake/%s\" . %s 2>&1",
    folder, here, script, table.concat(names, " "))))
  local printed = pipe:read("a")
  local ok = pipe:close() == true
  local written = {}
  for _, name in ipairs { "sql_statements", "migrations_embedded" } do
    written[name .. ".h"] = read(folder .. "/" .. name .. ".h")
    written[name .. ".c"] = read(folder .. "/" .. name .. ".c")
  end
  os.execute("rm -r '" .. folder .. "'")
  return printed, ok, written
end

--- Runs a list of cases { inputs, what the refusal says, or nil }.
-- Gives the number of those that went otherwise, each with a line printed.
function tool.check_refusals(script, cases)
  local failed = 0
  for _, case in ipairs(cases) do
    local printed, ok = tool.run(script, case[1])
    local is_right = case[2] == nil and ok
      or case[2] ~= nil and not ok and printed:find(case[2], 1, true) == 1
    if not is_right then
      failed = failed + 1
      print(string.format("got %q, wanted %q", printed, case[2] or "success"))
    end
  end
  return failed
end

--- Gives the number of parts that the text lacks, each with a line printed.
function tool.check_parts(text, parts)
  local failed = 0
  for _, part in ipairs(parts) do
    if not text or not text:find(part, 1, true) then
      failed = failed + 1
      print(string.format("missing %s in:\n%s", part, text))
    end
  end
  return failed
end

return tool
