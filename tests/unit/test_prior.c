/* The price before a reduction: the lowest of the days before it began. */
#include "base/assert.h"
#include "domain/pricing/prior.h"
#include "pricing_kit.h"

#define DAY INT64_C(86400000)
#define T   INT64_C(1800000000000) /* when the reduction begins */

static struct kit kit;
static struct kt_price now[2];
static struct kt_price_past pasts[4];
static size_t past_count;

/* An item at 90.00 that was 120.00, since T. */
static void
start(void)
{
    kit_start(&kit);
    kit_line(&kit, 1, 0);
    now[0] = (struct kt_price){ .amount_minor = 9000,
                                .compare_at_minor = 12000,
                                .since_ms = T };
    kit.items[0].prices = now;
    kit.items[0].price_count = 1;
    kit.in.now_ms = T + DAY;
    past_count = 0;
}

static void
past(int64_t amount, int64_t from_ms, int64_t to_ms)
{
    pasts[past_count++] =
        (struct kt_price_past){ { .amount_minor = amount }, from_ms, to_ms };
}

static int64_t
prior(int64_t days)
{
    int64_t minor;
    struct kt_arena_mark mark = kt_arena_mark(&unit_arena);
    ck_assert_int_eq(kt_quote_prior_price(&kit.in, &kit.items[0], pasts,
                                          past_count, days, &kit.rules,
                                          &unit_arena, &minor, &unit_err),
                     KT_OK);
    ck_assert_ptr_eq(kt_arena_mark(&unit_arena).next, mark.next);
    return minor;
}

START_TEST(test_the_lowest_of_the_days_before)
{
    start();
    past(10000, T - 90 * DAY, T - 10 * DAY);
    past(12000, T - 10 * DAY, T);
    ck_assert_int_eq(prior(30), 10000);
    ck_assert_int_eq(prior(10), 12000);
}
END_TEST

/* What ended when the period begins did not hold in it. */
START_TEST(test_edges_of_the_period)
{
    static const struct {
        int64_t ended, wanted;
    } cases[] = {
        { T - 30 * DAY, 12000 },
        { T - 30 * DAY + 1, 10000 },
        { T - 30 * DAY - 1, 12000 },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        start();
        past(10000, 1, cases[i].ended);
        past(12000, cases[i].ended, T);
        ck_assert_int_eq(prior(30), cases[i].wanted);
    }
}
END_TEST

/* A millisecond counts, and so does a price beside the others. */
START_TEST(test_a_short_price_beside_another)
{
    start();
    past(12000, 1, T);
    past(7000, T - 5 * DAY, T - 5 * DAY + 1);
    ck_assert_int_eq(prior(30), 7000);
}
END_TEST

START_TEST(test_no_reduction_has_no_price_before)
{
    start();
    past(12000, 1, T);
    now[0].compare_at_minor = 0;
    ck_assert_int_eq(prior(30), -1);
    now[0].compare_at_minor = 9000;
    ck_assert_int_eq(prior(30), -1);
}
END_TEST

START_TEST(test_never_sold_before)
{
    start();
    ck_assert_int_eq(prior(30), -1);
    past(9500, T - DAY, T);
    ck_assert_int_eq(prior(30), 9500);
}
END_TEST

/* 120.00, 110.00, 100.00, then 90.00, one reduction; a day at the full price
 * would make them two. */
START_TEST(test_a_reduction_that_grows)
{
    start();
    past(12000, 1, T - 20 * DAY);
    past(11000, T - 20 * DAY, T - 10 * DAY);
    past(10000, T - 10 * DAY, T);
    pasts[1].price.compare_at_minor = 12000;
    pasts[2].price.compare_at_minor = 12000;
    ck_assert_int_eq(prior(30), 12000);
    pasts[2].to_ms = T - DAY;
    past(12000, T - DAY, T);
    ck_assert_int_eq(prior(30), 10000);
}
END_TEST

/* A dated price of then, and one that is written already. */
START_TEST(test_dates_of_prices)
{
    start();
    past(12000, 1, T);
    past(8000, 1, T - 40 * DAY);
    pasts[1].price.starts_ms = T - 20 * DAY;
    ck_assert_int_eq(prior(30), 12000);
    pasts[1].to_ms = T;
    pasts[1].price.ends_ms = T - 19 * DAY;
    ck_assert_int_eq(prior(30), 8000);
    start();
    now[0].since_ms = 0;
    now[0].starts_ms = T;
    now[1] = (struct kt_price){ .amount_minor = 12000 };
    kit.items[0].price_count = 2;
    ck_assert_int_eq(prior(30), 12000);
    kit.in.now_ms = T - 1;
    ck_assert_int_eq(prior(30), -1);
}
END_TEST

/* One that began before counts from its start, one that was made later from
 * then; what it gave until it ended was applied. */
START_TEST(test_promotions)
{
    start();
    now[0] = (struct kt_price){ .amount_minor = 12000 };
    struct kt_promotion *sale =
        kit_promotion(&kit, KT_STAGE_CATALOG, "percent", 100000);
    sale->created_ms = 1;
    sale->starts_ms = T;
    struct kt_promotion *earlier =
        kit_promotion(&kit, KT_STAGE_CATALOG, "percent", 500000);
    earlier->created_ms = T - 20 * DAY;
    earlier->ends_ms = T - 19 * DAY;
    ck_assert_int_eq(prior(30), 6000);
    ck_assert_int_eq(prior(19), 12000);
    earlier->created_ms = T - 60 * DAY;
    earlier->ends_ms = T - 30 * DAY;
    ck_assert_int_eq(prior(30), 12000);
    kit.in.now_ms = T - 1;
    ck_assert_int_eq(prior(30), -1);
}
END_TEST

/* Others make no price of the catalogue, and what was used up since then was
 * not used up. */
START_TEST(test_keeps_what_made_prices)
{
    start();
    kit_promotion(&kit, KT_STAGE_ITEM, "percent", 500000);
    struct kt_promotion *sale =
        kit_promotion(&kit, KT_STAGE_CATALOG, "percent", 100000);
    sale->starts_ms = T - DAY;
    sale->since_ms = T;
    sale->uses = sale->uses_max = 5;
    kit_promotion(&kit, KT_STAGE_CATALOG, "percent", 300000)->needs_coupon =
        true;
    kt_prior_keep_promotions(kit.promotions, &kit.in.promotion_count);
    ck_assert_uint_eq(kit.in.promotion_count, 1);
    ck_assert_int_eq(kit.promotions[0].starts_ms, T);
    ck_assert_int_eq(kit.promotions[0].uses, 0);
    now[0] = (struct kt_price){ .amount_minor = 12000 };
    ck_assert_int_eq(prior(30), 12000);
}
END_TEST

Suite *kt_suite_prior(void);

Suite *
kt_suite_prior(void)
{
    Suite *suite = suite_create("prior");
    TCase *tcase = unit_case(suite, "prior");
    tcase_add_test(tcase, test_the_lowest_of_the_days_before);
    tcase_add_test(tcase, test_edges_of_the_period);
    tcase_add_test(tcase, test_a_short_price_beside_another);
    tcase_add_test(tcase, test_no_reduction_has_no_price_before);
    tcase_add_test(tcase, test_never_sold_before);
    tcase_add_test(tcase, test_a_reduction_that_grows);
    tcase_add_test(tcase, test_dates_of_prices);
    tcase_add_test(tcase, test_promotions);
    tcase_add_test(tcase, test_keeps_what_made_prices);
    return suite;
}
