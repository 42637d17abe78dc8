#include <stdlib.h>

#include <kontor/money.h>

#include "unit.h"

static const struct kt_currency *
currency(const char *code)
{
    const struct kt_currency *found = kt_currency_find(kt_str_of(code));
    ck_assert_ptr_nonnull(found);
    return found;
}

START_TEST(test_parse)
{
    static const struct {
        const char *text;
        const char *code;
        int64_t minor;
    } cases[] = {
        { "12.50", "EUR", 1250 },
        { "12.5", "EUR", 1250 },
        { "12", "EUR", 1200 },
        { "-0.01", "EUR", -1 },
        { "12.500", "EUR", 1250 },
        { "1250", "JPY", 1250 },
        { "1250.0", "JPY", 1250 },
        { "1.234", "KWD", 1234 },
        { "99999999999.99", "EUR", KT_MONEY_MAX },
        { "-99999999999.99", "EUR", -KT_MONEY_MAX },
        { "9999999999999", "JPY", KT_MONEY_MAX },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        int64_t minor = -7;
        ck_assert_msg(kt_money_parse(kt_str_of(cases[i].text),
                                     currency(cases[i].code), &minor),
                      "%s %s", cases[i].text, cases[i].code);
        ck_assert_int_eq(minor, cases[i].minor);
    }
}
END_TEST

START_TEST(test_parse_refuses)
{
    static const struct {
        const char *text;
        const char *code;
    } cases[] = {
        { "", "EUR" },
        { "12,50", "EUR" },
        { "12.505", "EUR" },
        { "EUR 12", "EUR" },
        { "12 ", "EUR" },
        { "1e2", "EUR" },
        { "12.5", "JPY" },
        { "1.2345", "KWD" },
        { ".5", "EUR" },
        { "100000000000", "EUR" },
        { "-100000000000", "EUR" },
        { "10000000000000", "JPY" },
        { "99999999999999999999", "EUR" },
    };
    int64_t minor = 77;
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        ck_assert_msg(!kt_money_parse(kt_str_of(cases[i].text),
                                      currency(cases[i].code), &minor),
                      "%s %s", cases[i].text, cases[i].code);
    ck_assert_int_eq(minor, 77);
}
END_TEST

START_TEST(test_format)
{
    assert_text(kt_money_format(&unit_arena, 1250, currency("EUR")), "12.50");
    assert_text(kt_money_format(&unit_arena, -5, currency("EUR")), "-0.05");
    assert_text(kt_money_format(&unit_arena, 1250, currency("JPY")), "1250");
    assert_text(kt_money_format(&unit_arena, 1250, currency("KWD")), "1.250");
    assert_text(kt_money_format(&unit_arena, 1, currency("CLF")), "0.0001");
}
END_TEST

START_TEST(test_checked_arithmetic)
{
    int64_t result = 77;
    ck_assert(kt_money_add(INT64_MAX - 1, 1, &result));
    ck_assert_int_eq(result, INT64_MAX);
    ck_assert(!kt_money_add(INT64_MAX, 1, &result));
    ck_assert(kt_money_sub(INT64_MIN + 1, 1, &result));
    ck_assert(!kt_money_sub(INT64_MIN, 1, &result));
    ck_assert(kt_money_mul(KT_MONEY_MAX, 900000, &result));
    ck_assert(!kt_money_mul(KT_MONEY_MAX, 1000000, &result));
}
END_TEST

START_TEST(test_rounding_names)
{
    ck_assert_str_eq(kt_rounding_names[KT_HALF_UP], "half_up");
    ck_assert_str_eq(kt_rounding_names[KT_HALF_EVEN], "half_even");
    ck_assert_str_eq(kt_rounding_names[KT_HALF_DOWN], "half_down");
    ck_assert_ptr_null(kt_rounding_names[3]);
}
END_TEST

