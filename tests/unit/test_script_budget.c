/* Hostile scripts: each is ended, and the host is as it was before. */
#include <time.h>

#include "script/state.h"
#include "script_shop.h"

#define STEPS  "error: stopped after 2000000 steps"
#define MEMORY "error: stopped beyond 16777216 bytes of memory"

static const struct {
    const char *body, *answer;
} hostile[] = {
    /* Loops, and what tries to catch the end. */
    { "while true do end", STEPS },
    { "repeat pcall(function() while true do end end) until false", STEPS },
    { "pcall(function() while true do end end) return nil, 'survived'", STEPS },
    { "xpcall(function() while true do end end, function() while true do end "
      "end) return nil, 'survived'",
      STEPS },
    { "local x <close> = setmetatable({}, { __close = function() while true do "
      "end end }) error('x')",
      STEPS },
    { "local ok = pcall(function() local x <close> = setmetatable({}, { "
      "__close = function() while true do end end }) while true do end end) "
      "return nil, 'survived'",
      STEPS },
    { "local t = setmetatable({}, { __index = function(t, k) while true do end "
      "end }) return t.x",
      STEPS },
    { "local t t = setmetatable({}, { __index = function(_, k) return t[k] end "
      "}) pcall(function() return t.x end) while true do end",
      STEPS },
    { "local t = setmetatable({}, { __eq = function() while true do end end, "
      "__lt = function() while true do end end }) return t < t",
      STEPS },
    { "table.sort({ 3, 1, 2 }, function() while true do end end)", STEPS },
    { "('x'):gsub('x', function() while true do end end)", STEPS },
    { "tostring(setmetatable({}, { __tostring = function() while true do end "
      "end }))",
      STEPS },
    { "for _ in function() return 1 end do end", STEPS },
    { "for i = 1, math.huge do end", STEPS },
    { "goto top ::top:: goto top", STEPS },
    { "while true do local _ = parcel.weight_g end", STEPS },
    { "while true do local _ = parcel.lines[1].sku end", STEPS },
    { "while true do print('flood') end", STEPS },
    /* Library functions charge for what no hook sees. */
    { "return ('a'):rep(28):match(('a?'):rep(28) .. ('a'):rep(28))", STEPS },
    { "return ('a'):rep(1000):find('.-.-.-.-b$')", STEPS },
    { "return ('('):rep(60000):find('%b()')", STEPS },
    { "return (' '):rep(40000):match('^(.-)%s*$x')", STEPS },
    { "while true do ('x'):rep(1 << 20):find('y', 1, true) end", STEPS },
    { "while true do ('x'):rep(1 << 20):upper() end", STEPS },
    { "table.move({}, 1, 1000000000000000, 2)", STEPS },
    { "local t = {} while true do table.insert(t, 1, 0) end", STEPS },
    { "while true do table.unpack({}, 1, 200) end", STEPS },
    { "while true do utf8.len(('x'):rep(100000)) end", STEPS },
    { "while true do tonumber(('1'):rep(100000)) end", STEPS },
    { "local t = {} for i = 1, 100000 do t[i] = 100000 - i end "
      "table.sort(t) table.sort(t, function(a, b) return a > b end)",
      STEPS },
    { "local t = {} for i = 1, 1e5 do t[i] = i end while true do for _ in "
      "pairs(t) do end end",
      STEPS },
    /* Memory. */
    { "local s = 'x' while true do s = s .. s end", MEMORY },
    { "local s = 'x' while true do local ok, r = pcall(function() return s .. "
      "s end) if ok then s = r end end",
      MEMORY },
    { "local t = {} for i = 1, math.huge do t[i] = {} end", MEMORY },
    { "local t = {} while true do pcall(function() for i = 1, math.huge do "
      "t[#t + 1] = { {}, {}, {} } end end) end",
      MEMORY },
    { "local t = {} for i = 1, 100 do t[i] = ('x'):rep(1000):rep(1000) .. i "
      "end",
      MEMORY },
    { "while true do setmetatable({}, { __index = {} }) end", MEMORY },
    { "local function f() return 1 + f() end f()", MEMORY },
    /* The C stack: an error that can be caught, and no crash. */
    { "local function f() return ('x'):gsub('x', f) end f()",
      "error: shipping/probe.lua:4: C stack overflow" },
    { "local function f() return pcall(f) end return nil, tostring(f())",
      "true" },
    { "local t = setmetatable({}, { __tostring = function(t) return "
      "tostring(t) end }) tostring(t)",
      "error: shipping/probe.lua:4: C stack overflow" },
    { "local t = {} for i = 1, 300 do t = setmetatable({}, { __index = t }) "
      "end return nil, tostring(t.x)",
      "nil" },
    { "return ('x'):rep(200):match(('(x'):rep(200))",
      "error: shipping/probe.lua:4: too many captures" },
    { "return ('x'):rep(1000):match(('x?'):rep(500))",
      "error: shipping/probe.lua:4: pattern too complex" },
    { "local f = function() error(setmetatable({}, {})) end return nil, "
      "tostring(select(2, xpcall(f, function(m) return m.x.y end)))",
      NULL },
};

