/* Promotions of a stage: order, groups, exclusives, budgets, and what the
 * trace tells of each. The golden carts hold the figures of groups. */

#include "pricing_kit.h"

static struct kit kit;

static void
start(void)
{
    kit_start(&kit);
    kit_line(&kit, 1, 5000);
}

static enum kt_trace_state
state_of(const struct kt_quote *quote, const struct kt_promotion *promotion)
{
    return kit_trace(quote, &kit, promotion)->state;
}

START_TEST(test_priority_then_age_then_id)
{
    start();
    struct kt_promotion *first =
        kit_promotion(&kit, KT_STAGE_ITEM, "percent", 100000);
    struct kt_promotion *older =
        kit_promotion(&kit, KT_STAGE_ITEM, "percent", 200000);
    struct kt_promotion *high =
        kit_promotion(&kit, KT_STAGE_ITEM, "percent", 300000);
    first->created_ms = older->created_ms = 7;
    high->created_ms = 9;
    high->priority = 1;
    const struct kt_quote *quote = kit_quote(&kit);
    const struct kt_quote_line *line = &quote->lines[0];
    ck_assert_uint_eq(line->discount_count, 3);
    ck_assert_uint_eq(line->discounts[0].promotion, 2);
    ck_assert_uint_eq(line->discounts[1].promotion, 0);
    ck_assert_uint_eq(line->discounts[2].promotion, 1);
    older->created_ms = 6;
    line = &kit_quote(&kit)->lines[0];
    ck_assert_uint_eq(line->discounts[1].promotion, 1);
}
END_TEST

START_TEST(test_stages_come_before_priority)
{
    start();
    struct kt_promotion *order =
        kit_promotion(&kit, KT_STAGE_ORDER, "amount", 1000);
    order->priority = 99;
    kit_promotion(&kit, KT_STAGE_ITEM, "percent", 500000);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->lines[0].discounts[0].amount_minor, 2500);
    ck_assert_int_eq(quote->lines[0].discounts[1].amount_minor, 1000);
}
END_TEST

START_TEST(test_trace_of_what_applied)
{
    kit_start(&kit);
    kit_line(&kit, 3, 1000);
    kit_line(&kit, 1, 500);
    struct kt_promotion *first =
        kit_promotion(&kit, KT_STAGE_ITEM, "first", 500000);
    const struct kt_trace *trace = kit_trace(kit_quote(&kit), &kit, first);
    ck_assert_int_eq(trace->state, KT_TRACE_APPLIED);
    ck_assert_uint_eq(trace->part_count, 2);
    ck_assert_uint_eq(trace->parts[0].line, 0);
    ck_assert_int_eq(trace->parts[0].units, 1);
    ck_assert_int_eq(trace->parts[0].amount_minor, 500);
    ck_assert_uint_eq(trace->parts[1].line, 1);
    ck_assert_int_eq(trace->parts[1].amount_minor, 250);
    ck_assert_int_eq(trace->amount_minor, 750);
}
END_TEST

START_TEST(test_trace_of_a_condition)
{
    start();
    struct kt_promotion *row =
        kit_promotion(&kit, KT_STAGE_ITEM, "percent", 100000);
    row->subtotal_min_minor = 6200;
    const struct kt_quote *quote = kit_quote(&kit);
    const struct kt_trace *trace = kit_trace(quote, &kit, row);
    ck_assert_int_eq(trace->state, KT_TRACE_NOT_MATCHED);
    assert_text(trace->reason, "subtotal_min");
    assert_text(kt_said_text(&trace->wanted, &unit_arena), "6200");
    assert_text(kt_said_text(&trace->actual, &unit_arena), "5000");
    ck_assert(trace->has_hint);
    ck_assert_int_eq(trace->hint.missing, 1200);
    ck_assert_uint_eq(quote->hint_count, 1);
}
END_TEST

/* Each condition of the row alone, with the reason that it gives. */
static void
set_inactive(struct kt_promotion *row)
{
    row->is_active = false;
}

static void
set_soon(struct kt_promotion *row)
{
    row->starts_ms = kit.in.now_ms + 1;
}

static void
set_over(struct kt_promotion *row)
{
    row->ends_ms = kit.in.now_ms;
}

static void
set_companion(struct kt_promotion *row)
{
    row->companion_of = (struct kt_id){ { 9 } };
}

static struct kt_str other_text = KT_STR_INIT("other");

static void
set_channel(struct kt_promotion *row)
{
    row->channels = (struct kt_list){ &other_text, 1 };
}

