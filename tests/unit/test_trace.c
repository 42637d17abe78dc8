/* What a quote that explains tells of each promotion: effects with what was
 * computed and what was taken, rounding and spread, who beat whom. */

#include "domain/pricing/quote_out.h"
#include "pricing_kit.h"

static struct kit kit;

static void
start(void)
{
    kit_start(&kit);
    kit.in.explains = true;
}

static struct kt_promotion *
promote(enum kt_stage stage, const char *rule, int64_t argument)
{
    return kit_promotion(&kit, stage, rule, argument);
}

/* A member of the promotion's trace as JSON; "-" when it is left out. */
static struct kt_str
told(const struct kt_quote *quote, const struct kt_promotion *promotion,
     const char *member)
{
    const struct kt_trace *trace = kit_trace(quote, &kit, promotion);
    struct kt_quote_out out;
    struct kt_buf buf;
    struct kt_json json;
    const struct cJSON *tree;
    kt_quote_tell(quote, true, &unit_arena, &out);
    const struct kt_trace_out *items = out.trace.items;
    kt_buf_init(&buf, &unit_arena, 1024);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_trace_out_shape, &items[trace - quote->trace], &json);
    ck_assert_int_eq(kt_json_parse(&unit_arena, kt_buf_view(&buf), &tree,
                                   &unit_err),
                     KT_OK);
    const struct cJSON *node = kt_json_find(tree, kt_str_of(member));
    return node == NULL ? KT_STR("-") : kt_json_text(node, &unit_arena);
}

#define assert_told(promotion, member, wanted)                                 \
    assert_text(told(quote, (promotion), (member)), (wanted))

/* ---- what was computed ---- */

START_TEST(test_a_percentage_of_the_order_is_rounded_once_and_spread)
{
    start();
    kit_line(&kit, 1, 3333);
    kit_line(&kit, 2, 1111);
    kit_line(&kit, 1, 1000);
    const struct kt_promotion *row = promote(KT_STAGE_ORDER, "percent", 75000);
    const struct kt_quote *quote = kit_quote(&kit);
    assert_told(row, "effects",
                "[{\"kind\":\"percent\",\"rate\":\"7.5\",\"base\":6555,"
                "\"exact\":\"491.625\",\"taken\":492,\"is_spread\":true}]");
    assert_told(row, "parts",
                "[{\"line\":0,\"units\":1,\"amount\":250,\"base\":3333,"
                "\"exact\":\"250.166\"},"
                "{\"line\":1,\"units\":2,\"amount\":167,\"base\":2222,"
                "\"exact\":\"166.777\"},"
                "{\"line\":2,\"units\":1,\"amount\":75,\"base\":1000,"
                "\"exact\":\"75.057\"}]");
    assert_told(row, "amount", "492");
}
END_TEST

START_TEST(test_a_percentage_of_items_is_rounded_line_by_line)
{
    start();
    kit_line(&kit, 1, 1005);
    kit_line(&kit, 1, 2000);
    const struct kt_promotion *row = promote(KT_STAGE_ITEM, "percent", 100000);
    const struct kt_quote *quote = kit_quote(&kit);
    assert_told(row, "effects",
                "[{\"kind\":\"percent\",\"rate\":\"10\",\"base\":3005,"
                "\"exact\":\"300.5\",\"taken\":301,\"is_spread\":false}]");
    assert_told(row, "parts",
                "[{\"line\":0,\"units\":1,\"amount\":101,\"base\":1005,"
                "\"exact\":\"100.5\"},"
                "{\"line\":1,\"units\":1,\"amount\":200,\"base\":2000}]");
}
END_TEST

START_TEST(test_a_cap_is_told_with_what_it_cut)
{
    start();
    kit_line(&kit, 1, 3000);
    kit_line(&kit, 1, 1000);
    struct kt_promotion *row = promote(KT_STAGE_ORDER, "amount", 1000);
    row->cap_minor = 750;
    const struct kt_quote *quote = kit_quote(&kit);
    assert_told(row, "effects",
                "[{\"kind\":\"amount\",\"amount\":1000,\"base\":4000,"
                "\"computed\":1000,\"taken\":750,\"is_spread\":true}]");
    assert_told(row, "parts",
                "[{\"line\":0,\"units\":1,\"amount\":563,\"base\":3000,"
                "\"exact\":\"562.5\"},"
                "{\"line\":1,\"units\":1,\"amount\":187,\"base\":1000,"
                "\"exact\":\"187.5\"}]");
}
END_TEST

/* What one line cannot bear, another one does. */
START_TEST(test_a_minimum_price_shows_in_the_parts)
{
    start();
    kit_line(&kit, 1, 1000)->min_price_minor = 900;
    kit_line(&kit, 1, 1000);
    const struct kt_promotion *row = promote(KT_STAGE_ORDER, "amount", 500);
    const struct kt_quote *quote = kit_quote(&kit);
    assert_told(row, "effects",
                "[{\"kind\":\"amount\",\"amount\":500,\"base\":2000,"
                "\"taken\":500,\"is_spread\":true}]");
    assert_told(row, "parts",
                "[{\"line\":0,\"units\":1,\"amount\":100,\"base\":1000,"
                "\"exact\":\"250\"},"
                "{\"line\":1,\"units\":1,\"amount\":400,\"base\":1000,"
                "\"exact\":\"250\"}]");
}
END_TEST

