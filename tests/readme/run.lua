--- Runs the commands of the README, and of the guide for authors of rules, as
-- they stand, in a folder of their own.
--
--   lua5.4 tests/readme/run.lua BUILD_FOLDER
--
-- The first block (./dev) is what runs this. Of the others only two things are
-- changed: the port, and that the server goes to the background.

local build <const> = assert(arg[1], "usage: run.lua BUILD_FOLDER")
local own <const> = "./dev demo"

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

local function write(path, text)
  local file <close> = assert(io.open(path, "w"))
  file:write(text)
end

local function output(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("a")
  assert(pipe:close(), command)
  return (text:gsub("%s+$", ""))
end

--- The blocks of a page: sh as it is, any other file as the command that saves
-- it where the text before it says.
local function commands(page)
  local parts, at = {}, 1
  while true do
    local first, last, kind, code = page:find("\n```(%l+)\n(.-)\n```\n", at)
    if not first then return parts end
    if kind ~= "sh" then
      local path
      for name in page:sub(at, first):gmatch("`([%w_/]+%." .. kind .. ")`") do
        path = name
      end
      assert(path, "a block without the name of its file")
      parts[#parts + 1] = ("cat >%s <<'RULE'\n%s\nRULE"):format(path, code)
    elseif not code:find(own, 1, true) then
      parts[#parts + 1] = code
    end
    at = last
  end
end

local frame <const> = [[
set -eu
server=
trap 'test -z "$server" || kill "$server"; wait' EXIT
curl() { command curl -sS --fail-with-body "$@"; echo; }
@BODY@
]]

-- The system chooses the port; the log tells it.
local background <const> = [[
echo "port = 0" >>shop/kontor.conf
kontor serve shop 2>server.log &
server=$!
port=
while [ -z "$port" ]; do
  kill -0 "$server" || { cat server.log; exit 1; }
  sleep 0.05
  port=$(sed -n 's/.*"listening".*"port":\([0-9]*\).*/\1/p' server.log)
done
]]

local work <const> = output("mktemp -d")
local body = table.concat(commands(read("README.md")), "\n") .. "\n"
  .. table.concat(commands(read("scripts/README.md")), "\n")
local count
body, count = body:gsub("kontor serve shop\n", function()
  return background
end)
assert(count == 1, "the README starts its server once")
body = body:gsub(":8080", ":$port")

local script = frame:gsub("@BODY@", function() return body end)
write(work .. "/commands.sh", script)
assert(os.execute(("cp -r examples %s && mkdir -p %s/build/release && "
  .. "ln -s %s/bin %s/build/release/bin && ln -s %s/scripts %s/scripts")
  :format(work, work, build, work, output("pwd"), work)))
local done = os.execute(("cd %s && sh commands.sh >told.txt 2>&1"):format(work))
local told = read(work .. "/told.txt")

--- What the page promises, in this order.
local promises <const> = {
  "4 rows, 3 products new",
  '"slug":"mug"',
  '"total":4360',
  '"state":"placed"',
  "rules load: price_rule %d+, promotion %d+,",
  '"id":"promo_',
  '"title":"Every third mug half price","amount":645',
  "6 passed, 0 failed",
  '"outcome":"ok"',
  '"trace":%[{"promotion_id":"promo_',
  "12 passed, 0 failed",
  "5 passed, 0 failed",
}
local missing, at = nil, 1
for _, promise in ipairs(promises) do
  local found = told:find(promise, at)
  if not found then missing = promise break end
  at = found
end
os.execute(("rm -rf %s"):format(work))

if not done or missing then
  io.stderr:write(told, "\nREADME: ",
    missing and "not told: " .. missing or "a command failed", "\n")
  os.exit(1)
end
print(("README: %d promises kept"):format(#promises))
