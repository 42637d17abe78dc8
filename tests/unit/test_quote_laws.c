/* Laws: each one is noticed when a quote breaks it, and none is broken by
 * thousands of random carts. */

#include "domain/pricing/quote_shared.h"
#include "pricing_kit.h"

static struct kit kit;

/* ---- a quote that breaks a law ---- */

static void
lose_a_discount(struct kt_quote *quote)
{
    quote->lines[0].discounts[0].amount_minor--;
}

static void
go_below_zero(struct kt_quote *quote)
{
    quote->lines[0].discounts[0].amount_minor += 10000;
    quote->lines[0].amount_minor -= 10000;
}

static void
lose_a_unit(struct kt_quote *quote)
{
    quote->lines[0].segments[0].count--;
}

static void
go_below_the_floor(struct kt_quote *quote)
{
    static struct kt_item item;
    item = *quote->lines[0].item;
    item.min_price_minor = 950;
    quote->lines[0].item = &item;
}

static void
lose_tax(struct kt_quote *quote)
{
    quote->lines[0].tax_minor--;
}

static void
lose_money(struct kt_quote *quote)
{
    quote->totals.subtotal_minor--;
}

static void
pay_too_much(struct kt_quote *quote)
{
    quote->totals.due_minor--;
}

static void
charge_for_the_gift(struct kt_quote *quote)
{
    struct kt_quote_line *gift = &quote->lines[1];
    gift->gross_minor = gift->net_minor = 1;
}

static const struct {
    void (*breaks)(struct kt_quote *quote);
    const char *law;
} breaks[] = {
    { lose_a_discount, "discounts sum to what a line lost" },
    { go_below_zero, "no line is below zero" },
    { lose_a_unit, "units sum to lines" },
    { go_below_the_floor, "no unit is below its floor" },
    { lose_tax, "net and tax are gross" },
    { lose_money, "lines sum to totals" },
    { pay_too_much, "tenders and due are the total" },
    { charge_for_the_gift, "gifts cost nothing" },
};

START_TEST(test_broken_law_is_named)
{
    kit_start(&kit);
    kit_line(&kit, 2, 1000);
    kit_promotion(&kit, KT_STAGE_ITEM, "percent", 100000);
    kit_promotion(&kit, KT_STAGE_ITEM, "gift", 1);
    kit_tax(&kit, KT_TAX_EXCLUDED, 190000);
    struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(kt_quote_check_laws(quote, &unit_err), KT_OK);
    breaks[_i].breaks(quote);
    ck_assert_int_eq(kt_quote_check_laws(quote, &unit_err), KT_LAW_BROKEN);
    assert_text(unit_err.fields[0].text, breaks[_i].law);
}
END_TEST

/* ---- random carts ---- */

enum { ROUNDS = 4000 };

static const struct {
    enum kt_stage stage;
    const char *rule;
    int64_t argument_max;
} draws[] = {
    { KT_STAGE_CATALOG, "percent", KT_RATE_ONE },
    { KT_STAGE_CATALOG, "amount_each", 3000 },
    { KT_STAGE_CATALOG, "unit_price", 9000 },
    { KT_STAGE_ITEM, "percent", KT_RATE_ONE },
    { KT_STAGE_ITEM, "amount_each", 3000 },
    { KT_STAGE_ITEM, "amount_line", 3000 },
    { KT_STAGE_ITEM, "amount", 20000 },
    { KT_STAGE_ITEM, "unit_price", 9000 },
    { KT_STAGE_ITEM, "total_price", 40000 },
    { KT_STAGE_ITEM, "first", KT_RATE_ONE },
    { KT_STAGE_ITEM, "cheapest_free", 3 },
    { KT_STAGE_ITEM, "gift", 3 },
    { KT_STAGE_ITEM, "fail", 0 },
    { KT_STAGE_ITEM, "nonsense", 11 },
    { KT_STAGE_ORDER, "percent", KT_RATE_ONE },
    { KT_STAGE_ORDER, "amount", 20000 },
    { KT_STAGE_ORDER, "total_price", 40000 },
    { KT_STAGE_ORDER, "with_fee", 20000 },
    { KT_STAGE_ORDER, "goods_then_fee", 4000 },
    { KT_STAGE_SHIPPING, "shipping_percent", KT_RATE_ONE },
    { KT_STAGE_SHIPPING, "shipping_amount", 900 },
    { KT_STAGE_SHIPPING, "shipping_price", 900 },
};