START_TEST(test_effects_on_the_fee)
{
    start();
    kit_line(&kit, 1, 1000);
    kit_ship(&kit, 495);
    struct kt_promotion *rate =
        promote(KT_STAGE_SHIPPING, "shipping_percent", 500000);
    rate->cap_minor = 200;
    const struct kt_promotion *price =
        promote(KT_STAGE_SHIPPING, "shipping_price", 0);
    const struct kt_quote *quote = kit_quote(&kit);
    assert_told(rate, "effects",
                "[{\"kind\":\"shipping_percent\",\"rate\":\"50\",\"base\":495,"
                "\"exact\":\"247.5\",\"computed\":248,\"taken\":200,"
                "\"is_spread\":false}]");
    assert_told(rate, "parts",
                "[{\"line\":-1,\"units\":0,\"amount\":200,\"base\":495}]");
    assert_told(price, "effects",
                "[{\"kind\":\"shipping_price\",\"base\":295,\"taken\":295,"
                "\"is_spread\":false}]");
}
END_TEST

START_TEST(test_effects_on_goods_and_fee_and_gifts)
{
    start();
    kit_line(&kit, 1, 5000);
    kit_ship(&kit, 1000);
    const struct kt_promotion *both = promote(KT_STAGE_ORDER, "with_fee", 500);
    const struct kt_promotion *gift = promote(KT_STAGE_ITEM, "gift", 2);
    const struct kt_quote *quote = kit_quote(&kit);
    assert_told(both, "parts",
                "[{\"line\":0,\"units\":1,\"amount\":417,\"base\":5000,"
                "\"exact\":\"416.667\"},"
                "{\"line\":-1,\"units\":0,\"amount\":83,\"base\":1000,"
                "\"exact\":\"83.333\"}]");
    assert_told(gift, "effects",
                "[{\"kind\":\"gift\",\"base\":1800,\"taken\":1800,"
                "\"is_spread\":false}]");
    assert_told(gift, "parts",
                "[{\"line\":1,\"units\":2,\"amount\":1800,\"base\":1800}]");
}
END_TEST

/* On a shelf the price is rounded, not what is taken off it. */
START_TEST(test_effects_on_a_shelf_price_are_of_one_unit)
{
    start();
    kit_line(&kit, 3, 995);
    const struct kt_promotion *row =
        promote(KT_STAGE_CATALOG, "percent", 100000);
    const struct kt_quote *quote = kit_quote(&kit);
    assert_told(row, "effects",
                "[{\"kind\":\"percent\",\"rate\":\"10\",\"base\":995,"
                "\"exact\":\"99.5\",\"taken\":99,\"is_spread\":false}]");
    assert_told(row, "parts",
                "[{\"line\":0,\"units\":3,\"amount\":297,\"base\":995}]");
}
END_TEST

START_TEST(test_without_explaining_nothing_of_it_is_told)
{
    kit_start(&kit);
    kit_line(&kit, 1, 1005);
    const struct kt_promotion *row = promote(KT_STAGE_ITEM, "percent", 100000);
    const struct kt_promotion *idle = promote(KT_STAGE_CATALOG, "percent", 1);
    kit.lines[0].manual_price_minor = 1005;
    const struct kt_quote *quote = kit_quote(&kit);
    assert_told(row, "effects", "-");
    assert_told(row, "parts", "[{\"line\":0,\"units\":1,\"amount\":101}]");
    ck_assert_uint_eq(quote->trace_count, 1);
    kit.in.explains = true;
    quote = kit_quote(&kit);
    ck_assert_uint_eq(quote->trace_count, 2);
    assert_told(idle, "state", "\"not_matched\"");
    assert_told(idle, "reason", "\"lines\"");
    assert_told(idle, "wanted", "\"a line that may be discounted\"");
    assert_told(idle, "actual", "\"none\"");
}
END_TEST

/* ---- who beat whom ---- */

static void
put_in_group(struct kt_promotion *row, enum kt_group_mode mode)
{
    row->group = KT_STR("one");
    row->group_mode = mode;
}

