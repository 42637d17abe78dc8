#include "domain/stock/stock.h"

#include "unit.h"

START_TEST(test_limit)
{
    static const struct {
        struct kt_stock_facts facts;
        int64_t limit;
    } cases[] = {
        { { .policy = KT_STOCK_REFUSE, .available = 7 }, 7 },
        { { .policy = KT_STOCK_REFUSE, .available = -2 }, 0 },
        { { .policy = KT_STOCK_BACKORDER, .available = -2 }, 100 },
        { { .policy = KT_STOCK_UNTRACKED }, 100 },
        { { .policy = KT_STOCK_UNTRACKED, .quantity_max = 3 }, 3 },
        { { .policy = KT_STOCK_REFUSE, .available = 2, .quantity_max = 3 }, 2 },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        ck_assert_int_eq(kt_stock_limit(&cases[i].facts, 100), cases[i].limit);
}
END_TEST

START_TEST(test_spread)
{
    static const struct {
        enum kt_stock_policy policy;
        int64_t quantity, available[3], taken[3];
        bool is_enough, goes_below;
    } cases[] = {
        { KT_STOCK_REFUSE, 5, { 9, 9, 9 }, { 5, 0, 0 }, true, false },
        { KT_STOCK_REFUSE, 5, { 2, 0, 4 }, { 2, 0, 3 }, true, false },
        { KT_STOCK_REFUSE, 7, { 2, 0, 4 }, { 2, 0, 4 }, false, false },
        { KT_STOCK_REFUSE, 2, { -5, 2, 0 }, { 0, 2, 0 }, true, false },
        { KT_STOCK_BACKORDER, 7, { 2, 0, 4 }, { 3, 0, 4 }, true, true },
        { KT_STOCK_BACKORDER, 3, { -5, 1, 0 }, { 2, 1, 0 }, true, true },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        struct kt_stock_place places[3] = { 0 };
        for (size_t k = 0; k < 3; k++)
            places[k].available = cases[i].available[k];
        ck_assert_int_eq(kt_stock_spread(cases[i].policy, cases[i].quantity,
                                         places, 3),
                         cases[i].is_enough);
        for (size_t k = 0; k < 3; k++)
            ck_assert_int_eq(places[k].taken, cases[i].taken[k]);
        ck_assert_int_eq(places[0].goes_below, cases[i].goes_below);
    }
    ck_assert(!kt_stock_spread(KT_STOCK_BACKORDER, 1, NULL, 0));
}
END_TEST

Suite *kt_suite_stock(void);

Suite *
kt_suite_stock(void)
{
    Suite *suite = suite_create("stock");
    TCase *tests = unit_case(suite, "stock");
    tcase_add_test(tests, test_limit);
    tcase_add_test(tests, test_spread);
    return suite;
}
