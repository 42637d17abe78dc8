/* What a script finds around it: names, read-only libraries, plain Lua. */
#include "script_shop.h"

/* Each is no global: reading it raises. */
static const char *const absent[] = {
    "io",       "os",       "debug",      "package",        "load",
    "loadfile", "dofile",   "loadstring", "collectgarbage", "coroutine",
    "_G",       "_VERSION", "warn",       "unpack",         "setfenv",
    "module",   "jit",      "utf",        "bit32",
};

START_TEST(test_absent_global)
{
    assert_raises(
        absent[_i],
        kt_arena_format(&unit_arena, "Lua has no global '%s'", absent[_i]).ptr);
}
END_TEST

/* Functions of the standard library that are left out. */
static const char *const left_out[] = {
    "string.dump", "string.pack",     "string.unpack", "string.packsize",
    "math.random", "math.randomseed", "math.sin",      "math.exp",
    "math.log",    "math.sqrt",       "math.pi",       "math.modf",
};

START_TEST(test_left_out)
{
    assert_raises(left_out[_i], " has no function '");
}
END_TEST

static const struct {
    const char *expression, *text;
} values[] = {
    /* tostring tells no address. */
    { "{}", "table" },
    { "print", "function" },
    { "function() end", "function" },
    { "string", "string" },
    { "parcel", "parcel" },
    { "nil", "nil" },
    { "1.0", "1.0" },
    { "2^53", "9.007199254741e+15" },
    { "-0.0", "-0.0" },
    { "1e400", "inf" },
    { "string.format('%s|%q|%5.2f|%x|%c|%%', {}, 'a\\nb', 1.5, 255, 65)",
      "table|\"a\\010b\"| 1.50|ff|A|%" },
    { "('%5s|%-5s|%.2s'):format('ab', 'ab', 'abc')", "   ab|ab   |ab" },
    { "('%+05d|% d|%#x'):format(7, 7, 255)", "+0007| 7|0xff" },
    /* Numbers are never taken from text. */
    { "pcall(function() return '10' + 5 end)", "false" },
    { "tonumber('10')", "10" },
    { "tonumber('0x10')", "16" },
    { "tonumber('1e2')", "100.0" },
    { "tonumber('10 ')", "10" },
    { "tonumber('ten')", "nil" },
    { "tonumber('nan')", "nil" },
    { "math.type(3)", "integer" },
    { "math.floor(-3.5)", "-4" },
    { "math.fmod(-7, 3)", "-1" },
    { "math.max(1, 3, 2)", "3" },
    { "math.tointeger(3.0)", "3" },
    { "math.tointeger('3')", "nil" },
    { "math.ult(1, -1)", "true" },
    { "7 // 2 .. ',' .. -7 // 2 .. ',' .. -7 % 3", "3,-4,2" },
    /* string */
    { "('héllo'):upper()", "HéLLO" },
    { "('abc'):rep(3, '-')", "abc-abc-abc" },
    { "('abc'):rep(0) .. '|' .. ('abc'):rep(-1)", "|" },
    { "(''):rep(1e15 // 1 | 0)", "" },
    { "('abc'):sub(-2)", "bc" },
    { "('abc'):sub(2, 10)", "bc" },
    { "('abc'):byte(-1)", "99" },
    { "('a,b,,c'):find(',,', 1, true)", "4" },
    { "('key = value'):match('^(%w+)%s*=%s*(%w+)$')", "key" },
    { "(('a.b.c'):gsub('%.', '/'))", "a/b/c" },
    { "(('hello world'):gsub('o', { o = '0' }))", "hell0 w0rld" },
    { "(('abc'):gsub('%w', '%0%0'))", "aabbcc" },
    { "(('abc'):gsub('', '-'))", "-a-b-c-" },
    { "(('THE (quick) fox'):find('%((%a+)%)'))", "5" },
    { "('[[x]]'):match('%b[]')", "[[x]]" },
    { "('THE (quick) fox'):gsub('%f[%a]%a+', string.lower)",
      "the (quick) fox" },
    { "(function() local t = {} for w in ('one two  three'):gmatch('%a+') do "
      "t[#t + 1] = w end return table.concat(t, '|') end)()",
      "one|two|three" },
    { "(function() local t = {} for k, v in ('a=1, b=2'):gmatch('(%w)=(%w)') "
      "do t[#t + 1] = v .. k end return table.concat(t) end)()",
      "1a2b" },
    /* table */
    { "table.concat({ 1, 'b', 3 }, ',', 2)", "b,3" },
    { "table.concat(table.move({ 1, 2, 3 }, 1, 3, 2), ',')", "1,1,2,3" },
    { "table.pack(1, nil, 3).n", "3" },
    { "select('#', table.unpack({ 1, 2, 3 }))", "3" },
    { "select(-1, 1, 2, 3)", "3" },
    { "(function() local t = { 5, 2, 8 } table.sort(t, function(a, b) return a "
      "> b end) return table.concat(t, ',') end)()",
      "8,5,2" },
    { "(function() local t = { 'b1', 'a1', 'b2', 'a2' } table.sort(t, "
      "function(a, b) return a:sub(1, 1) < b:sub(1, 1) end) return "
      "table.concat(t, ',') end)()",
      "a1,a2,b1,b2" },
    { "(function() local t = { 1, 2, 3 } table.insert(t, 1, 0) "
      "table.remove(t) return table.concat(t, ',') end)()",
      "0,1,2" },
    /* utf8 */
    { "utf8.len('héllo')", "5" },
    { "utf8.len('a\\xff')", "nil" },
    { "utf8.char(72, 233, 8364, 128512)", "Hé€😀" },
    { "utf8.codepoint('€')", "8364" },
    { "utf8.offset('héllo', 3)", "4" },
    { "(function() local n = 0 for _, c in utf8.codes('é€') do n = n + c end "
      "return n end)()",
      "8597" },
    /* pairs in the order of keys: numbers, texts by bytes, booleans. */
    { "(function() local t = {} for k in pairs({ z = 1, a = 2, Z = 3, [10] = "
      "4, [2] = 5, [1.5] = 6, [true] = 7, [false] = 8, [-1] = 9 }) do t[#t + "
      "1] = tostring(k) end return table.concat(t, ' ') end)()",
      "-1 1.5 2 10 Z a z false true" },
    { "(function() local t, seen = { a = 1, b = 2, c = 3 }, {} for k in "
      "pairs(t) do t.b = nil t.d = 4 seen[#seen + 1] = k end return "
      "table.concat(seen) end)()",
      "ac" },
    { "next({})", "nil" },
    { "next({ 5 })", "true" },
    /* Errors and their handlers. */
    { "select(2, pcall(error, 'plain', 0))", "plain" },
    { "select(2, pcall(error))", "nil" },
    { "type(select(2, pcall(error, {})))", "table" },
    { "select(2, xpcall(error, function(m) return '<' .. m .. '>' end, 'x', "
      "0))",
      "<x>" },
    { "select('#', xpcall(function(...) return ... end, print, 1, 2, 3))",
      "4" },
    /* Metatables. */
    { "setmetatable({}, { __index = { x = 5 } }).x", "5" },
    { "setmetatable({}, { __call = function(_, a) return a + 1 end })(1)",
      "2" },
    { "setmetatable({}, { __tostring = function() return 'me' end })", "me" },
    { "(function() local m = {} return getmetatable(setmetatable({}, m)) == m "
      "end)()",
      "true" },
    { "getmetatable('')", "nil" },
    { "getmetatable(parcel)", "nil" },
    { "rawlen({ 1, 2 }) .. rawlen('abc')", "23" },
    { "rawequal('a', 'a')", "true" },
};

