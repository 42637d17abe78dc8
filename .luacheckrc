-- For luacheck: Lua 5.4, no globals of our own.
std = "lua54"
max_line_length = false -- tests/tidy knows which lines may be wide
cache = false

-- What the sandbox gives to a script; all else comes by require.
stds.sandbox = {
  read_globals = {
    "assert", "error", "getmetatable", "ipairs", "math", "next", "pairs",
    "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "require",
    "select", "setmetatable", "string", "table", "tonumber", "tostring",
    "type", "utf8", "xpcall",
  },
}

for _, folder in ipairs { "scripts", "plugins", "tests/rules" } do
  files[folder] = { std = "sandbox" }
end

-- wrk calls global functions and gives one table.
files["tests/bench/wrk"] = {
  globals = {
    "done", "init", "placed", "refused", "request", "response", "setup", "wrk",
  },
  ignore = { "131" },
}

-- Stubs for editors: their functions are empty.
files["scripts/api"] = { std = "sandbox", ignore = { "211", "212" } }