static bool
chance(uint64_t *seed, int64_t one_in)
{
    return unit_between(seed, 1, one_in) == 1;
}

static void
draw_line(uint64_t *seed, int64_t price_max)
{
    struct kt_item *item = kit_line(&kit, unit_between(seed, 1, 5),
                                    unit_between(seed, 0, price_max));
    if (chance(seed, 3))
        item->tax_class = KT_STR("reduced");
    if (chance(seed, 8))
        item->min_price_minor = unit_between(seed, 0, price_max);
    item->is_gift_card = chance(seed, 12);
    item->requires_shipping = !chance(seed, 6);
    item->is_discountable = !chance(seed, 12);
    if (chance(seed, 6))
        kit.prices[kit.in.line_count - 1].compare_at_minor =
            unit_between(seed, 0, price_max);
}

static void
draw_group(uint64_t *seed, struct kt_promotion *row)
{
    static const char *const names[] = { "b", "l", "a", "s" };
    int64_t mode = unit_between(seed, KT_GROUP_BEST, KT_GROUP_SAME_BASE);
    row->group = kt_str_of(names[mode - 1]);
    row->group_mode = (enum kt_group_mode)mode;
}

static void
draw_promotion(uint64_t *seed)
{
    int64_t which = unit_between(seed, 0, (int64_t)KT_COUNT(draws) - 1);
    struct kt_promotion *row =
        kit_promotion(&kit, draws[which].stage, draws[which].rule,
                      unit_between(seed, 0, draws[which].argument_max));
    row->priority = unit_between(seed, 0, 3);
    row->is_exclusive = chance(seed, 12);
    row->skips_reduced = chance(seed, 8);
    if (chance(seed, 2))
        draw_group(seed, row);
    if (chance(seed, 4))
        row->cap_minor = unit_between(seed, 1, 2000);
    if (chance(seed, 4))
        row->budget_minor = unit_between(seed, 1, 5000);
    if (chance(seed, 4))
        row->subtotal_min_minor = unit_between(seed, 1, 20000);
    if (chance(seed, 6))
        row->quantity_min = unit_between(seed, 1, 8);
    if (chance(seed, 6))
        row->basis = KT_BASIS_LIST;
    if (chance(seed, 8) && row > kit.promotions)
        row->companion_of = row[-1].id;
}

static void
draw_cart(uint64_t *seed, int64_t price_max)
{
    kit_start(&kit);
    for (int64_t i = unit_between(seed, 1, 6); i > 0; i--)
        draw_line(seed, price_max);
    for (int64_t i = unit_between(seed, 0, 6); i > 0; i--)
        draw_promotion(seed);
    kit_tax(&kit, (enum kt_tax_mode)unit_between(seed, 0, 2),
            unit_between(seed, 0, 300000));
    if (chance(seed, 3))
        kit.rates[kit.rate_count++] = (struct kt_tax_rate){
            .name = KT_STR("Levy"),
            .rate_ppm = unit_between(seed, 0, 100000),
            .is_compound = chance(seed, 2),
            .is_included = (int)unit_between(seed, -1, 1),
        };
    if (!chance(seed, 4))
        kit_ship(&kit, unit_between(seed, 0, 1000));
    if (chance(seed, 3))
        kit.tenders[kit.in.tender_count++] =
            (struct kt_tender_in){ .code = KT_STR("GC"),
                                   .balance_minor =
                                       unit_between(seed, 0, 50000),
                                   .is_taxed = chance(seed, 3) };
    struct kt_pricing_settings *settings = &kit.in.settings;
    settings->tax_level = (enum kt_tax_level)unit_between(seed, 0, 2);
    settings->price_rounding = (enum kt_rounding)unit_between(seed, 0, 2);
    settings->tax_rounding = (enum kt_rounding)unit_between(seed, 0, 2);
    settings->weighted_shipping_tax = chance(seed, 2);
}

/* The arena as it was before each round. */
#define EACH_ROUND(seed, price_max)                                            \
    struct kt_arena_mark mark = kt_arena_mark(&unit_arena);                    \
    for (int round = 0; round < ROUNDS;                                        \
         round++, kt_arena_rewind(&unit_arena, mark))                          \
        if (draw_cart(&(seed), price_max), true)

START_TEST(test_random_carts_keep_the_laws)
{
    uint64_t seed = 41;
    int discounted = 0;
    EACH_ROUND(seed, 10000)
    {
        const struct kt_quote *quote = kit_quote(&kit);
        discounted += quote->totals.discount_minor > 0;
    }
    ck_assert_int_gt(discounted, ROUNDS / 3);
}
END_TEST

