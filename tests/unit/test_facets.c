#include "domain/catalog/facets.h"
#include "unit.h"

Suite *kt_suite_facets(void);

START_TEST(ranges_follow_each_other_without_a_gap)
{
    ck_assert_int_eq(kt_price_step_min(0), 0);
    for (unsigned i = 0; i + 1 < KT_PRICE_STEPS; i++) {
        ck_assert_int_eq(kt_price_step_max(i) + 1, kt_price_step_min(i + 1));
        ck_assert_uint_eq(kt_price_step(kt_price_step_min(i)), i);
        ck_assert_uint_eq(kt_price_step(kt_price_step_max(i)), i);
    }
    ck_assert_uint_eq(kt_price_step(INT64_MAX), KT_PRICE_STEPS - 1);
}
END_TEST

START_TEST(ranges_are_those_that_are_written_down)
{
    static const int64_t mins[] = { 0, 100, 200, 500, 1000, 2000, 5000, 10000 };
    for (unsigned i = 0; i < KT_COUNT(mins); i++)
        ck_assert_int_eq(kt_price_step_min(i), mins[i]);
}
END_TEST

START_TEST(names_are_read)
{
    struct kt_error err;
    kt_error_init(&err, &unit_arena);
    ck_assert_uint_eq(kt_facets_parse(KT_STR(""), &err), 0);
    ck_assert_uint_eq(kt_facets_parse(KT_STR("0"), &err), 0);
    ck_assert_uint_eq(kt_facets_parse(KT_STR("1"), &err), KT_FACET_ALL);
    ck_assert_uint_eq(kt_facets_parse(KT_STR("tags,price"), &err),
                      KT_FACET_TAGS | KT_FACET_PRICE);
    ck_assert_uint_eq(err.item_count, 0);
    ck_assert_uint_eq(kt_facets_parse(KT_STR("tags,,colour"), &err),
                      KT_FACET_TAGS);
    ck_assert_uint_eq(err.item_count, 2);
    assert_text(err.items[0].pointer, "/facets");
}
END_TEST

Suite *
kt_suite_facets(void)
{
    Suite *suite = suite_create("facets");
    TCase *tcase = unit_case(suite, "facets");
    tcase_add_test(tcase, ranges_follow_each_other_without_a_gap);
    tcase_add_test(tcase, ranges_are_those_that_are_written_down);
    tcase_add_test(tcase, names_are_read);
    return suite;
}