START_TEST(test_value)
{
    assert_value(values[_i].expression, values[_i].text);
}
END_TEST

static const struct {
    const char *expression, *message;
} raising[] = {
    /* Read-only: libraries, views, modules, the environment. */
    { "(function() string.len = 1 end)()",
      "string is read-only ('len' was assigned)" },
    { "(function() math.tau = 6 end)()",
      "math is read-only ('tau' was assigned)" },
    { "(function() parcel.weight_g = 0 end)()",
      "parcel is read-only ('weight_g' was assigned)" },
    { "(function() total = 0 end)()",
      "a script has no globals: write local total" },
    { "rawset(parcel, 'weight_g', 0)", "table expected" },
    { "rawget(string, 'len')", "table expected" },
    { "setmetatable(parcel, {})", "table expected" },
    { "setmetatable('', {})", "table expected" },
    { "('x').length", "string has no function 'length'" },
    { "(5).x", "attempt to index a number value" },
    /* Unknown names tell the nearest right one. */
    { "parcel.wieght_g", "parcel has no field 'wieght_g', did you mean "
                         "'weight_g'?" },
    { "destination.contry", "address has no field 'contry', did you mean "
                            "'country'?" },
    { "strin.len", "Lua has no global 'strin', did you mean 'string'?" },
    { "string.fromat", "string has no function 'fromat', did you mean "
                       "'format'?" },
    { "parcel[1]", "parcel has no field of type number" },
    { "parcel[{}]", "parcel has no field of type table" },
    { "parcel['weight_g\\0']", "parcel has no field 'weight_g" },
    { "parcel['']", "parcel has no field ''" },
    { "params.anything", "there is no param 'anything'" },
    { "#parcel", "parcel has no length" },
    { "parcel()", "attempt to call a userdata value" },
    { "parcel + 1", "attempt to perform arithmetic on a userdata value" },
    /* Metamethods. */
    { "setmetatable({}, { __gc = print })", "a metatable may not have __gc" },
    { "setmetatable({}, { __mode = 'k' })", "a metatable may not have __mode" },
    { "setmetatable({}, { __metatable = 1 })",
      "a metatable may not have __metatable" },
    { "setmetatable({}, { __call = {} })", "__call must be a function" },
    { "setmetatable({}, { __index = 5 })",
      "__index must be a function or a table" },
    { "setmetatable({}, { __tostring = function() return 1 end }) .. ''",
      "attempt to concatenate a table value" },
    { "tostring(setmetatable({}, { __tostring = function() return 1 end }))",
      "__tostring must give a string" },
    /* Formats and patterns. */
    { "('%p'):format({})", "invalid conversion '%p' in string.format" },
    { "('%a'):format(1.0)", "invalid conversion '%a' in string.format" },
    { "('%y'):format(1)", "invalid conversion '%y' in string.format" },
    { "('%123d'):format(1)", "invalid conversion in string.format" },
    { "('%d'):format(1.5)", "number has no integer representation" },
    { "('%d'):format()", "bad argument #1 to 'format' (no value)" },
    { "('%200s'):format('x')", "invalid conversion in string.format" },
    { "('%'):format(1)", "invalid conversion in string.format" },
    { "('x'):match('(x')", "unfinished capture" },
    { "('x'):match('x)')", "invalid pattern capture" },
    { "('x'):match('[x')", "malformed pattern (missing ']')" },
    { "('x'):match('x%')", "malformed pattern (ends with '%')" },
    { "('x'):match('%b')", "malformed pattern (arguments of '%b')" },
    { "('x'):match('%fx')", "missing '[' after '%f' in pattern" },
    { "('x'):match('%1')", "invalid capture index %1" },
    { "('x'):match(('()'):rep(40))", "too many captures" },
    { "('x'):gsub('x', '%2')", "invalid capture index %2" },
    { "('x'):gsub('x', '%a')", "invalid use of '%' in replacement string" },
    { "('x'):gsub('x', function() return {} end)",
      "invalid replacement value (a table)" },
    /* Arguments. */
    { "('x'):rep('3')", "an integer expected, got string" },
    { "('x'):rep(2.0)", "an integer expected, got a number with a fraction "
                        "(float)" },
    { "math.abs('5')", "a number expected, got string" },
    { "math.abs(math.mininteger)", "is not between" },
    { "1 // 0", "attempt to divide by zero" },
    { "pairs(nil)", "table expected, got nil" },
    { "pairs({ [{}] = 1 })", "pairs: a key is a table, which has no order" },
    { "next({}, 1)", "next only tells whether a table is empty: walk it with "
                     "pairs" },
    { "table.concat({ {} })", "entry 1 is a table: table.concat joins texts "
                              "and numbers" },
    { "('%s%s'):format(1)", "bad argument #2 to 'format' (no value)" },
    { "table.unpack({}, 1, 201)", "table.unpack gives at most 200 values" },
    { "table.insert({}, 5, 1)", "5 is not between 1 and 1" },
    { "utf8.codepoint('\\xff')", "invalid UTF-8 at byte 1" },
    { "select(0, 1)", "index out of range" },
    { "require('lib.x')", "require belongs at the top of the file" },
    { "tonumber('10', 16)", "tonumber takes no base" },
    /* Strings have a limit of their own. */
    { "('x'):rep(1048577)", "a string may have 1048576 bytes" },
    { "('x'):rep(math.maxinteger)", "a string may have 1048576 bytes" },
    { "('x'):rep(1 << 20):rep(2)", "a string may have 1048576 bytes" },
    { "(('x'):rep(1 << 19):gsub('x', 'yyy'))",
      "a string may have 1048576 bytes" },
    { "('%s%s%s'):format(('x'):rep(1 << 19), ('x'):rep(1 << 19), 'x')",
      "a string may have 1048576 bytes" },
    { "table.concat({ ('x'):rep(1 << 19), ('x'):rep(1 << 19), 'x' })",
      "a string may have 1048576 bytes" },
};

