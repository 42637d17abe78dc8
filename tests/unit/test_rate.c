#include <kontor/money.h>

#include "unit.h"

static const struct {
    const char *text;
    int64_t ppm;
    const char *shown;
} rates[] = {
    { "19", 190000, "19" },
    { "7.375", 73750, "7.375" },
    { "0", 0, "0" },
    { "100", KT_RATE_ONE, "100" },
    { "0.0001", 1, "0.0001" },
    { "5.50", 55000, "5.5" },
    { "-2.5", -25000, "-2.5" },
    { "10", 100000, "10" },
    { "20.00000", 200000, "20" },
    { "1000", 10000000, "1000" },
};

START_TEST(test_percent_both_ways)
{
    int64_t ppm;
    ck_assert(kt_rate_parse_percent(kt_str_of(rates[_i].text), &ppm));
    ck_assert_int_eq(ppm, rates[_i].ppm);
    assert_text(kt_rate_format_percent(&unit_arena, ppm), rates[_i].shown);
}
END_TEST

START_TEST(test_parse_refuses)
{
    static const char *const texts[] = { "",
                                         "%",
                                         "19%",
                                         "7,5",
                                         "1e1",
                                         ".5",
                                         "5.",
                                         "NaN",
                                         "0.00001",
                                         "1.00005",
                                         "9999999999999999" };
    int64_t ppm = 77;
    for (size_t i = 0; i < KT_COUNT(texts); i++)
        ck_assert_msg(!kt_rate_parse_percent(kt_str_of(texts[i]), &ppm), "%s",
                      texts[i]);
    ck_assert_int_eq(ppm, 77);
}
END_TEST

Suite *
kt_suite_rate(void)
{
    Suite *suite = suite_create("rate");
    TCase *tcase = unit_case(suite, "percent");
    tcase_add_loop_test(tcase, test_percent_both_ways, 0, KT_COUNT(rates));
    tcase_add_test(tcase, test_parse_refuses);
    return suite;
}