/* By line no tax is further from what its rate asks than rounding takes it. */
static void
assert_rounded_alone(const struct kt_tax *taxes, size_t count, int *several)
{
    for (size_t i = 0; i < count; i++) {
        int64_t off = taxes[i].amount_minor * 1000 - taxes[i].exact_milli;
        ck_assert_int_le(off < 0 ? -off : off, 500);
    }
    *several += count > 1 && taxes[0].is_included && taxes[1].is_included;
}

START_TEST(test_each_tax_is_rounded_for_itself)
{
    uint64_t seed = 50;
    int several = 0;
    EACH_ROUND(seed, 10000)
    {
        kit.in.settings.tax_level = KT_TAX_PER_LINE;
        kit.in.explains = true;
        const struct kt_quote *quote = kit_quote(&kit);
        for (size_t i = 0; i < quote->line_count; i++)
            assert_rounded_alone(quote->lines[i].taxes,
                                 quote->lines[i].tax_count, &several);
        assert_rounded_alone(quote->shipping.taxes, quote->shipping.tax_count,
                             &several);
    }
    ck_assert_int_gt(several, ROUNDS / 10);
}
END_TEST

START_TEST(test_same_bytes_twice_and_frozen)
{
    uint64_t seed = 42;
    EACH_ROUND(seed, 10000)
    {
        struct kt_quote_input *thawed;
        struct kt_quote *again;
        struct kt_str json = kit_json(kit_quote(&kit));
        ck_assert(kt_str_eq(kit_json(kit_quote(&kit)), json));
        struct kt_str frozen = kit_freeze(&kit.in);
        ck_assert_int_eq(kt_quote_input_read(frozen, &unit_arena, &thawed,
                                             &unit_err),
                         KT_OK);
        ck_assert(kt_str_eq(kit_freeze(thawed), frozen));
        ck_assert_int_eq(kt_quote_compute(thawed, &kit.rules, &unit_arena,
                                          &again, &unit_err),
                         KT_OK);
        ck_assert(kt_str_eq(kit_json(again), json));
    }
}
END_TEST

static struct kt_quote_shared
shared_of(const struct kt_quote_input *in)
{
    return (struct kt_quote_shared){
        .promotions = in->promotions,
        .promotion_count = in->promotion_count,
        .price_rules = { in->price_rules, in->price_rule_count },
        .tax_rules = { in->tax_rule, in->tax_rule != NULL ? 1 : 0 },
        .shipping_methods = { in->shipping_methods, in->shipping_method_count },
    };
}

static struct kt_str
write_own(const struct kt_quote_input *in, const struct kt_quote_shared *shared)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, &unit_arena, 4096);
    kt_json_init(&json, &buf);
    kt_quote_own_write(in, shared, &json);
    return kt_buf_view(&buf);
}

/* What is shared is written once, however often its counters moved. */
START_TEST(test_the_shared_and_the_own_part_are_the_whole)
{
    uint64_t seed = 48;
    EACH_ROUND(seed, 10000)
    {
        struct kt_quote_shared read, shared = shared_of(&kit.in);
        struct kt_quote_input *in;
        struct kt_quote *again;
        struct kt_buf buf;
        struct kt_json json;
        kt_buf_init(&buf, &unit_arena, 4096);
        kt_json_init(&json, &buf);
        kt_quote_shared_write(&shared, &json);
        ck_assert_int_eq(kt_quote_shared_read(kt_buf_view(&buf), &unit_arena,
                                              &read, &unit_err),
                         KT_OK);
        struct kt_str own = write_own(&kit.in, &shared);
        ck_assert_int_eq(kt_quote_own_read(own, &read, &unit_arena, &in,
                                           &unit_err),
                         KT_OK);
        ck_assert(kt_str_eq(write_own(in, &read), own));
        ck_assert_int_eq(kt_quote_compute(in, &kit.rules, &unit_arena, &again,
                                          &unit_err),
                         KT_OK);
        ck_assert(kt_str_eq(kit_json(again), kit_json(kit_quote(&kit))));
    }
}
END_TEST