START_TEST(test_hostile)
{
    script_limits.wall_ms_max = 20000; /* sanitized programs are slow */
    const char *answer = script_run(hostile[_i].body);
    if (hostile[_i].answer != NULL)
        ck_assert_msg(strncmp(answer, hostile[_i].answer,
                              strlen(hostile[_i].answer)) == 0,
                      "%s\ngot \"%s\", want \"%s\"", hostile[_i].body, answer,
                      hostile[_i].answer);
    /* The thread goes on with other rules. */
    assert_value("1 + 1", "2");
}
END_TEST

/* A rule that counts its evaluations in what it loaded, fills memory, and runs
 * for ever when its param says so. */
static const char repeatable[] =
    "local param = require 'kontor.param'\n"
    "local hint = require 'kontor.hint'\n"
    "local kept, calls = { list = {} }, 0\n"
    "return require 'kontor.promotion' { code = 'a', title = 'A', stage = "
    "'item', params = { loop = param.boolean { label = 'L', default = false } "
    "},\n"
    "evaluate = function(cart, params)\n"
    "calls = calls + 1\n"
    "for i = 1, 1000 do kept.list[#kept.list + 1] = ('x'):rep(i) end\n"
    "kept[cart.lines[1].sku] = cart.subtotal\n"
    "while params.loop do kept[#kept + 1] = {} end\n"
    "return nil, hint.spend(calls * 1000 + #kept.list // 1000)\n"
    "end }\n";

static struct kt_effects
evaluate(struct kt_registry *registry, const struct kt_quote *quote,
         const char *params, enum kt_status wanted)
{
    struct kt_rules rules = kt_registry_rules(registry);
    struct kt_promotion promotion = { .rule = KT_STR("a"),
                                      .params = kt_str_of(params),
                                      .stage = KT_STAGE_ITEM };
    struct kt_stage_view view = { quote, &promotion, &unit_arena };
    struct kt_effects effects = { 0 };
    kt_error_init(&unit_err, &unit_arena);
    ck_assert_int_eq(rules.evaluate(rules.host, &view, &effects, &unit_err),
                     wanted);
    return effects;
}

/* Every evaluation starts from the same bytes: the same answer after the same
 * number of steps, whatever ran, or was stopped, in between. */
START_TEST(test_evaluation_is_repeatable)
{
    script_write("promotions/a.lua", repeatable);
    ck_assert_int_eq(script_load(), KT_OK);
    struct kt_registry *registry = kt_registry_acquire(script_host);
    const struct kt_quote *quote = script_quote();
    struct kt_effects first = evaluate(registry, quote, "{}", KT_OK);
    ck_assert_int_eq(first.hint.missing, 1001);
    ck_assert_int_gt(first.steps, 5000);
    for (int i = 0; i < 5; i++) {
        struct kt_effects stopped =
            evaluate(registry, quote, "{\"loop\":true}", KT_RULE_FAILED);
        ck_assert_int_gt(stopped.steps, 100000);
        struct kt_effects again = evaluate(registry, quote, "{}", KT_OK);
        ck_assert_int_eq(again.hint.missing, first.hint.missing);
        ck_assert_int_eq(again.steps, first.steps);
    }
    kt_registry_release(registry);
}
END_TEST

