/* The pipeline as a whole: its steps, and rules that misbehave. */

#include "pricing_kit.h"

static struct kit kit;

static const struct kt_totals *
totals_of(const struct kt_quote *quote)
{
    return &quote->totals;
}

START_TEST(test_steps_in_order)
{
    kit_start(&kit);
    kit_line(&kit, 2, 5000);
    kit_promotion(&kit, KT_STAGE_SHIPPING, "shipping_percent", 500000);
    kit_promotion(&kit, KT_STAGE_ORDER, "amount", 1000);
    kit_promotion(&kit, KT_STAGE_ITEM, "percent", 100000);
    kit_promotion(&kit, KT_STAGE_CATALOG, "percent", 200000);
    kit_tax(&kit, KT_TAX_EXCLUDED, 100000);
    kit_ship(&kit, 800);
    kit.tenders[kit.in.tender_count++] =
        (struct kt_tender_in){ .code = KT_STR("GC"), .balance_minor = 2000 };

    const struct kt_quote *quote = kit_quote(&kit);
    const struct kt_quote_line *line = &quote->lines[0];
    ck_assert_int_eq(line->list_minor, 5000);
    ck_assert_int_eq(line->unit_minor, 4000);
    ck_assert_int_eq(line->compare_at_minor, 5000);
    ck_assert_int_eq(line->subtotal_minor, 8000);
    ck_assert_uint_eq(line->discount_count, 2);
    ck_assert_int_eq(line->discounts[0].amount_minor, 800);
    ck_assert_int_eq(line->discounts[1].amount_minor, 1000);
    ck_assert_int_eq(line->amount_minor, 6200);
    ck_assert_int_eq(line->tax_minor, 620);
    ck_assert_int_eq(quote->shipping.amount_minor, 400);
    ck_assert_int_eq(quote->shipping.tax_minor, 40);
    const struct kt_totals *totals = totals_of(quote);
    ck_assert_int_eq(totals->subtotal_minor, 8000);
    ck_assert_int_eq(totals->discount_minor, 1800);
    ck_assert_int_eq(totals->shipping_minor, 400);
    ck_assert_int_eq(totals->tax_minor, 660);
    ck_assert_int_eq(totals->net_minor, 6600);
    ck_assert_int_eq(totals->total_minor, 7260);
    ck_assert_int_eq(totals->tendered_minor, 2000);
    ck_assert_int_eq(totals->due_minor, 5260);
}
END_TEST

START_TEST(test_empty_cart)
{
    kit_start(&kit);
    kit_promotion(&kit, KT_STAGE_ITEM, "percent", 100000);
    kit_promotion(&kit, KT_STAGE_ORDER, "amount", 100);
    kit_tax(&kit, KT_TAX_INCLUDED, 190000);
    kit_ship(&kit, 800);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->totals.total_minor, 0);
    ck_assert(!quote->shipping.is_needed);
    ck_assert_uint_eq(quote->line_count, 0);
}
END_TEST

START_TEST(test_line_without_a_price)
{
    kit_start(&kit);
    kit_line(&kit, 1, 500);
    kit_line(&kit, 1, 0)->price_count = 0;
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_uint_eq(quote->problem_count, 1);
    assert_text(quote->problems[0].pointer, "/lines/1");
    assert_text(quote->problems[0].code, "not_sellable");
    ck_assert(quote->problems[0].is_blocking);
    ck_assert_int_eq(quote->totals.total_minor, 500);
}
END_TEST

START_TEST(test_manual_price)
{
    kit_start(&kit);
    kit_line(&kit, 2, 500);
    kit.lines[0].manual_price_minor = 300;
    kit_promotion(&kit, KT_STAGE_CATALOG, "percent", 500000);
    kit_promotion(&kit, KT_STAGE_ITEM, "percent", 100000);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->lines[0].unit_minor, 300);
    ck_assert_int_eq(quote->totals.total_minor, 540);
}
END_TEST