START_TEST(test_an_input_that_shares_nothing_is_written_whole)
{
    uint64_t seed = 49;
    static const struct kt_quote_shared none;
    EACH_ROUND(seed, 10000)
    {
        struct kt_quote_input *in;
        struct kt_str own = write_own(&kit.in, &none);
        if (kit.in.promotion_count == 0)
            continue;
        ck_assert(kt_str_eq(own, kit_freeze(&kit.in)));
        ck_assert_int_eq(kt_quote_own_read(own, &none, &unit_arena, &in,
                                           &unit_err),
                         KT_OK);
        ck_assert(kt_str_eq(kit_freeze(in), own));
    }
}
END_TEST

/* Prices so wide apart that no two claims to a cent are equal. A cap makes
 * some so (amounts off each line are), and so does one price for all. */
static void
avoid_ties(void)
{
    for (size_t i = 0; i < kit.in.promotion_count; i++) {
        struct kt_promotion *row = &kit.promotions[i];
        row->cap_minor = 0;
        row->is_active = !kt_str_eq(row->rule, KT_STR("unit_price"));
    }
}

START_TEST(test_order_of_lines_changes_no_total)
{
    uint64_t seed = 43;
    EACH_ROUND(seed, INT64_C(1000000007))
    {
        avoid_ties();
        struct kt_totals before = kit_quote(&kit)->totals;
        size_t count = kit.in.line_count;
        for (size_t i = 0; i < count / 2; i++) {
            struct kt_cart_line line = kit.lines[i];
            kit.lines[i] = kit.lines[count - 1 - i];
            kit.lines[count - 1 - i] = line;
        }
        struct kt_totals after = kit_quote(&kit)->totals;
        ck_assert_msg(memcmp(&before, &after, sizeof before) == 0,
                      "round %d: %lld, turned round %lld", round,
                      (long long)before.total_minor,
                      (long long)after.total_minor);
    }
}
END_TEST

START_TEST(test_removing_a_promotion_restores_the_cart)
{
    uint64_t seed = 44;
    EACH_ROUND(seed, 10000)
    {
        if (kit.in.promotion_count == 0)
            continue;
        struct kt_promotion *last = &kit.promotions[kit.in.promotion_count - 1];
        last->is_active = false;
        struct kt_totals off = kit_quote(&kit)->totals;
        kit.in.promotion_count--;
        struct kt_totals without = kit_quote(&kit)->totals;
        ck_assert_mem_eq(&off, &without, sizeof off);
    }
}
END_TEST

/* What keeps a promotion from a cart whatever the cart holds. */
static void
hinder(uint64_t *seed, struct kt_promotion *row)
{
    static const struct kt_str elsewhere[] = { KT_STR_INIT("kiosk") };
    struct kt_list list = { (void *)(uintptr_t)elsewhere, 1 };
    switch (unit_between(seed, 0, 9)) {
    case 0:
        row->is_active = false;
        break;
    case 1:
        row->starts_ms = kit.in.now_ms + 1;
        break;
    case 2:
        row->ends_ms = kit.in.now_ms;
        break;
    case 3:
        row->channels = list;
        break;
    case 4:
        row->customer_groups = list;
        break;
    case 5:
        row->countries = list;
        break;
    case 6:
        row->currency = KT_STR("USD");
        break;
    case 7:
        row->needs_coupon = true;
        break;
    case 8:
        row->order_number_min = 1;
        break;
    default:
        kit_coupon(&kit, "CODE", row);
        row->ends_ms = chance(seed, 2) ? kit.in.now_ms : 0;
        break;
    }
}

START_TEST(test_leaving_out_what_cannot_match_changes_nothing)
{
    uint64_t seed = 48;
    size_t left_out = 0, coupons = 0;
    EACH_ROUND(seed, 10000)
    {
        size_t count = kit.in.promotion_count;
        kit.in.now_ms = 1000;
        kit.in.buyer.order_count = -1;
        for (size_t i = 0; i < count; i++)
            if (chance(&seed, 2))
                hinder(&seed, &kit.promotions[i]);
        struct kt_str all = kit_json_short(kit_quote(&kit));
        kt_quote_take_promotions(&kit.in, kit.promotions, count, false,
                                 &unit_arena);
        struct kt_str some = kit_json_short(kit_quote(&kit));
        ck_assert_msg(kt_str_eq(some, all), "%.*s\n%.*s", KT_STR_FMT(some),
                      KT_STR_FMT(all));
        left_out += count - kit.in.promotion_count;
        coupons += kit.in.coupon_count;
    }
    ck_assert_uint_gt(left_out, ROUNDS);
    ck_assert_uint_gt(coupons, ROUNDS / 10);
}
END_TEST