START_TEST(test_raising)
{
    assert_raises(raising[_i].expression, raising[_i].message);
}
END_TEST

/* An error says where: file and line. */
START_TEST(test_error_tells_its_place)
{
    assert_same(script_run("local x\nreturn x.y"),
                "error: shipping/probe.lua:5: attempt to index a nil value "
                "(local 'x')");
    assert_same(script_run("error('mine')"),
                "error: shipping/probe.lua:4: mine");
    assert_same(script_run("error({})"), "error: error object of type table");
    assert_same(script_run("error(setmetatable({}, { __tostring = function() "
                           "return 'x' end }))"),
                "error: error object of type table");
    assert_same(script_run("error(nil)"), "error: error object of type nil");
    assert_same(script_run("error(true)"),
                "error: error object of type boolean");
}
END_TEST

/* A metatable's field that is set later has no effect: what setmetatable
 * checked is a copy. */
START_TEST(test_metatable_is_a_copy)
{
    assert_same(script_run("local m = {}\nlocal t = setmetatable({}, m)\n"
                           "m.__call = t\nm.__index = function() return 1 end\n"
                           "return nil, tostring(t.x) .. "
                           "tostring(pcall(t))"),
                "nilfalse");
}
END_TEST

/* Each file has an environment of its own: nothing passes from one to the
 * other, and a module's table is not shared between rules. */