START_TEST(test_shelf_and_cart_show_the_same)
{
    struct kt_shown_price shown;
    kit_start(&kit);
    struct kt_item *item = kit_line(&kit, 3, 999);
    kit_promotion(&kit, KT_STAGE_CATALOG, "percent", 150000);
    kit_promotion(&kit, KT_STAGE_ITEM, "percent", 500000);
    ck_assert_int_eq(kt_quote_show_price(&kit.in, item, 1, &kit.rules,
                                         &unit_arena, &shown, &unit_err),
                     KT_OK);
    ck_assert(shown.is_priced);
    ck_assert_int_eq(shown.list_minor, 999);
    ck_assert_int_eq(shown.unit_minor, 849);
    ck_assert_int_eq(shown.compare_at_minor, 999);
    ck_assert_int_eq(kit_quote(&kit)->lines[0].unit_minor, 849);
    item->price_count = 0;
    ck_assert_int_eq(kt_quote_show_price(&kit.in, item, 1, &kit.rules,
                                         &unit_arena, &shown, &unit_err),
                     KT_OK);
    ck_assert(!shown.is_priced);
}
END_TEST

/* ---- rules that misbehave ---- */

START_TEST(test_nonsense_is_contained)
{
    kit_start(&kit);
    kit_line(&kit, 2, 500);
    struct kt_promotion *bad =
        kit_promotion(&kit, KT_STAGE_ORDER, "nonsense", _i);
    kit_promotion(&kit, KT_STAGE_ORDER, "percent", 100000);
    const struct kt_quote *quote = kit_quote(&kit);
    const struct kt_trace *trace = kit_trace(quote, &kit, bad);
    ck_assert_int_eq(trace->state, KT_TRACE_FAILED);
    ck_assert_int_gt((int)trace->error.len, 0);
    ck_assert_int_eq(trace->amount_minor, 0);
    ck_assert_int_eq(quote->totals.total_minor, 900);
}
END_TEST

START_TEST(test_nonsense_on_the_shelf_is_contained)
{
    kit_start(&kit);
    kit_line(&kit, 2, 500);
    struct kt_promotion *bad =
        kit_promotion(&kit, KT_STAGE_CATALOG, "nonsense", _i);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(kit_trace(quote, &kit, bad)->state, KT_TRACE_FAILED);
    ck_assert_int_eq(quote->totals.total_minor, 1000);
}
END_TEST

START_TEST(test_failure_is_skipped_or_refuses)
{
    struct kt_quote *quote;
    kit_start(&kit);
    kit_line(&kit, 1, 500);
    struct kt_promotion *bad = kit_promotion(&kit, KT_STAGE_ITEM, "fail", 0);
    quote = kit_quote(&kit);
    assert_text(kit_trace(quote, &kit, bad)->error, "this rule always fails");
    ck_assert_int_eq(quote->totals.total_minor, 500);
    bad->on_error = KT_ON_ERROR_REFUSE;
    ck_assert_int_eq(kit_try(&kit, &quote), KT_RULE_FAILED);
}
END_TEST

/* No buyer loses a discount to it. */
START_TEST(test_lack_of_memory_is_no_failure_of_a_rule)
{
    struct kt_quote *quote;
    kit_start(&kit);
    kit_line(&kit, 1, 500);
    struct kt_promotion *promotion =
        kit_promotion(&kit, KT_STAGE_ITEM, "starve", 0);
    ck_assert_int_eq(kit_try(&kit, &quote), KT_OVERLOADED);
    promotion->on_error = KT_ON_ERROR_REFUSE;
    ck_assert_int_eq(kit_try(&kit, &quote), KT_OVERLOADED);
    promotion->stage = KT_STAGE_CATALOG;
    ck_assert_int_eq(kit_try(&kit, &quote), KT_OVERLOADED);
}
END_TEST

START_TEST(test_too_large_discounts_are_cut)
{
    static const struct {
        const char *rule;
        int64_t argument;
    } rows[] = {
        { "amount", KT_MONEY_MAX },
        { "amount_each", KT_MONEY_MAX },
        { "amount_line", KT_MONEY_MAX },
        { "percent", KT_RATE_ONE },
        { "unit_price", 0 },
        { "total_price", 0 },
    };
    kit_start(&kit);
    kit_line(&kit, 3, 333);
    kit_line(&kit, 1, 1);
    kit_promotion(&kit, (enum kt_stage)(1 + _i % 2), rows[_i / 2].rule,
                  rows[_i / 2].argument);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->totals.discount_minor, 1000);
    ck_assert_int_eq(quote->totals.total_minor, 0);
    ck_assert_int_eq(quote->lines[0].amount_minor, 0);
    ck_assert_int_eq(quote->lines[1].amount_minor, 0);
}
END_TEST