static void
set_currency(struct kt_promotion *row)
{
    row->currency = KT_STR("USD");
}

static void
set_group(struct kt_promotion *row)
{
    row->customer_groups = (struct kt_list){ &other_text, 1 };
}

static void
set_country(struct kt_promotion *row)
{
    row->countries = (struct kt_list){ &other_text, 1 };
}

static void
set_coupon(struct kt_promotion *row)
{
    row->needs_coupon = true;
}

static void
set_uses(struct kt_promotion *row)
{
    row->uses_max = row->uses = 3;
}

static void
set_own_uses(struct kt_promotion *row)
{
    row->uses_per_customer_max = row->uses_by_buyer = 1;
}

static void
set_budget(struct kt_promotion *row)
{
    row->budget_minor = row->spent_minor = 100;
}

static void
set_order_number(struct kt_promotion *row)
{
    row->order_number_min = 2;
}

static void
set_subtotal_max(struct kt_promotion *row)
{
    row->subtotal_max_minor = 4999;
}

static void
set_products(struct kt_promotion *row)
{
    row->must_contain = true;
    row->products.skus = (struct kt_list){ &other_text, 1 };
}

static void
set_quantity(struct kt_promotion *row)
{
    row->quantity_min = 2;
}

static const struct {
    const char *reason;
    void (*set)(struct kt_promotion *row);
    bool is_for_shelf;
} conditions[] = {
    { "inactive", set_inactive, true },
    { "not_started", set_soon, true },
    { "ended", set_over, true },
    { "companion", set_companion, false },
    { "channel", set_channel, true },
    { "currency", set_currency, true },
    { "customer_group", set_group, true },
    { "country", set_country, true },
    { "coupon", set_coupon, true },
    { "uses", set_uses, true },
    { "uses_per_customer", set_own_uses, true },
    { "budget", set_budget, true },
    { "order_number", set_order_number, true },
    { "subtotal_max", set_subtotal_max, false },
    { "products", set_products, true },
    { "quantity_min", set_quantity, false },
};

START_TEST(test_each_condition_has_its_reason)
{
    start();
    struct kt_promotion *row =
        kit_promotion(&kit, KT_STAGE_ITEM, "percent", 100000);
    ck_assert_int_eq(kit_quote(&kit)->totals.total_minor, 4500);
    conditions[_i].set(row);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->totals.total_minor, 5000);
    assert_text(kit_trace(quote, &kit, row)->reason, conditions[_i].reason);
}
END_TEST

/* What speaks of a whole cart is not asked of a shelf. */
START_TEST(test_conditions_on_the_shelf)
{
    start();
    struct kt_promotion *row =
        kit_promotion(&kit, KT_STAGE_CATALOG, "percent", 100000);
    conditions[_i].set(row);
    bool is_for_shelf = conditions[_i].is_for_shelf;
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->totals.total_minor, is_for_shelf ? 5000 : 4500);
    assert_text(kit_trace(quote, &kit, row)->reason,
                is_for_shelf ? conditions[_i].reason : "");
}
END_TEST

START_TEST(test_companion_follows_its_leader)
{
    start();
    struct kt_promotion *leader =
        kit_promotion(&kit, KT_STAGE_ITEM, "percent", 100000);
    struct kt_promotion *companion =
        kit_promotion(&kit, KT_STAGE_ORDER, "amount", 500);
    companion->companion_of = leader->id;
    ck_assert_int_eq(kit_quote(&kit)->totals.total_minor, 4000);
    leader->subtotal_min_minor = 5001;
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->totals.total_minor, 5000);
    assert_text(kit_trace(quote, &kit, companion)->reason, "companion");
}
END_TEST

START_TEST(test_exclusive_takes_its_companion_along)
{
    start();
    struct kt_promotion *leader =
        kit_promotion(&kit, KT_STAGE_ITEM, "percent", 100000);
    struct kt_promotion *companion =
        kit_promotion(&kit, KT_STAGE_ORDER, "amount", 500);
    struct kt_promotion *other =
        kit_promotion(&kit, KT_STAGE_ITEM, "percent", 900000);
    leader->is_exclusive = true;
    companion->companion_of = leader->id;
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->totals.total_minor, 4000);
    ck_assert_int_eq(state_of(quote, other), KT_TRACE_BEATEN);
    ck_assert_uint_eq(kit_trace(quote, &kit, other)->beaten_by, 0);
}
END_TEST