START_TEST(test_rules_share_nothing)
{
    script_write("lib/box.lua", "return { n = 0 }");
    for (int i = 0; i < 2; i++)
        script_write(
            i == 0 ? "pricing/a.lua" : "pricing/b.lua",
            kt_arena_format(&unit_arena,
                            "local box = require 'lib.box'\n"
                            "return require 'kontor.price_rule' { code = '%s', "
                            "title = 'T', price = function() box.n = box.n + 1 "
                            "return box.n end }",
                            i == 0 ? "a" : "b")
                .ptr);
    ck_assert_int_eq(script_load(), KT_OK);
    for (int i = 0; i < 3; i++) {
        assert_same(script_ask(KT_RULE_PRICE, "a", ""), "1");
        assert_same(script_ask(KT_RULE_PRICE, "b", ""), "1");
    }
}
END_TEST

/* A view cannot outlive its evaluation: the next one begins with the bytes of
 * the load, where it was not there yet. */
START_TEST(test_no_view_outlives_its_evaluation)
{
    script_write("pricing/a.lua",
                 "local kept, calls = nil, 0\n"
                 "return require 'kontor.price_rule' { code = 'a', title = "
                 "'T', price = function(item) if kept then return 7 end\n"
                 "kept = item calls = calls + 1 return calls end }");
    ck_assert_int_eq(script_load(), KT_OK);
    for (int i = 0; i < 3; i++)
        assert_same(script_ask(KT_RULE_PRICE, "a", ""), "1");
}
END_TEST

/* What is called while the file loads has no evaluation to look into. */
START_TEST(test_evaluation_is_not_there_while_loading)
{
    assert_same(
        script_faults_of("tax/a.lua",
                         "local rate = require 'kontor.rate'\nrate.format(5)"),
        "tax/a.lua:2: this can only be called while the rule is "
        "evaluated");
    assert_same(script_faults_of("tax/a.lua",
                                 "local job = require 'kontor.job'\n"
                                 "job.note { text = 'x' }"),
                "tax/a.lua:2: this can only be called while the rule is "
                "evaluated");
}
END_TEST

START_TEST(test_print_is_kept_and_escaped)
{
    assert_same(script_run("print('a', 1, nil, {})\n"
                           "print('forged\\nline \\27[31m')\nreturn nil, 'x'"),
                "x");
    assert_text(kt_script_printed(),
                "a\t1\tnil\ttable\nforged\\x0aline \\x1b[31m\n");
    assert_same(script_run("for i = 1, 5000 do print('0123456789') end "
                           "return nil, 'x'"),
                "x");
    ck_assert_uint_eq(kt_script_printed().len, 16384);
    assert_same(script_run("return nil, 'x'"), "x");
    ck_assert_uint_eq(kt_script_printed().len, 0);
}
END_TEST

Suite *
kt_suite_script_sandbox(void)
{
    Suite *suite = suite_create("script_sandbox");
    TCase *tcase = script_case(suite, "sandbox");
    tcase_add_loop_test(tcase, test_absent_global, 0, KT_COUNT(absent));
    tcase_add_loop_test(tcase, test_left_out, 0, KT_COUNT(left_out));
    tcase_add_loop_test(tcase, test_value, 0, KT_COUNT(values));
    tcase_add_loop_test(tcase, test_raising, 0, KT_COUNT(raising));
    tcase_add_test(tcase, test_error_tells_its_place);
    tcase_add_test(tcase, test_metatable_is_a_copy);
    tcase_add_test(tcase, test_rules_share_nothing);
    tcase_add_test(tcase, test_no_view_outlives_its_evaluation);
    tcase_add_test(tcase, test_evaluation_is_not_there_while_loading);
    tcase_add_test(tcase, test_print_is_kept_and_escaped);
    return suite;
}
