/* Taxes on lines and on the fee. The golden carts hold the figures of the
 * rounding levels. */

#include "pricing_kit.h"

static struct kit kit;

static const struct kt_tax *
tax_of(const struct kt_quote *quote, size_t line, size_t tax)
{
    ck_assert_uint_lt(tax, quote->lines[line].tax_count);
    return &quote->lines[line].taxes[tax];
}

static void
add_rate(const char *name, int64_t rate_ppm, bool is_compound, int is_included)
{
    kit.rates[kit.rate_count++] = (struct kt_tax_rate){
        .name = kt_str_of(name),
        .rate_ppm = rate_ppm,
        .is_compound = is_compound,
        .is_included = is_included,
    };
}

static void
start(enum kt_tax_mode mode, int64_t unit_minor)
{
    kit_start(&kit);
    kit_line(&kit, 1, unit_minor);
    kit_tax(&kit, mode, 0);
    kit.rate_count = 0;
}

START_TEST(test_on_top)
{
    start(KT_TAX_EXCLUDED, 1000);
    add_rate("VAT", 190000, false, -1);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(tax_of(quote, 0, 0)->amount_minor, 190);
    ck_assert_int_eq(tax_of(quote, 0, 0)->base_minor, 1000);
    ck_assert(!tax_of(quote, 0, 0)->is_included);
    ck_assert_int_eq(quote->totals.total_minor, 1190);
    ck_assert_int_eq(quote->totals.net_minor, 1000);
}
END_TEST

START_TEST(test_included)
{
    start(KT_TAX_INCLUDED, 1190);
    add_rate("VAT", 190000, false, -1);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(tax_of(quote, 0, 0)->amount_minor, 190);
    ck_assert_int_eq(quote->totals.total_minor, 1190);
    ck_assert_int_eq(quote->totals.net_minor, 1000);
}
END_TEST

START_TEST(test_several_add_up)
{
    start(KT_TAX_EXCLUDED, 5186);
    add_rate("State", 40000, false, -1);
    add_rate("City", 48750, false, -1);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(tax_of(quote, 0, 0)->amount_minor, 207);
    ck_assert_int_eq(tax_of(quote, 0, 1)->amount_minor, 253);
    ck_assert_int_eq(quote->totals.total_minor, 5646);
}
END_TEST

/* Divided by the sum of the rates: 1300 holds 300, 200 of it by the first. */
START_TEST(test_several_included)
{
    start(KT_TAX_INCLUDED, 1300);
    add_rate("A", 200000, false, -1);
    add_rate("B", 100000, false, -1);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(tax_of(quote, 0, 0)->amount_minor, 200);
    ck_assert_int_eq(tax_of(quote, 0, 1)->amount_minor, 100);
    ck_assert_int_eq(quote->totals.net_minor, 1000);
}
END_TEST

/* 5 % of 1000.00, then 9.975 % of 1050.00, as Quebec once had it. */
START_TEST(test_compound)
{
    start(KT_TAX_EXCLUDED, 100000);
    add_rate("GST", 50000, false, -1);
    add_rate("QST", 99750, true, -1);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(tax_of(quote, 0, 0)->amount_minor, 5000);
    ck_assert_int_eq(tax_of(quote, 0, 1)->amount_minor, 10474);
    ck_assert_int_eq(quote->totals.total_minor, 115474);
}
END_TEST

START_TEST(test_compound_included)
{
    start(KT_TAX_INCLUDED, 115474);
    add_rate("GST", 50000, false, -1);
    add_rate("QST", 99750, true, -1);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->totals.net_minor, 100000);
    ck_assert_int_eq(tax_of(quote, 0, 0)->amount_minor, 5000);
    ck_assert_int_eq(tax_of(quote, 0, 1)->amount_minor, 10474);
}
END_TEST

/* A price with VAT inside, and a levy on top of the net price. */
START_TEST(test_included_and_on_top)
{
    start(KT_TAX_INCLUDED, 1190);
    add_rate("VAT", 190000, false, -1);
    add_rate("Levy", 50000, false, 0);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(tax_of(quote, 0, 0)->amount_minor, 190);
    ck_assert(tax_of(quote, 0, 0)->is_included);
    ck_assert_int_eq(tax_of(quote, 0, 1)->amount_minor, 50);
    ck_assert(!tax_of(quote, 0, 1)->is_included);
    ck_assert_int_eq(quote->lines[0].net_minor, 1000);
    ck_assert_int_eq(quote->lines[0].tax_minor, 240);
    ck_assert_int_eq(quote->lines[0].gross_minor, 1240);
}
END_TEST

START_TEST(test_included_in_a_net_channel)
{
    start(KT_TAX_EXCLUDED, 1190);
    add_rate("VAT", 190000, false, 1);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->totals.total_minor, 1190);
    ck_assert_int_eq(quote->totals.tax_minor, 190);
}
END_TEST

START_TEST(test_classes_and_sums_by_rate)
{
    start(KT_TAX_EXCLUDED, 1000);
    add_rate("VAT", 190000, false, -1);
    kit_line(&kit, 1, 500)->tax_class = KT_STR("reduced");
    kit_line(&kit, 1, 300);
    kit_ship(&kit, 100);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_uint_eq(quote->tax_count, 2);
    assert_text(quote->taxes[0].name, "VAT");
    ck_assert_int_eq(quote->taxes[0].base_minor, 1400);
    ck_assert_int_eq(quote->taxes[0].amount_minor, 190 + 57 + 19);
    assert_text(quote->taxes[1].name, "reduced VAT");
    ck_assert_int_eq(quote->taxes[1].amount_minor, 35);
}
END_TEST