START_TEST(test_prices_are_never_raised)
{
    kit_start(&kit);
    kit_line(&kit, 2, 500);
    kit_promotion(&kit, KT_STAGE_CATALOG, "unit_price", 600);
    kit_promotion(&kit, KT_STAGE_ITEM, "unit_price", 600);
    kit_promotion(&kit, KT_STAGE_ORDER, "total_price", 1200);
    ck_assert_int_eq(kit_quote(&kit)->totals.total_minor, 1000);
}
END_TEST

START_TEST(test_overflow_is_a_problem)
{
    struct kt_quote *quote;
    kit_start(&kit);
    kit_line(&kit, 1, KT_MONEY_MAX);
    ck_assert_int_eq(kit_quote(&kit)->totals.total_minor, KT_MONEY_MAX);
    kit.lines[0].quantity = 2;
    ck_assert_int_eq(kit_try(&kit, &quote), KT_AMOUNT_OVERFLOW);
    kit.lines[0].quantity = INT64_MAX;
    ck_assert_int_eq(kit_try(&kit, &quote), KT_AMOUNT_OVERFLOW);
    kit.lines[0].quantity = 1;
    kit_line(&kit, 1, 1);
    ck_assert_int_eq(kit_try(&kit, &quote), KT_AMOUNT_OVERFLOW);
}
END_TEST

START_TEST(test_tax_may_overflow_the_total)
{
    struct kt_quote *quote;
    kit_start(&kit);
    kit_line(&kit, 1, KT_MONEY_MAX);
    kit_tax(&kit, KT_TAX_INCLUDED, KT_RATE_ONE);
    ck_assert_int_eq(kit_quote(&kit)->totals.total_minor, KT_MONEY_MAX);
    kit.in.settings.tax_mode = KT_TAX_EXCLUDED;
    ck_assert_int_eq(kit_try(&kit, &quote), KT_AMOUNT_OVERFLOW);
}
END_TEST

START_TEST(test_fee_must_be_an_amount)
{
    struct kt_quote *quote;
    kit_start(&kit);
    kit_line(&kit, 1, 500);
    kit_ship(&kit, -1);
    ck_assert_int_eq(kit_try(&kit, &quote), KT_RULE_FAILED);
    kit_ship(&kit, KT_MONEY_MAX + 1);
    ck_assert_int_eq(kit_try(&kit, &quote), KT_RULE_FAILED);
    kit_ship(&kit, 0);
    ck_assert_int_eq(kit_quote(&kit)->totals.total_minor, 500);
}
END_TEST

Suite *
kt_suite_quote(void)
{
    Suite *suite = suite_create("quote");
    TCase *tcase = unit_case(suite, "steps");
    tcase_add_test(tcase, test_steps_in_order);
    tcase_add_test(tcase, test_empty_cart);
    tcase_add_test(tcase, test_line_without_a_price);
    tcase_add_test(tcase, test_manual_price);
    tcase_add_test(tcase, test_shelf_and_cart_show_the_same);
    tcase = unit_case(suite, "misbehaving rules");
    tcase_add_loop_test(tcase, test_nonsense_is_contained, 0, 12);
    tcase_add_loop_test(tcase, test_nonsense_on_the_shelf_is_contained, 0, 12);
    tcase_add_test(tcase, test_failure_is_skipped_or_refuses);
    tcase_add_test(tcase, test_lack_of_memory_is_no_failure_of_a_rule);
    tcase_add_loop_test(tcase, test_too_large_discounts_are_cut, 0, 12);
    tcase_add_test(tcase, test_prices_are_never_raised);
    tcase_add_test(tcase, test_overflow_is_a_problem);
    tcase_add_test(tcase, test_tax_may_overflow_the_total);
    tcase_add_test(tcase, test_fee_must_be_an_amount);
    return suite;
}