START_TEST(test_exclusive_that_fails_leaves_the_others)
{
    start();
    struct kt_promotion *bad = kit_promotion(&kit, KT_STAGE_ITEM, "fail", 0);
    bad->is_exclusive = true;
    kit_promotion(&kit, KT_STAGE_ITEM, "percent", 100000);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->totals.total_minor, 4500);
    ck_assert_int_eq(state_of(quote, bad), KT_TRACE_FAILED);
}
END_TEST

START_TEST(test_best_tells_failures_and_losers)
{
    start();
    struct kt_promotion *rows[] = {
        kit_promotion(&kit, KT_STAGE_ITEM, "fail", 0),
        kit_promotion(&kit, KT_STAGE_ITEM, "percent", 100000),
        kit_promotion(&kit, KT_STAGE_ORDER, "amount", 600),
        kit_promotion(&kit, KT_STAGE_ITEM, "percent", 0),
    };
    for (size_t i = 0; i < 4; i++) {
        rows[i]->group = KT_STR("one");
        rows[i]->group_mode = KT_GROUP_BEST;
    }
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->totals.total_minor, 4400);
    ck_assert_int_eq(state_of(quote, rows[0]), KT_TRACE_FAILED);
    ck_assert_int_eq(state_of(quote, rows[1]), KT_TRACE_BEATEN);
    ck_assert_int_eq(state_of(quote, rows[2]), KT_TRACE_APPLIED);
    ck_assert_int_eq(state_of(quote, rows[3]), KT_TRACE_NO_EFFECT);
}
END_TEST

START_TEST(test_taken_units_serve_once)
{
    kit_start(&kit);
    kit_line(&kit, 2, 1000);
    kit_promotion(&kit, KT_STAGE_ITEM, "cheapest_free", 1);
    kit_promotion(&kit, KT_STAGE_ITEM, "cheapest_free", 1);
    kit_promotion(&kit, KT_STAGE_ITEM, "cheapest_free", 1);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->totals.total_minor, 0);
    ck_assert_int_eq(state_of(quote, &kit.promotions[0]), KT_TRACE_APPLIED);
    ck_assert_int_eq(state_of(quote, &kit.promotions[1]), KT_TRACE_APPLIED);
    ck_assert_int_eq(state_of(quote, &kit.promotions[2]), KT_TRACE_NO_EFFECT);
}
END_TEST

START_TEST(test_fee_is_spread_with_goods)
{
    start();
    kit_ship(&kit, 1000);
    struct kt_promotion *row =
        kit_promotion(&kit, KT_STAGE_ORDER, "with_fee", 600);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->lines[0].amount_minor, 4500);
    ck_assert_int_eq(quote->shipping.amount_minor, 900);
    ck_assert_int_eq(state_of(quote, row), KT_TRACE_APPLIED);
    row->budget_minor = 599;
    quote = kit_quote(&kit);
    ck_assert_int_eq(quote->totals.total_minor, 6000);
    assert_text(kit_trace(quote, &kit, row)->reason, "budget");
    row->budget_minor = 600;
    ck_assert_int_eq(kit_quote(&kit)->totals.total_minor, 5400);
}
END_TEST

START_TEST(test_cap_of_the_row_holds_for_all_effects)
{
    start();
    kit_ship(&kit, 1000);
    struct kt_promotion *row =
        kit_promotion(&kit, KT_STAGE_SHIPPING, "shipping_percent", 500000);
    row->cap_minor = 300;
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_int_eq(quote->shipping.amount_minor, 700);
    ck_assert_int_eq(quote->shipping.options[0].discount_minor, 300);
}
END_TEST