START_TEST(test_scale)
{
    static const struct {
        int64_t amount;
        int64_t numerator;
        int64_t denominator;
        int64_t up;
        int64_t even;
        int64_t down;
    } cases[] = {
        { 0, 190000, 1000000, 0, 0, 0 },
        { 1000, 190000, 1000000, 190, 190, 190 },
        { 249, 1, 100, 2, 2, 2 }, /* below, at and above a half */
        { 250, 1, 100, 3, 2, 2 },
        { 251, 1, 100, 3, 3, 3 },
        { 349, 1, 100, 3, 3, 3 },
        { 350, 1, 100, 4, 4, 3 },
        { 351, 1, 100, 4, 4, 4 },
        { -250, 1, 100, -3, -2, -2 },
        { -350, 1, 100, -4, -4, -3 },
        { 250, -1, 100, -3, -2, -2 },
        { -250, -1, 100, 3, 2, 2 },
        { 1, 1, 2, 1, 0, 0 },
        { -1, 1, 2, -1, 0, 0 },
        { 1, 1, 3, 0, 0, 0 },
        { 2, 1, 3, 1, 1, 1 },
        { 1999, 73750, 1000000, 147, 147, 147 }, /* 147.42625 */
        { 1190, 1000000, 1190000, 1000, 1000, 1000 },
        { INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX },
        { INT64_MIN, 1, 1, INT64_MIN, INT64_MIN, INT64_MIN },
        { INT64_MIN, INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN, INT64_MIN },
        { INT64_MAX, 1, 2, INT64_C(4611686018427387904),
          INT64_C(4611686018427387904), INT64_C(4611686018427387903) },
        { KT_MONEY_MAX, 999999, 1000000, INT64_C(9999989999999),
          INT64_C(9999989999999), INT64_C(9999989999999) },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        int64_t wanted[] = { cases[i].up, cases[i].even, cases[i].down };
        for (int mode = KT_HALF_UP; mode <= KT_HALF_DOWN; mode++) {
            int64_t result;
            ck_assert(kt_money_scale(cases[i].amount, cases[i].numerator,
                                     cases[i].denominator,
                                     (enum kt_rounding)mode, &result));
            ck_assert_msg(result == wanted[mode], "case %zu mode %d: %lld", i,
                          mode, (long long)result);
        }
    }
}
END_TEST

START_TEST(test_scale_overflow)
{
    int64_t result = 77;
    ck_assert(!kt_money_scale(INT64_MAX, 2, 1, KT_HALF_UP, &result));
    ck_assert(!kt_money_scale(INT64_MIN, -1, 1, KT_HALF_UP, &result));
    ck_assert(!kt_money_scale(INT64_MIN, INT64_MIN, 1, KT_HALF_UP, &result));
    ck_assert(
        !kt_money_scale(INT64_MIN, INT64_MIN, INT64_MAX, KT_HALF_UP, &result));
    ck_assert(!kt_money_scale(INT64_MAX, 3, 2, KT_HALF_UP, &result));
    ck_assert_int_eq(result, 77);
}
END_TEST

/* The magnitude is rounded to the nearest; a half goes where the mode says. */
START_TEST(test_scale_laws)
{
    uint64_t seed = 11;
    for (int i = 0; i < 20000; i++) {
        int64_t amount = unit_between(&seed, -1000000, 1000000);
        int64_t numerator = unit_between(&seed, 0, 3000);
        int64_t denominator = unit_between(&seed, 1, 3000);
        int64_t up;
        int64_t even;
        int64_t down;
        int64_t mirror;
        ck_assert(
            kt_money_scale(amount, numerator, denominator, KT_HALF_UP, &up));
        ck_assert(kt_money_scale(amount, numerator, denominator, KT_HALF_EVEN,
                                 &even));
        ck_assert(kt_money_scale(amount, numerator, denominator, KT_HALF_DOWN,
                                 &down));
        ck_assert(kt_money_scale(-amount, numerator, denominator, KT_HALF_UP,
                                 &mirror));
        ck_assert_int_eq(mirror, -up);
        int64_t twice = 2 * amount * numerator;
        ck_assert_int_le(llabs(twice - 2 * up * denominator), denominator);
        if (up == down) {
            ck_assert_int_eq(even, up);
            continue;
        }
        ck_assert_int_eq(llabs(twice - 2 * up * denominator), denominator);
        ck_assert_int_eq(llabs(up) - llabs(down), 1);
        ck_assert_int_eq(even % 2, 0);
        ck_assert(even == up || even == down);
    }
}
END_TEST

Suite *
kt_suite_money(void)
{
    Suite *suite = suite_create("money");
    TCase *tcase = unit_case(suite, "text");
    tcase_add_test(tcase, test_parse);
    tcase_add_test(tcase, test_parse_refuses);
    tcase_add_test(tcase, test_format);
    tcase = unit_case(suite, "arithmetic");
    tcase_add_test(tcase, test_checked_arithmetic);
    tcase_add_test(tcase, test_rounding_names);
    tcase_add_test(tcase, test_scale);
    tcase_add_test(tcase, test_scale_overflow);
    tcase_add_test(tcase, test_scale_laws);
    return suite;
}
