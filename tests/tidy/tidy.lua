--- Checks the tree against the house rules (checks.lua).
--
--   lua5.4 tests/tidy/tidy.lua [ROOT]
--
-- Prints "path:line: what, what is right" for every fault and their count;
-- ends with status 1 when there is any.

package.path = arg[0]:match("^(.-)[^/]*$") .. "?.lua;" .. package.path
local checks <const> = require "checks"
local source <const> = require "source"

local root = arg[1] or "."
local find = "cd '%s' && find CMakeLists.txt README.md dev .ci cmake core "
  .. "include scripts tests examples plugins -type f 2>/dev/null "
  .. "-not -path '*/node_modules/*' -not -path '*/build/*'"

-- Text that the house rules speak of; fixtures may hold anything.
local exts = {
  c = true, h = true, def = true, lua = true, sql = true, md = true,
  cmake = true, txt = true, [""] = true,
}

local function read_tree()
  local files = {}
  local paths <close> = assert(io.popen(find:format(root)))
  for path in paths:lines() do
    local ext = path:match("[^/]*$"):match("%.(%w+)$") or ""
    if exts[ext] then
      local input <close> = assert(io.open(root .. "/" .. path, "rb"))
      files[#files + 1] = source.file(path, input:read("a"))
    end
  end
  return files
end

local function collect_faults(files)
  local faults = {}
  local function report(path, line, what)
    faults[#faults + 1] = { path = path, line = line, what = what }
  end
  for _, check in pairs(checks.file_checks) do
    for _, file in ipairs(files) do check(file, report) end
  end
  for _, check in pairs(checks.tree_checks) do check(files, report) end
  table.sort(faults, function(a, b)
    if a.path ~= b.path then return a.path < b.path end
    if a.line ~= b.line then return a.line < b.line end
    return a.what < b.what
  end)
  return faults
end

local files = read_tree()
local faults = collect_faults(files)
for _, fault in ipairs(faults) do
  print(string.format("%s:%d: %s", fault.path, fault.line, fault.what))
end
print(string.format("tidy: %d files, %d faults", #files, #faults))
os.exit(#faults == 0 and #files > 0)