START_TEST(test_the_best_of_a_group_beats_by_so_much)
{
    start();
    kit_line(&kit, 1, 5000);
    struct kt_promotion *loser = promote(KT_STAGE_ITEM, "percent", 100000);
    struct kt_promotion *winner = promote(KT_STAGE_ORDER, "amount", 600);
    put_in_group(loser, KT_GROUP_BEST);
    put_in_group(winner, KT_GROUP_BEST);
    kit_coupon(&kit, "TEN", loser);
    const struct kt_quote *quote = kit_quote(&kit);
    assert_told(loser, "state", "\"beaten\"");
    assert_told(loser, "reason", "\"best\"");
    assert_told(loser, "wanted", "\"600\"");
    assert_told(loser, "actual", "\"500\"");
    assert_told(loser, "effects", "-");
    assert_told(winner, "effects",
                "[{\"kind\":\"amount\",\"amount\":600,\"base\":5000,"
                "\"taken\":600,\"is_spread\":false}]");
    ck_assert_int_eq(quote->coupons[0].state, KT_COUPON_BEATEN);
    assert_text(quote->coupons[0].reason, "beaten");
    assert_text(quote->coupons[0].detail, "by amount");
}
END_TEST

START_TEST(test_the_best_on_each_line_keeps_its_effects)
{
    start();
    kit_line(&kit, 1, 1005);
    kit_line(&kit, 1, 9000);
    struct kt_promotion *fixed = promote(KT_STAGE_ITEM, "amount_line", 200);
    struct kt_promotion *rate = promote(KT_STAGE_ITEM, "percent", 100000);
    struct kt_promotion *least = promote(KT_STAGE_ITEM, "amount_line", 1);
    put_in_group(fixed, KT_GROUP_BEST_PER_LINE);
    put_in_group(rate, KT_GROUP_BEST_PER_LINE);
    put_in_group(least, KT_GROUP_BEST_PER_LINE);
    const struct kt_quote *quote = kit_quote(&kit);
    assert_told(fixed, "parts",
                "[{\"line\":0,\"units\":1,\"amount\":200,\"base\":1005}]");
    assert_told(rate, "parts",
                "[{\"line\":1,\"units\":1,\"amount\":900,\"base\":9000}]");
    assert_told(rate, "effects",
                "[{\"kind\":\"percent\",\"rate\":\"10\",\"base\":10005,"
                "\"exact\":\"1000.5\",\"taken\":1001,\"is_spread\":false}]");
    assert_told(least, "reason", "\"best_per_line\"");
}
END_TEST

START_TEST(test_an_exclusive_one_beats_in_cart_and_on_shelf)
{
    start();
    kit_line(&kit, 1, 5000);
    struct kt_promotion *rows[] = {
        promote(KT_STAGE_ITEM, "percent", 100000),
        promote(KT_STAGE_ITEM, "percent", 100000),
        promote(KT_STAGE_CATALOG, "percent", 100000),
        promote(KT_STAGE_CATALOG, "percent", 100000),
    };
    rows[1]->is_exclusive = rows[3]->is_exclusive = true;
    const struct kt_quote *quote = kit_quote(&kit);
    for (size_t i = 0; i < KT_COUNT(rows); i += 2) {
        assert_told(rows[i], "state", "\"beaten\"");
        assert_told(rows[i], "reason", "\"exclusive\"");
        assert_told(rows[i + 1], "state", "\"applied\"");
        assert_told(rows[i + 1], "reason", "\"\"");
    }
}
END_TEST

/* Each line asks on its own: what one could not give, another one got. */
START_TEST(test_a_shelf_promotion_that_fits_the_second_line)
{
    start();
    struct kt_str sku = KT_STR("item-1");
    kit_line(&kit, 1, 5000);
    kit_line(&kit, 1, 5000);
    struct kt_promotion *row = promote(KT_STAGE_CATALOG, "percent", 100000);
    row->must_contain = true;
    row->products.skus = (struct kt_list){ &sku, 1 };
    const struct kt_quote *quote = kit_quote(&kit);
    assert_told(row, "state", "\"applied\"");
    assert_told(row, "reason", "\"\"");
    assert_told(row, "wanted", "\"\"");
}
END_TEST

Suite *
kt_suite_trace(void)
{
    Suite *suite = suite_create("trace");
    TCase *effects = unit_case(suite, "effects");
    tcase_add_test(effects,
                   test_a_percentage_of_the_order_is_rounded_once_and_spread);
    tcase_add_test(effects, test_a_percentage_of_items_is_rounded_line_by_line);
    tcase_add_test(effects, test_a_cap_is_told_with_what_it_cut);
    tcase_add_test(effects, test_a_minimum_price_shows_in_the_parts);
    tcase_add_test(effects, test_effects_on_the_fee);
    tcase_add_test(effects, test_effects_on_goods_and_fee_and_gifts);
    tcase_add_test(effects, test_effects_on_a_shelf_price_are_of_one_unit);
    tcase_add_test(effects, test_without_explaining_nothing_of_it_is_told);
    TCase *beaten = unit_case(suite, "beaten");
    tcase_add_test(beaten, test_the_best_of_a_group_beats_by_so_much);
    tcase_add_test(beaten, test_the_best_on_each_line_keeps_its_effects);
    tcase_add_test(beaten, test_an_exclusive_one_beats_in_cart_and_on_shelf);
    tcase_add_test(beaten, test_a_shelf_promotion_that_fits_the_second_line);
    return suite;
}
