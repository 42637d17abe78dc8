/* Rules that fail: what is counted and told. */
#include <signal.h>
#include <unistd.h>

#include "watched_shop.h"

/* ---- what is counted ---- */

static const struct {
    const char *body, *message;
    enum kt_failure failure;
    int64_t line, kills;
} failures[] = {
    { "local x = nil\nreturn x.y", "attempt to index a nil value (local 'x')",
      KT_FAILURE_ERROR, 6, 0 },
    { "return 'dear'", "a answered string, not a price in minor units or nil",
      KT_FAILURE_ERROR, 4, 0 },
    { "\n\n" LOOPS, "stopped after 20000 steps", KT_FAILURE_BUDGET, 7, 1 },
    { "local t = {}\nwhile true do\nt[#t + 1] = ('x'):rep(1000) .. #t\nend",
      "stopped beyond 1048576 bytes of memory", KT_FAILURE_MEMORY, 7, 1 },
    { "return ('x'):rep(100000000)", "a string may have 1048576 bytes",
      KT_FAILURE_MEMORY, 5, 1 },
    { "return math['random']()",
      "math has no function 'random': the same cart must always cost the same",
      KT_FAILURE_DENIED, 5, 0 },
};

START_TEST(test_failures_are_counted)
{
    int64_t wanted[KT_FAILURE_COUNT] = { 0 };
    script_limits.memory_max = 1 << 20;
    if (failures[_i].failure == KT_FAILURE_MEMORY)
        script_limits.steps_max = 1000000;
    watched_open(failures[_i].body);
    ck_assert_int_eq(watched_health("a").failed_ms, 0);
    ck_assert_int_eq(strncmp(watched_ask(), "error: ", 7), 0);
    watched_clock.fixed_ms += 5;
    watched_ask();
    struct kt_rule_health health = watched_health("a");
    wanted[failures[_i].failure] = 2;
    ck_assert_mem_eq(health.failures, wanted, sizeof wanted);
    ck_assert_int_eq(health.failure, failures[_i].failure);
    ck_assert_int_eq(health.failed_ms, watched_clock.fixed_ms);
    ck_assert_int_eq(health.kills_in_minute, 2 * failures[_i].kills);
    assert_text(health.message, failures[_i].message);
    ck_assert_int_eq(health.line, failures[_i].line);
    assert_text(health.file,
                health.line > 0 ? script_path("pricing/a.lua") : "");
    ck_assert_int_eq(health.state, KT_RULE_SERVING);
    ck_assert_int_eq(watched_failures(kt_failure_names[failures[_i].failure]),
                     2);
    ck_assert_int_eq(watched_figure(KT_METRIC_RULE_KILLS),
                     2 * failures[_i].kills);
    ck_assert_int_eq(watched_figure(KT_METRIC_RULES_GIVEN_UP), 0);
}
END_TEST

START_TEST(test_success_counts_nothing)
{
    static const int64_t none[KT_FAILURE_COUNT];
    watched_open("return params.n");
    assert_same(script_ask(KT_RULE_PRICE, "a", "{\"n\":3}"), "3");
    struct kt_rule_health health = watched_health("a");
    ck_assert_mem_eq(health.failures, none, sizeof none);
    ck_assert_int_eq(health.failed_ms, 0);
    assert_text(health.message, "");
    assert_text(health.given_up, "");
}
END_TEST

START_TEST(test_params_that_do_not_fit_are_a_failure)
{
    watched_open("return params.n");
    script_ask(KT_RULE_PRICE, "a", "{\"n\":\"many\"}");
    struct kt_rule_health health = watched_health("a");
    ck_assert_int_eq(health.failures[KT_FAILURE_ERROR], 1);
    ck_assert_msg(kt_str_starts(health.message,
                                KT_STR("its params do not fit: /params/n")),
                  "%.*s", KT_STR_FMT(health.message));
    ck_assert_int_eq(health.line, 0);
}
END_TEST

/* An error in a module is told with the module's place. */
START_TEST(test_the_place_is_a_module)
{
    script_write("lib/m.lua", "return function(x)\n  return x.y\nend");
    watched_open("return 1");
    script_write("pricing/a.lua",
                 "local m = require 'lib.m'\n"
                 "return require 'kontor.price_rule' { code = 'a', title = "
                 "'T', price = function() return (m(nil)) end }");
    ck_assert_int_eq(watched_reload(), KT_OK);
    watched_ask();
    struct kt_rule_health health = watched_health("a");
    assert_text(health.file, script_path("lib/m.lua"));
    ck_assert_int_eq(health.line, 2);
}
END_TEST

/* ---- the log ---- */

static int log_ends[2], stderr_before;

static void
begin_log(void)
{
    kt_log_configure(KT_LOG_WARN, false);
    ck_assert_int_eq(pipe(log_ends), 0);
    stderr_before = dup(STDERR_FILENO);
    dup2(log_ends[1], STDERR_FILENO);
}

/* What was written since, without the times. */
static const char *
end_log(void)
{
    static char text[4096];
    struct kt_buf buf;
    dup2(stderr_before, STDERR_FILENO);
    close(stderr_before);
    close(log_ends[1]);
    ssize_t len = read(log_ends[0], text, sizeof text - 1);
    close(log_ends[0]);
    kt_log_configure(KT_LOG_ERROR + 1, false);
    text[len > 0 ? len : 0] = '\0';
    kt_buf_init(&buf, &unit_arena, 512);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        kt_buf_format(&buf, "%s\n", strchr(line, ' ') + 1);
    return kt_arena_cstr(&unit_arena, kt_buf_view(&buf));
}