START_TEST(test_no_rule_and_no_mode)
{
    start(KT_TAX_NONE, 1000);
    add_rate("VAT", 190000, false, -1);
    ck_assert_uint_eq(kit_quote(&kit)->tax_count, 0);
    kit.in.settings.tax_mode = KT_TAX_EXCLUDED;
    kit.in.tax_rule = NULL;
    ck_assert_uint_eq(kit_quote(&kit)->tax_count, 0);
}
END_TEST

START_TEST(test_discounted_units_are_rounded_one_by_one)
{
    kit_start(&kit);
    kit_line(&kit, 3, 108);
    kit_tax(&kit, KT_TAX_EXCLUDED, 190000);
    kit.in.settings.tax_level = KT_TAX_PER_UNIT;
    kit_promotion(&kit, KT_STAGE_ITEM, "first", 500000);
    /* 0.54 bears 0.10; 1.08 bears 0.21, twice. */
    ck_assert_int_eq(kit_quote(&kit)->totals.tax_minor, 52);
}
END_TEST

START_TEST(test_order_level_keeps_classes_apart)
{
    kit_start(&kit);
    kit_line(&kit, 1, 108);
    kit_line(&kit, 1, 108);
    kit_line(&kit, 1, 108)->tax_class = KT_STR("reduced");
    kit_tax(&kit, KT_TAX_EXCLUDED, 190000);
    kit_ship(&kit, 108);
    kit.in.settings.tax_level = KT_TAX_PER_ORDER;
    const struct kt_quote *quote = kit_quote(&kit);
    /* 3.24 at 19 % are 0.62, and 1.08 at 7 % are 0.08. */
    ck_assert_int_eq(quote->taxes[0].amount_minor, 62);
    ck_assert_int_eq(quote->taxes[1].amount_minor, 8);
    ck_assert_int_eq(quote->lines[0].tax_minor, 21);
    ck_assert_int_eq(quote->lines[1].tax_minor, 21);
    ck_assert_int_eq(quote->shipping.tax_minor, 20);
}
END_TEST

START_TEST(test_weighted_fee)
{
    kit_start(&kit);
    kit_line(&kit, 1, 3000);
    kit_line(&kit, 1, 1000)->tax_class = KT_STR("reduced");
    kit_tax(&kit, KT_TAX_EXCLUDED, 190000);
    kit_ship(&kit, 1000);
    kit.in.settings.weighted_shipping_tax = true;
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->shipping.taxes[0].rate_ppm, 160000);
    ck_assert_int_eq(quote->shipping.tax_minor, 160);
    kit.prices[0].amount_minor = KT_MONEY_MAX / 4;
    kit.prices[1].amount_minor = KT_MONEY_MAX / 4;
    quote = kit_quote(&kit);
    ck_assert_int_eq(quote->shipping.taxes[0].rate_ppm, 130000);
}
END_TEST

START_TEST(test_rates_that_make_no_sense)
{
    struct kt_quote *quote;
    start(KT_TAX_EXCLUDED, 1000);
    add_rate("VAT", -1, false, -1);
    ck_assert_int_eq(kit_try(&kit, &quote), KT_RULE_FAILED);
    kit.rates[0].rate_ppm = KT_RATE_ONE + 1;
    ck_assert_int_eq(kit_try(&kit, &quote), KT_RULE_FAILED);
    kit.rates[0].rate_ppm = KT_RATE_ONE;
    ck_assert_int_eq(kit_quote(&kit)->totals.total_minor, 2000);
    while (kit.rate_count < 16)
        add_rate("More", KT_RATE_ONE, true, -1);
    ck_assert_int_eq(kit_quote(&kit)->totals.total_minor, 1000 * 65536);
    add_rate("Seventeenth", 0, false, -1);
    ck_assert_int_eq(kit_try(&kit, &quote), KT_RULE_FAILED);
}
END_TEST

Suite *
kt_suite_tax(void)
{
    Suite *suite = suite_create("tax");
    TCase *tcase = unit_case(suite, "rates");
    tcase_add_test(tcase, test_on_top);
    tcase_add_test(tcase, test_included);
    tcase_add_test(tcase, test_several_add_up);
    tcase_add_test(tcase, test_several_included);
    tcase_add_test(tcase, test_compound);
    tcase_add_test(tcase, test_compound_included);
    tcase_add_test(tcase, test_included_and_on_top);
    tcase_add_test(tcase, test_included_in_a_net_channel);
    tcase_add_test(tcase, test_classes_and_sums_by_rate);
    tcase_add_test(tcase, test_no_rule_and_no_mode);
    tcase_add_test(tcase, test_rates_that_make_no_sense);
    tcase = unit_case(suite, "levels");
    tcase_add_test(tcase, test_discounted_units_are_rounded_one_by_one);
    tcase_add_test(tcase, test_order_level_keeps_classes_apart);
    tcase_add_test(tcase, test_weighted_fee);
    return suite;
}
