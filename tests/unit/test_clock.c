#include "base/clock.h"

#include <stdio.h>
#include <time.h>

#include "unit.h"

static const struct {
    const char *text;
    int64_t time_ms;
} moments[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "1970-01-01T00:00:00.001Z", 1 },
    { "1969-12-31T23:59:59.999Z", -1 },
    { "2000-02-29T12:00:00Z", INT64_C(951825600000) },
    { "2026-11-24T08:30:00Z", INT64_C(1795509000000) },
    { "2026-11-24T08:30:00.120Z", INT64_C(1795509000120) },
    { "2100-02-28T23:59:59Z", INT64_C(4107542399000) },
    { "2100-03-01T00:00:00Z", INT64_C(4107542400000) },
    { "0000-01-01T00:00:00Z", INT64_C(-62167219200000) },
    { "0001-01-01T00:00:00Z", INT64_C(-62135596800000) },
    { "9999-12-31T23:59:59.999Z", INT64_C(253402300799999) },
};

START_TEST(test_moments_both_ways)
{
    int64_t time_ms;
    assert_text(kt_time_format(&unit_arena, moments[_i].time_ms),
                moments[_i].text);
    ck_assert(kt_time_parse(kt_str_of(moments[_i].text), &time_ms));
    ck_assert_int_eq(time_ms, moments[_i].time_ms);
}
END_TEST

START_TEST(test_parse_variants)
{
    static const struct {
        const char *text;
        const char *same;
    } cases[] = {
        { "2026-11-24", "2026-11-24T00:00:00Z" },
        { "2026-11-24t08:30:00z", "2026-11-24T08:30:00Z" },
        { "2026-11-24T09:30:00+01:00", "2026-11-24T08:30:00Z" },
        { "2026-11-24T00:30:00-08:00", "2026-11-24T08:30:00Z" },
        { "2026-01-01T00:30:00+05:45", "2025-12-31T18:45:00Z" },
        { "2026-11-24T08:30:00-00:00", "2026-11-24T08:30:00Z" },
        { "2026-11-24T08:30:00+23:59", "2026-11-23T08:31:00Z" },
        { "2026-11-24T08:30:00.1Z", "2026-11-24T08:30:00.100Z" },
        { "2026-11-24T08:30:00.000Z", "2026-11-24T08:30:00Z" },
        { "2026-11-24T08:30:00.123456789Z", "2026-11-24T08:30:00.123Z" },
        { "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z" },
        { "2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00.500Z" },
        { "2017-01-01T00:59:60+01:00", "2017-01-01T00:00:00Z" },
        { "2024-02-29", "2024-02-29T00:00:00Z" },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        int64_t time_ms;
        ck_assert_msg(kt_time_parse(kt_str_of(cases[i].text), &time_ms), "%s",
                      cases[i].text);
        assert_text(kt_time_format(&unit_arena, time_ms), cases[i].same);
    }
}
END_TEST

START_TEST(test_parse_refuses)
{
    static const char *const texts[] = {
        "",
        "2026",
        "2026-11",
        "2026-11-24T",
        "2026-11-24T08:30Z",
        "2026-11-24T08:30:00",
        "2026-11-24 08:30:00Z",
        "2026-11-24T08:30:00ZZ",
        "2026-11-24T08:30:00 Z",
        "2026-11-24T08:30:00.Z",
        "2026-11-24T08:30:00,5Z",
        "2026-11-24T08:30:00+0100",
        "2026-11-24T08:30:00+01",
        "2026-11-24T08:30:00+24:00",
        "2026-11-24T08:30:00+01:60",
        "2026-11-24T24:00:00Z",
        "2026-11-24T08:60:00Z",
        "2026-11-24T08:30:61Z",
        "2026-11-24T08:30:60Z", /* no leap second in the middle of a day */
        "2026-00-24",
        "2026-13-24",
        "2026-11-00",
        "2026-11-31",
        "2025-02-29",
        "1900-02-29",
        "2026-1-24",
        "26-11-24",
        "+2026-11-24",
        "-001-11-24",
        "2026/11/24",
        "20261124",
        "2026-11-24Z",
        " 2026-11-24",
        "2026-11-24 ",
        "2026-11-2x",
        "1795509000000",
    };
    int64_t time_ms = 77;
    for (size_t i = 0; i < KT_COUNT(texts); i++)
        ck_assert_msg(!kt_time_parse(kt_str_of(texts[i]), &time_ms), "%s",
                      texts[i]);
    ck_assert_int_eq(time_ms, 77);
}
END_TEST

/* Against the C library, which has another algorithm. */
START_TEST(test_agrees_with_gmtime)
{
    uint64_t seed = 3;
    for (int i = 0; i < 20000; i++) {
        int64_t time_ms = unit_between(&seed, INT64_C(-62167219200000),
                                       INT64_C(253402300799999)) /
                          1000 * 1000;
        time_t seconds = (time_t)(time_ms / 1000);
        struct tm tm;
        char wanted[64];
        gmtime_r(&seconds, &tm);
        snprintf(wanted, sizeof wanted, "%04d-%02d-%02dT%02d:%02d:%02dZ",
                 tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
                 tm.tm_min, tm.tm_sec);
        assert_text(kt_time_format(&unit_arena, time_ms), wanted);
        int64_t parsed;
        ck_assert(kt_time_parse(kt_str_of(wanted), &parsed));
        ck_assert_int_eq(parsed, time_ms);
        kt_arena_reset(&unit_arena);
    }
}
END_TEST

START_TEST(test_clocks)
{
    struct kt_clock fixed = { .fixed_ms = 42 };
    struct kt_clock system = { 0 };
    ck_assert_int_eq(kt_clock_now(&fixed), 42);
    int64_t seconds = (int64_t)time(NULL);
    int64_t now_ms = kt_clock_now(&system);
    ck_assert_int_le(now_ms / 1000 - seconds, 2);
    ck_assert_int_ge(now_ms / 1000 - seconds, -2);
    int64_t before_us = kt_clock_monotonic_us();
    int64_t cpu_us = kt_clock_thread_cpu_us();
    nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
    ck_assert_int_ge(kt_clock_monotonic_us() - before_us, 20000);
    ck_assert_int_lt(kt_clock_thread_cpu_us() - cpu_us, 20000);
}
END_TEST

Suite *
kt_suite_clock(void)
{
    Suite *suite = suite_create("clock");
    TCase *tcase = unit_case(suite, "text");
    tcase_add_loop_test(tcase, test_moments_both_ways, 0, KT_COUNT(moments));
    tcase_add_test(tcase, test_parse_variants);
    tcase_add_test(tcase, test_parse_refuses);
    tcase_add_test(tcase, test_agrees_with_gmtime);
    tcase = unit_case(suite, "clocks");
    tcase_add_test(tcase, test_clocks);
    return suite;
}