START_TEST(test_a_rule_has_one_line_in_ten_seconds)
{
    watched_open("return nil + 1");
    begin_log();
    watched_ask();
    watched_ask();
    watched_clock.fixed_ms += 9999;
    watched_ask();
    watched_clock.fixed_ms += 1;
    watched_ask();
    watched_ask();
    assert_same(end_log(),
                "warn  a rule failed kind=price_rule rule=a outcome=error "
                "why=\"pricing/a.lua:5: attempt to perform arithmetic on a nil "
                "value\" left_out=0\n"
                "warn  a rule failed kind=price_rule rule=a outcome=error "
                "why=\"pricing/a.lua:5: attempt to perform arithmetic on a nil "
                "value\" left_out=2\n");
}
END_TEST

START_TEST(test_the_log_tells_of_the_end)
{
    watched_open(LOOPS);
    begin_log();
    for (int i = 0; i < 7; i++)
        watched_ask();
    assert_same(end_log(),
                kt_arena_format(
                    &unit_arena,
                    "warn  a rule failed kind=price_rule rule=a outcome=budget "
                    "why=\"pricing/a.lua:5: stopped after 20000 steps\" "
                    "left_out=0\n"
                    "error a rule was given up kind=price_rule rule=a file=%s "
                    "why=\"pricing/a.lua:5: stopped after 20000 steps\" "
                    "now=\"it is off, but for one try a minute\"\n",
                    script_path("pricing/a.lua"))
                    .ptr);
}
END_TEST

/* ---- time ---- */

/* ThreadSanitizer holds signals back, see test_script_budget.c. */
#ifndef __SANITIZE_THREAD__

/* Lets nobody of this process run for a while, as a very busy machine does,
 * once this function has returned a little ago. */
static void
stop_for(useconds_t span_us)
{
    pid_t test = getpid();
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child > 0)
        return;
    usleep(20000);
    kill(test, SIGSTOP);
    usleep(span_us);
    kill(test, SIGCONT);
    _exit(0);
}

/* On a busy machine one of them may have had to wait. */
START_TEST(test_a_run_that_takes_too_long_is_a_kill)
{
    script_limits =
        (struct kt_script_limits){ .steps_max = INT64_MAX, .wall_ms_max = 30 };
    watched_open(LOOPS);
    int runs = 0;
    while (watched_health("a").kills_in_minute < 5 && runs++ < 200)
        assert_same(watched_ask(), "error: stopped after 30 ms");
    struct kt_rule_health health = watched_health("a");
    ck_assert_int_eq(health.failures[KT_FAILURE_WALL], runs);
    ck_assert_int_eq(health.state, KT_RULE_DISABLED);
    ck_assert_int_eq(health.line, 0);
}
END_TEST

START_TEST(test_a_run_that_had_to_wait_is_no_kill)
{
    script_limits =
        (struct kt_script_limits){ .steps_max = INT64_MAX, .wall_ms_max = 500 };
    watched_open(LOOPS);
    stop_for(800000);
    assert_same(watched_ask(), "error: stopped after 500 ms");
    ck_assert_int_eq(watched_health("a").failures[KT_FAILURE_WALL], 1);
    ck_assert_int_eq(watched_health("a").kills_in_minute, 0);
}
END_TEST

START_TEST(test_a_load_that_had_to_wait_is_none_that_fails)
{
    script_limits =
        (struct kt_script_limits){ .steps_max = INT64_MAX, .wall_ms_max = 400 };
    watched_open("return 1");
    script_write("pricing/a.lua",
                 "for i = 1, 10000000 do end\n"
                 "return require 'kontor.price_rule' { code = 'a', title = "
                 "'T', price = function() return 2 end }");
    stop_for(600000);
    ck_assert_int_eq(watched_reload(), KT_OK);
    stop_for(600000);
    assert_same(watched_ask(), "2");
    script_write("pricing/a.lua", LOOPS);
    ck_assert_int_eq(watched_reload(), KT_INVALID_RULE);
    assert_same(script_faults(), "pricing/a.lua:1: stopped after 400 ms");
}
END_TEST

#endif

Suite *
kt_suite_script_watch(void)
{
    Suite *suite = suite_create("script_watch");
    TCase *tcase = script_case(suite, "counted");
    tcase_add_loop_test(tcase, test_failures_are_counted, 0,
                        KT_COUNT(failures));
    tcase_add_test(tcase, test_success_counts_nothing);
    tcase_add_test(tcase, test_params_that_do_not_fit_are_a_failure);
    tcase_add_test(tcase, test_the_place_is_a_module);
    tcase_add_test(tcase, test_a_rule_has_one_line_in_ten_seconds);
    tcase_add_test(tcase, test_the_log_tells_of_the_end);
#ifndef __SANITIZE_THREAD__
    tcase = script_case(suite, "time");
    tcase_add_test(tcase, test_a_run_that_takes_too_long_is_a_kill);
    tcase_add_test(tcase, test_a_run_that_had_to_wait_is_no_kill);
    tcase_add_test(tcase, test_a_load_that_had_to_wait_is_none_that_fails);
#endif
    return suite;
}