START_TEST(test_a_shelf_takes_catalogue_promotions_that_may_hold)
{
    kit_start(&kit);
    kit_line(&kit, 1, 1000);
    kit_promotion(&kit, KT_STAGE_ORDER, "percent", 100000);
    struct kt_promotion *sale =
        kit_promotion(&kit, KT_STAGE_CATALOG, "percent", 100000);
    kit_promotion(&kit, KT_STAGE_CATALOG, "percent", 200000)->is_active = false;
    kt_quote_take_promotions(&kit.in, kit.promotions, 3, true, &unit_arena);
    ck_assert_uint_eq(kit.in.promotion_count, 1);
    ck_assert(kt_id_eq(kit.in.promotions[0].id, sale->id));
}
END_TEST

START_TEST(test_all_off_is_zero)
{
    uint64_t seed = 45;
    EACH_ROUND(seed, 10000)
    {
        for (size_t i = 0; i < kit.in.promotion_count; i++)
            kit.promotions[i].is_exclusive = false;
        kit_promotion(&kit, KT_STAGE_ORDER, "percent", KT_RATE_ONE)->priority =
            -1;
        const struct kt_quote *quote = kit_quote(&kit);
        for (size_t i = 0; i < quote->line_count; i++) {
            const struct kt_quote_line *line = &quote->lines[i];
            const struct kt_item *item = line->item;
            if (item->min_price_minor > 0 || item->is_gift_card ||
                !item->is_discountable)
                continue;
            ck_assert_int_eq(line->amount_minor, 0);
            ck_assert_int_eq(line->gross_minor, 0);
        }
    }
}
END_TEST

/* A larger amount off the order never gives a larger total. */
START_TEST(test_more_off_costs_no_more)
{
    uint64_t seed = 46;
    EACH_ROUND(seed, 10000)
    {
        kit.in.promotion_count = 0;
        kit.in.settings.tax_level = KT_TAX_PER_ORDER;
        int64_t amount = unit_between(&seed, 0, 20000);
        kit_promotion(&kit, KT_STAGE_ORDER, "amount", amount);
        int64_t some = kit_quote(&kit)->totals.subtotal_minor -
                       kit_quote(&kit)->totals.discount_minor;
        kit.in.promotion_count = 0;
        kit_promotion(&kit, KT_STAGE_ORDER, "amount",
                      amount + unit_between(&seed, 0, 5000));
        int64_t more = kit_quote(&kit)->totals.subtotal_minor -
                       kit_quote(&kit)->totals.discount_minor;
        ck_assert_int_le(more, some);
    }
}
END_TEST

START_TEST(test_huge_carts_overflow_as_a_problem)
{
    uint64_t seed = 47;
    int priced = 0, refused = 0;
    EACH_ROUND(seed, KT_MONEY_MAX / 5)
    {
        struct kt_quote *quote;
        enum kt_status status = kit_try(&kit, &quote);
        ck_assert(status == KT_OK || status == KT_AMOUNT_OVERFLOW);
        priced += status == KT_OK;
        refused += status == KT_AMOUNT_OVERFLOW;
    }
    ck_assert_int_gt(priced, ROUNDS / 10);
    ck_assert_int_gt(refused, ROUNDS / 10);
}
END_TEST

Suite *
kt_suite_quote_laws(void)
{
    Suite *suite = suite_create("quote_laws");
    TCase *tcase = unit_case(suite, "broken");
    tcase_add_loop_test(tcase, test_broken_law_is_named, 0, KT_COUNT(breaks));
    tcase = unit_case(suite, "random carts");
    tcase_add_test(tcase, test_random_carts_keep_the_laws);
    tcase_add_test(tcase, test_each_tax_is_rounded_for_itself);
    tcase_add_test(tcase, test_same_bytes_twice_and_frozen);
    tcase_add_test(tcase, test_the_shared_and_the_own_part_are_the_whole);
    tcase_add_test(tcase, test_an_input_that_shares_nothing_is_written_whole);
    tcase_add_test(tcase, test_order_of_lines_changes_no_total);
    tcase_add_test(tcase, test_removing_a_promotion_restores_the_cart);
    tcase_add_test(tcase, test_leaving_out_what_cannot_match_changes_nothing);
    tcase_add_test(tcase,
                   test_a_shelf_takes_catalogue_promotions_that_may_hold);
    tcase_add_test(tcase, test_all_off_is_zero);
    tcase_add_test(tcase, test_more_off_costs_no_more);
    tcase_add_test(tcase, test_huge_carts_overflow_as_a_problem);
    return suite;
}