START_TEST(test_limits_of_the_host)
{
    script_limits.steps_max = 10000;
    assert_same(script_run("for i = 1, 1000 do end return nil, 'fine'"),
                "fine");
    assert_same(script_run("for i = 1, 10000 do end return nil, 'fine'"),
                "error: stopped after 10000 steps");
    script_limits = (struct kt_script_limits){ .memory_max = 1 << 19 };
    assert_same(script_run("local s = ('x'):rep(1 << 19)"),
                "error: stopped beyond 524288 bytes of memory");
}
END_TEST

/* A file is loaded under the same budget. */
START_TEST(test_endless_load)
{
    assert_same(script_faults_of("tax/a.lua", "while true do end"),
                "tax/a.lua:1: stopped after 2000000 steps");
    assert_same(script_faults_of("tax/a.lua",
                                 "local s = 'x' while true do s = s .. s end"),
                "tax/a.lua:1: stopped beyond 16777216 bytes of memory");
    assert_same(script_faults_of("tax/a.lua",
                                 "pcall(function() while true do end end)"),
                "tax/a.lua:1: stopped after 2000000 steps");
}
END_TEST

/* Source that is hard to compile: 64 KiB of it take less than a second. */
START_TEST(test_hard_source)
{
    static const struct {
        const char *before, *part, *after;
    } shapes[] = {
        { "return a", " or a", "" },
        { "return ", "(", "" },
        { "return ", "{", "" },
        { "local a = 1 return ", "- ", "a" },
        { "", "if a then else", "" },
        { "", "local a ", "" },
        { "", "do ", "" },
        { "return ", "function() return ", "" },
        { "return ''", " .. ''", "" },
    };
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (size_t i = 0; i < KT_COUNT(shapes); i++) {
        struct kt_buf buf;
        kt_buf_init(&buf, &unit_arena, 65536);
        kt_buf_text(&buf, shapes[i].before);
        while (buf.len + strlen(shapes[i].part) < 65000)
            kt_buf_text(&buf, shapes[i].part);
        kt_buf_text(&buf, shapes[i].after);
        const char *faults =
            script_faults_of("tax/a.lua",
                             kt_arena_cstr(&unit_arena, kt_buf_view(&buf)));
        ck_assert_msg(strncmp(faults, "tax/a.lua:1: ", 13) == 0, "%zu: %s", i,
                      faults);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    ck_assert_int_lt(to.tv_sec - from.tv_sec, 6);
}
END_TEST

/* ThreadSanitizer holds signals back until the next call of the C library, so
 * that a loop of plain Lua is not reached there. */
#ifndef __SANITIZE_THREAD__

/* One instruction of the interpreter that takes 20 s: a rehash of keys that all
 * fall into one place. */
START_TEST(test_slow_instruction)
{
    struct timespec from, to;
    script_limits.wall_ms_max = 200;
    clock_gettime(CLOCK_MONOTONIC, &from);
    assert_same(script_run("local step = ((1 << 17) - 1) * ((1 << 18) - 1)\n"
                           "local t = {}\n"
                           "for i = 1, 200000 do t[i * step] = i end"),
                "error: stopped after 200 ms");
    clock_gettime(CLOCK_MONOTONIC, &to);
    int64_t took_ms = (to.tv_sec - from.tv_sec) * 1000 +
                      (to.tv_nsec - from.tv_nsec) / 1000000;
    ck_assert_int_lt(took_ms, 3000);
    assert_value("1 + 1", "2");
}
END_TEST

/* Lua's own jumps are not seen by ThreadSanitizer: many errors fill its stack
 * of calls. */
START_TEST(test_many_errors)
{
    assert_same(script_run("for i = 1, math.maxinteger do pcall(error) end"),
                STEPS);
}
END_TEST

/* Arguments that grow with each call: every call copies them all. */
START_TEST(test_growing_arguments)
{
    assert_same(script_run("local function f(...) return f(1, ...) end f()"),
                "error: stopped after 500 ms");
}
END_TEST

/* The clock counts for each run anew, and pcall cannot catch its end. */
START_TEST(test_wall_clock)
{
    script_limits =
        (struct kt_script_limits){ .steps_max = INT64_MAX, .wall_ms_max = 30 };
    for (int i = 0; i < 3; i++) {
        assert_same(script_run("while true do end"),
                    "error: stopped after 30 ms");
        assert_same(script_run("while true do pcall(function() while true do "
                               "('x'):rep(1000) end end) end"),
                    "error: stopped after 30 ms");
        assert_value("1 + 1", "2");
    }
}
END_TEST

/* Killed at any point, the process stays healthy. */
START_TEST(test_many_kills)
{
    static const char *const bodies[] = {
        "while true do local t = {} for i = 1, 100 do t[i] = i .. '' end end",
        "while true do local _ = ('abc'):rep(100):find('a.-d') end",
        "while true do local t = { 5, 3, 1, 4 } table.sort(t) end",
        "local s = '' while true do s = (s .. 'x'):sub(1, 1000) end",
        "while true do pcall(error, {}) end",
        "while true do local _ = parcel.lines[1]:metadata('engraving') end",
        "while true do local _ = parcel.lines[2].title end",
        "while true do for k, v in pairs({ a = 1, b = 2, c = 3 }) do end end",
        "while true do string.format('%5.2f %s', 1.5, {}) end",
    };
    script_limits = (struct kt_script_limits){ .steps_max = INT64_MAX,
                                               .memory_max = 1 << 26,
                                               .wall_ms_max = 1 };
    for (size_t i = 0; i < KT_COUNT(bodies); i++) {
        /* On a busy machine loading may take longer than that, too. */
        do {
            script_run(bodies[i]);
        } while (script_host == NULL);
        for (int k = 0; k < 40; k++) {
            const char *answer = script_ask(KT_RULE_SHIPPING, "probe", "");
            ck_assert_msg(strcmp(answer, "error: stopped after 1 ms") == 0 ||
                              strstr(answer, "bytes of memory") != NULL,
                          "%s: %s", bodies[i], answer);
        }
    }
    script_limits = (struct kt_script_limits){ 0 };
    assert_value("1 + 1", "2");
}
END_TEST

#endif

/* A lack of memory passes: who asks may ask again. */
START_TEST(test_no_room_for_a_state)
{
    struct kt_state *state;
    ck_assert_int_eq(kt_state_get((size_t)1 << 47, &state, &unit_err),
                     KT_OVERLOADED);
    kt_error_init(&unit_err, &unit_arena);
    ck_assert_int_eq(kt_state_get((size_t)1 << 20, &state, &unit_err), KT_OK);
    ck_assert_uint_ge(state->region_size, (size_t)1 << 20);
}
END_TEST

Suite *
kt_suite_script_budget(void)
{
    Suite *suite = suite_create("script_budget");
    TCase *tcase = script_case(suite, "budget");
    tcase_add_loop_test(tcase, test_hostile, 0, KT_COUNT(hostile));
    tcase_add_test(tcase, test_evaluation_is_repeatable);
    tcase_add_test(tcase, test_limits_of_the_host);
    tcase_add_test(tcase, test_endless_load);
    tcase_add_test(tcase, test_no_room_for_a_state);
    tcase_add_test(tcase, test_hard_source);
#ifndef __SANITIZE_THREAD__
    tcase_add_test(tcase, test_slow_instruction);
    tcase_add_test(tcase, test_many_errors);
    tcase_add_test(tcase, test_growing_arguments);
    tcase_add_test(tcase, test_wall_clock);
    tcase_add_test(tcase, test_many_kills);
#endif
    return suite;
}
