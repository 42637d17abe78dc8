#include "base/assert.h"
#include "base/clock.h"
#include "base/time_zone.h"
#include "unit.h"

Suite *kt_suite_time_zone(void);

enum { HOUR_MS = 3600000 };

static int64_t
offset(const char *zone, const char *moment)
{
    int64_t now_ms;
    ck_assert(kt_time_parse(kt_str_of(moment), &now_ms));
    return kt_time_zone_offset_ms(kt_str_of(zone), now_ms);
}

START_TEST(test_summer_and_winter)
{
    ck_assert_int_eq(offset("Europe/Berlin", "2026-07-01T12:00:00Z"),
                     2 * HOUR_MS);
    ck_assert_int_eq(offset("Europe/Berlin", "2026-12-01T12:00:00Z"), HOUR_MS);
    ck_assert_int_eq(offset("America/New_York", "2026-07-01T12:00:00Z"),
                     -4 * HOUR_MS);
    ck_assert_int_eq(offset("Asia/Kolkata", "2026-07-01T12:00:00Z"),
                     5 * HOUR_MS + HOUR_MS / 2);
    ck_assert_int_eq(offset("UTC", "2026-07-01T12:00:00Z"), 0);
}
END_TEST

/* The clock goes from 2:00 to 3:00 on 29 March 2026, and back on 25 October. */
START_TEST(test_the_hour_of_change)
{
    ck_assert_int_eq(offset("Europe/Berlin", "2026-03-29T00:59:59.999Z"),
                     HOUR_MS);
    ck_assert_int_eq(offset("Europe/Berlin", "2026-03-29T01:00:00Z"),
                     2 * HOUR_MS);
    ck_assert_int_eq(offset("Europe/Berlin", "2026-10-25T00:59:59.999Z"),
                     2 * HOUR_MS);
    ck_assert_int_eq(offset("Europe/Berlin", "2026-10-25T01:00:00Z"), HOUR_MS);
}
END_TEST

START_TEST(test_what_is_no_zone)
{
    static const char *const wrong[] = {
        "",       "Europe/Bärlin", "Europe/Nowhere", "+02:00", "/etc/passwd",
        "../UTC", "europe/berlin", "CET-1CEST",
    };
    for (size_t i = 0; i < KT_COUNT(wrong); i++) {
        struct kt_str name = kt_str_of(wrong[i]);
        ck_assert_msg(!kt_time_zone_is_known(name), "%s", wrong[i]);
        ck_assert_int_eq(kt_time_zone_offset_ms(name, 0), 0);
    }
    ck_assert(kt_time_zone_is_known(KT_STR("America/Argentina/Ushuaia")));
}
END_TEST

Suite *
kt_suite_time_zone(void)
{
    Suite *suite = suite_create("time_zone");
    TCase *tcase = unit_case(suite, "time zones");
    tcase_add_test(tcase, test_summer_and_winter);
    tcase_add_test(tcase, test_the_hour_of_change);
    tcase_add_test(tcase, test_what_is_no_zone);
    return suite;
}