START_TEST(test_coupon_states)
{
    start();
    struct kt_promotion *row =
        kit_promotion(&kit, KT_STAGE_ITEM, "percent", 100000);
    kit_coupon(&kit, "TEN", row);
    kit_coupon(&kit, "NOPE", NULL);
    struct kt_coupon *coupon = &kit.coupons[0];
    const int64_t now = kit.in.now_ms;

    ck_assert_int_eq(kit_quote(&kit)->coupons[0].state, KT_COUPON_APPLIED);
    ck_assert_int_eq(kit_quote(&kit)->coupons[1].state, KT_COUPON_UNKNOWN);
    coupon->starts_ms = now + 1;
    ck_assert_int_eq(kit_quote(&kit)->coupons[0].state, KT_COUPON_NOT_STARTED);
    coupon->starts_ms = now;
    coupon->ends_ms = now + 1;
    ck_assert_int_eq(kit_quote(&kit)->coupons[0].state, KT_COUPON_APPLIED);
    coupon->ends_ms = now;
    ck_assert_int_eq(kit_quote(&kit)->coupons[0].state, KT_COUPON_ENDED);
    coupon->ends_ms = 0;
    coupon->uses_max = coupon->uses = 1;
    ck_assert_int_eq(kit_quote(&kit)->coupons[0].state, KT_COUPON_USED_UP);
    coupon->uses_max = 2;
    coupon->uses_per_customer_max = coupon->uses_by_buyer = 1;
    ck_assert_int_eq(kit_quote(&kit)->coupons[0].state, KT_COUPON_USED_UP);
    coupon->uses_by_buyer = -1;
    ck_assert_int_eq(kit_quote(&kit)->coupons[0].state, KT_COUPON_APPLIED);
    coupon->is_active = false;
    ck_assert_int_eq(kit_quote(&kit)->coupons[0].state, KT_COUPON_UNKNOWN);
    ck_assert_int_eq(kit_quote(&kit)->totals.total_minor, 5000);
}
END_TEST

START_TEST(test_coupon_waits_with_what_is_missing)
{
    start();
    struct kt_promotion *row =
        kit_promotion(&kit, KT_STAGE_ITEM, "percent", 100000);
    kit_coupon(&kit, "TEN", row);
    row->quantity_min = 3;
    const struct kt_quote_coupon *coupon = &kit_quote(&kit)->coupons[0];
    ck_assert_int_eq(coupon->state, KT_COUPON_WAITING);
    assert_text(coupon->reason, "quantity_min");
    assert_text(coupon->detail, "wanted 3, have 1");
    assert_text(coupon->missing.kind, "add_units");
    ck_assert_int_eq(coupon->missing.missing, 2);
}
END_TEST

START_TEST(test_gift_line)
{
    start();
    struct kt_promotion *row = kit_promotion(&kit, KT_STAGE_ITEM, "gift", 2);
    kit_promotion(&kit, KT_STAGE_ORDER, "percent", 100000);
    kit_tax(&kit, KT_TAX_EXCLUDED, 190000);
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_uint_eq(quote->line_count, 2);
    const struct kt_quote_line *gift = &quote->lines[1];
    ck_assert(gift->is_gift);
    ck_assert_ptr_null(gift->in);
    ck_assert_int_eq(gift->quantity, 2);
    ck_assert_int_eq(gift->subtotal_minor, 1800);
    ck_assert_int_eq(gift->discounts[0].amount_minor, 1800);
    ck_assert_int_eq(gift->gross_minor, 0);
    ck_assert_int_eq(quote->totals.subtotal_minor, 5000);
    ck_assert_int_eq(quote->totals.total_minor, 5355);
    kit.in.gift_item_count = 0;
    quote = kit_quote(&kit);
    ck_assert_uint_eq(quote->line_count, 1);
    assert_text(kit_trace(quote, &kit, row)->reason, "gift_unavailable");
}
END_TEST

Suite *
kt_suite_stage(void)
{
    Suite *suite = suite_create("stage");
    TCase *tcase = unit_case(suite, "stages");
    tcase_add_test(tcase, test_priority_then_age_then_id);
    tcase_add_test(tcase, test_stages_come_before_priority);
    tcase_add_test(tcase, test_trace_of_what_applied);
    tcase_add_test(tcase, test_trace_of_a_condition);
    tcase_add_loop_test(tcase, test_each_condition_has_its_reason, 0,
                        KT_COUNT(conditions));
    tcase_add_loop_test(tcase, test_conditions_on_the_shelf, 0,
                        KT_COUNT(conditions));
    tcase_add_test(tcase, test_companion_follows_its_leader);
    tcase_add_test(tcase, test_exclusive_takes_its_companion_along);
    tcase_add_test(tcase, test_exclusive_that_fails_leaves_the_others);
    tcase_add_test(tcase, test_best_tells_failures_and_losers);
    tcase_add_test(tcase, test_taken_units_serve_once);
    tcase_add_test(tcase, test_fee_is_spread_with_goods);
    tcase_add_test(tcase, test_cap_of_the_row_holds_for_all_effects);
    tcase_add_test(tcase, test_coupon_states);
    tcase_add_test(tcase, test_coupon_waits_with_what_is_missing);
    tcase_add_test(tcase, test_gift_line);
    return suite;
}
