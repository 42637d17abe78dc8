/* What a quote that explains tells of the rules for prices and shipping, with
 * the shipped scripts: as JSON and on a terminal, to the letter. */

#include "domain/pricing/rule_trace.h"
#include "rule_kit.h"

/* ---- prices ---- */

static const char prices_head[] = "               STEPS        US      PRICE";

static struct kt_rule_use price_rules[2];

static void
set_price_rules(void)
{
    price_rules[0] = rule_use_of("members", "member_price",
                                 "{\"group\":\"vip\",\"list\":\"club\"}");
    price_rules[1] = rule_use_of("list_price", "list_price", "{}");
    rule_kit.in.price_rules = price_rules;
    rule_kit.in.price_rule_count = KT_COUNT(price_rules);
}

static struct kt_price mug_prices[] = {
    { .amount_minor = 1200 },
    { .amount_minor = 1100, .quantity_min = 10 },
    { .amount_minor = 1150, .quantity_min = 3, .compare_at_minor = 1200 },
    { .amount_minor = 1250, .quantity_min = 2 },
    { .amount_minor = 1150, .quantity_min = 2 },
    { .amount_minor = 900,
      .list = KT_STR_INIT("club"),
      .customer_group = KT_STR_INIT("vip") },
    { .amount_minor = 1180, .list = KT_STR_INIT("sale"), .ends_ms = 1 },
};

static void
add_mug(int64_t quantity)
{
    struct kt_item *item = kit_line(&rule_kit, quantity, 0);
    item->title = KT_STR("Mug");
    item->prices = mug_prices;
    item->price_count = KT_COUNT(mug_prices);
}

START_TEST(test_the_price_of_everybody)
{
    set_price_rules();
    add_mug(3);
    const struct kt_quote *quote = kit_quote(&rule_kit);
    assert_text(
        rule_told(quote, "prices"),
        "[{\"line\":0,\"source\":\"rule\",\"price\":1150,\"compare_at\":1200,"
        "\"rules\":[{\"code\":\"members\",\"rule\":\"member_price\","
        "\"state\":\"not_mine\",\"looked_in\":\"nothing\",\"steps\":15},"
        "{\"code\":\"list_price\",\"rule\":\"list_price\","
        "\"state\":\"answered\",\"looked_in\":\"all_lists\",\"steps\":21}],"
        "\"candidates\":[{\"amount\":1200,\"state\":\"less_specific\"},"
        "{\"amount\":1100,\"state\":\"not_matched\","
        "\"reason\":\"quantity_min\",\"wanted\":\"10\",\"actual\":\"3\"},"
        "{\"amount\":1150,\"state\":\"chosen\",\"matches\":[\"quantity_min\"]},"
        "{\"amount\":1250,\"state\":\"dearer\",\"matches\":[\"quantity_min\"]},"
        "{\"amount\":1150,\"state\":\"later\",\"matches\":[\"quantity_min\"]},"
        "{\"amount\":900,\"list\":\"club\",\"state\":\"not_matched\","
        "\"matches\":[\"list\"],\"reason\":\"customer_group\","
        "\"wanted\":\"vip\"},"
        "{\"amount\":1180,\"list\":\"sale\",\"state\":\"not_matched\","
        "\"matches\":[\"list\"],\"reason\":\"ends_at\","
        "\"wanted\":\"1970-01-01T00:00:00.001Z\","
        "\"actual\":\"2026-01-01T00:00:00Z\"}]}]");
    assert_text(
        rule_shown(quote, prices_head),
        "               STEPS        US      PRICE  PRICES\n"
        " 1                                  11.50  Mug (item-0): by a "
        "rule, before 12.00\n"
        " -                15                       members "
        "(member_price): not mine\n"
        " +                21                11.50  list_price, from all "
        "lists\n"
        "                                    12.00    base: less specific\n"
        "                                    11.00    base: quantity_min, "
        "wants 10, has 3\n"
        "                                    11.50    base, meets "
        "quantity_min\n"
        "                                    12.50    base: dearer, meets "
        "quantity_min\n"
        "                                    11.50    base: as good, but "
        "later, meets quantity_min\n"
        "                                     9.00    club: customer_group,"
        " wants vip, has none\n"
        "                                    11.80    sale: ends_at, wants "
        "1970-01-01T00:00:00.001Z, has 2026-01-01T00:00:00Z\n");
}
END_TEST

/* A rule that looks in one list chooses among its prices alone. */
START_TEST(test_the_price_of_a_member)
{
    struct kt_str group = KT_STR("vip");
    set_price_rules();
    add_mug(1);
    rule_kit.in.buyer.groups = &group;
    rule_kit.in.buyer.group_count = 1;
    const struct kt_quote *quote = kit_quote(&rule_kit);
    assert_text(
        rule_shown(quote, prices_head),
        "               STEPS        US      PRICE  PRICES\n"
        " 1                                   9.00  Mug (item-0): by a "
        "rule\n"
        " +                26                 9.00  members (member_price),"
        " from the list club\n"
        "                                    12.00    base: of another "
        "list\n"
        "                                    11.00    base: of another "
        "list\n"
        "                                    11.50    base: of another "
        "list\n"
        "                                    12.50    base: of another "
        "list\n"
        "                                    11.50    base: of another "
        "list\n"
        "                                     9.00    club, meets list, "
        "customer_group\n"
        "                                    11.80    sale: of another "
        "list\n");
    assert_text(
        rule_told(quote, "prices"),
        "[{\"line\":0,\"source\":\"rule\",\"price\":900,"
        "\"rules\":[{\"code\":\"members\",\"rule\":\"member_price\","
        "\"state\":\"answered\",\"looked_in\":\"list\",\"list\":\"club\","
        "\"steps\":26}],\"candidates\":[{\"amount\":1200,"
        "\"state\":\"other_list\"},{\"amount\":1100,"
        "\"state\":\"other_list\"},{\"amount\":1150,"
        "\"state\":\"other_list\"},{\"amount\":1250,"
        "\"state\":\"other_list\"},{\"amount\":1150,"
        "\"state\":\"other_list\"},{\"amount\":900,\"list\":\"club\","
        "\"state\":\"chosen\",\"matches\":[\"list\",\"customer_group\"]},"
        "{\"amount\":1180,\"list\":\"sale\",\"state\":\"other_list\"}]}]");
}
END_TEST

START_TEST(test_prices_without_a_rule)
{
    static const struct kt_price vip = { .amount_minor = 1,
                                         .customer_group = KT_STR_INIT("vip") };
    add_mug(12);
    kit_line(&rule_kit, 1, 300)->title = KT_STR("Pen");
    kit_line(&rule_kit, 1, 400)->title = KT_STR("Ink");
    kit_line(&rule_kit, 1, 500)->title = KT_STR("Jar");
    rule_kit.lines[3].manual_price_minor = 450;
    kit_line(&rule_kit, 1, 1)->title = KT_STR("Lid");
    rule_kit.items[4].prices = &vip;
    const struct kt_quote *quote = kit_quote(&rule_kit);
    assert_text(
        rule_shown(quote, prices_head),
        "               STEPS        US      PRICE  PRICES\n"
        " 1                                  11.00  Mug (item-0): no rule, "
        "the best of its prices\n"
        "                                    12.00    base: less specific\n"
        "                                    11.00    base, meets "
        "quantity_min\n"
        "                                    11.50    base: dearer, meets "
        "quantity_min\n"
        "                                    12.50    base: dearer, meets "
        "quantity_min\n"
        "                                    11.50    base: dearer, meets "
        "quantity_min\n"
        "                                     9.00    club: customer_group,"
        " wants vip, has none\n"
        "                                    11.80    sale: ends_at, wants "
        "1970-01-01T00:00:00.001Z, has 2026-01-01T00:00:00Z\n"
        " +                                         no rule, the only "
        "price of #2 to #3\n"
        " 4                                   4.50  Jar (item-3): given by "
        "staff\n"
        " 5                                         Lid (item-4): no price "
        "here\n"
        "                                     0.01    base: customer_group,"
        " wants vip, has none\n");
    assert_text(
        rule_told(quote, "prices"),
        "[{\"line\":0,\"source\":\"core\",\"price\":1100,"
        "\"candidates\":[{\"amount\":1200,\"state\":\"less_specific\"},"
        "{\"amount\":1100,\"state\":\"chosen\","
        "\"matches\":[\"quantity_min\"]},{\"amount\":1150,"
        "\"state\":\"dearer\",\"matches\":[\"quantity_min\"]},"
        "{\"amount\":1250,\"state\":\"dearer\","
        "\"matches\":[\"quantity_min\"]},{\"amount\":1150,"
        "\"state\":\"dearer\",\"matches\":[\"quantity_min\"]},"
        "{\"amount\":900,\"list\":\"club\",\"state\":\"not_matched\","
        "\"matches\":[\"list\"],\"reason\":\"customer_group\","
        "\"wanted\":\"vip\"},{\"amount\":1180,\"list\":\"sale\","
        "\"state\":\"not_matched\",\"matches\":[\"list\"],"
        "\"reason\":\"ends_at\",\"wanted\":\"1970-01-01T00:00:00.001Z\","
        "\"actual\":\"2026-01-01T00:00:00Z\"}]},{\"line\":1,"
        "\"source\":\"core\",\"price\":300,\"candidates\":[{\"amount\":300,"
        "\"state\":\"chosen\"}]},{\"line\":2,\"source\":\"core\","
        "\"price\":400,\"candidates\":[{\"amount\":400,"
        "\"state\":\"chosen\"}]},{\"line\":3,\"source\":\"staff\","
        "\"price\":450},{\"line\":4,\"source\":\"none\",\"price\":0,"
        "\"candidates\":[{\"amount\":1,\"state\":\"not_matched\","
        "\"reason\":\"customer_group\",\"wanted\":\"vip\"}]}]");
}
END_TEST

START_TEST(test_many_prices_are_not_all_told)
{
    static struct kt_price bands[40];
    struct kt_item *item = kit_line(&rule_kit, 40, 0);
    for (size_t i = 0; i < KT_COUNT(bands); i++)
        bands[i] = (struct kt_price){ .amount_minor = 1000 - (int64_t)i,
                                      .quantity_min = 2 + (int64_t)i };
    item->prices = bands;
    item->price_count = KT_COUNT(bands);
    const struct kt_quote *quote = kit_quote(&rule_kit);
    const struct kt_price_trace *trace = quote->lines[0].price;
    ck_assert_uint_eq(trace->candidate_count, 16);
    ck_assert_uint_eq(trace->left_out, 24);
    ck_assert_ptr_eq(trace->candidates[15].price, &bands[38]);
    ck_assert_int_eq(trace->candidates[15].state, KT_CANDIDATE_CHOSEN);
}
END_TEST

START_TEST(test_prices_are_told_when_somebody_asks)
{
    add_mug(1);
    rule_kit.in.explains = false;
    const struct kt_quote *quote = kit_quote(&rule_kit);
    ck_assert_ptr_null(quote->lines[0].price);
    assert_text(rule_told(quote, "prices"), "[]");
}
END_TEST

/* ---- shipping ---- */

static const char fees_head[] = "               STEPS        US        FEE";
static struct kt_rule_use methods[4];

/* One for heavy parcels, two for any, one to the mountains, one at the till. */
static void
ship(void)
{
    static struct kt_str alps = KT_STR_INIT("alps");
    static struct kt_str till = KT_STR_INIT("till");
    static struct kt_rule_use elsewhere[2];
    static const struct kt_str zones[] = { KT_STR_INIT("de"),
                                           KT_STR_INIT("eu") };
    struct kt_item *item = kit_line(&rule_kit, 2, 2500);
    item->title = KT_STR("Mug");
    item->weight_g = 900;
    methods[0] = rule_use_of("light", "by_weight",
                             "{\"steps\":[{\"up_to_g\":500,\"fee\":290},"
                             "{\"up_to_g\":1000,\"fee\":390}]}");
    methods[1] = rule_use_of("standard", "flat_fee", "{\"fee\":490}");
    methods[2] = rule_use_of("express", "flat_fee", "{\"fee\":990}");
    methods[3] =
        rule_use_of("bulk", "limited_fee", "{\"fee\":0,\"worth_min\":20000}");
    rule_kit.in.shipping_methods = methods;
    rule_kit.in.shipping_method_count = KT_COUNT(methods);
    elsewhere[0] = rule_use_of("shelf", "pickup", "{\"place\":\"here\"}");
    elsewhere[0].channels = (struct kt_list){ &till, 1 };
    elsewhere[1] = rule_use_of("ropeway", "flat_fee", "{\"fee\":1990}");
    elsewhere[1].zones = (struct kt_list){ &alps, 1 };
    rule_kit.in.methods_elsewhere = elsewhere;
    rule_kit.in.method_elsewhere_count = KT_COUNT(elsewhere);
    rule_kit.in.shipping_zones =
        (struct kt_list){ (void *)(uintptr_t)zones, KT_COUNT(zones) };
}

START_TEST(test_the_first_method_that_is_offered)
{
    ship();
    const struct kt_quote *quote = kit_quote(&rule_kit);
    assert_text(
        rule_shown(quote, fees_head),
        "               STEPS        US        FEE  SHIPPING\n"
        " x                51                       light (by_weight): too "
        "heavy, wants 1000, has 1800\n"
        " +                18                 4.90  standard (flat_fee): "
        "chosen, the first that is offered\n"
        " -                18                 9.90  express (flat_fee): "
        "offered\n"
        " x                17                       bulk (limited_fee): "
        "not for goods of this worth, wants 20000, has 5000\n"
        " x                                         shelf (pickup): "
        "channel, wants till, has web\n"
        " x                                         ropeway (flat_fee): "
        "zone, wants alps, has de, eu\n");
    assert_text(
        rule_told(quote, "shipping"),
        "{\"choice\":\"first\",\"methods\":[{\"code\":\"light\","
        "\"rule\":\"by_weight\",\"state\":\"not_offered\","
        "\"reason\":\"rule\",\"detail\":\"too heavy\",\"wanted\":\"1000\","
        "\"actual\":\"1800\",\"steps\":51},{\"code\":\"standard\","
        "\"rule\":\"flat_fee\",\"state\":\"chosen\",\"price\":490,"
        "\"steps\":18},{\"code\":\"express\",\"rule\":\"flat_fee\","
        "\"state\":\"offered\",\"price\":990,\"steps\":18},"
        "{\"code\":\"bulk\",\"rule\":\"limited_fee\","
        "\"state\":\"not_offered\",\"reason\":\"rule\","
        "\"detail\":\"not for goods of this worth\",\"wanted\":\"20000\","
        "\"actual\":\"5000\",\"steps\":17},{\"code\":\"shelf\","
        "\"rule\":\"pickup\",\"state\":\"not_offered\","
        "\"reason\":\"channel\",\"wanted\":\"till\",\"actual\":\"web\"},"
        "{\"code\":\"ropeway\",\"rule\":\"flat_fee\","
        "\"state\":\"not_offered\",\"reason\":\"zone\",\"wanted\":\"alps\","
        "\"actual\":\"de, eu\"}]}");
}
END_TEST

START_TEST(test_the_method_that_was_asked_for)
{
    ship();
    rule_kit.in.shipping_option = KT_STR("express");
    struct kt_promotion *half =
        kit_promotion(&rule_kit, KT_STAGE_SHIPPING, "shipping_off", 0);
    half->title = KT_STR("Half the fee");
    half->params = KT_STR("{\"percent\":50}");
    const struct kt_quote *quote = kit_quote(&rule_kit);
    assert_text(
        rule_shown(quote, fees_head),
        "               STEPS        US        FEE  SHIPPING\n"
        " x                51                       light (by_weight): too "
        "heavy, wants 1000, has 1800\n"
        " -                18                 4.90  standard (flat_fee): "
        "offered\n"
        " +                18                 9.90  express (flat_fee): "
        "chosen, as asked for, less 4.95 by Half the fee\n"
        " x                17                       bulk (limited_fee): "
        "not for goods of this worth, wants 20000, has 5000\n"
        " x                                         shelf (pickup): "
        "channel, wants till, has web\n"
        " x                                         ropeway (flat_fee): "
        "zone, wants alps, has de, eu\n");
    assert_text(
        rule_told(quote, "shipping"),
        "{\"choice\":\"asked\",\"methods\":[{\"code\":\"light\","
        "\"rule\":\"by_weight\",\"state\":\"not_offered\","
        "\"reason\":\"rule\",\"detail\":\"too heavy\",\"wanted\":\"1000\","
        "\"actual\":\"1800\",\"steps\":51},{\"code\":\"standard\","
        "\"rule\":\"flat_fee\",\"state\":\"offered\",\"price\":490,"
        "\"discount\":245,\"steps\":18},{\"code\":\"express\","
        "\"rule\":\"flat_fee\",\"state\":\"chosen\",\"price\":990,"
        "\"discount\":495,\"discounts\":[{\"promotion_id\":\"promo_00000000"
        "00000000000000009d\",\"title\":\"Half the fee\",\"amount\":495}],"
        "\"steps\":18},{\"code\":\"bulk\",\"rule\":\"limited_fee\","
        "\"state\":\"not_offered\",\"reason\":\"rule\","
        "\"detail\":\"not for goods of this worth\",\"wanted\":\"20000\","
        "\"actual\":\"5000\",\"steps\":17},{\"code\":\"shelf\","
        "\"rule\":\"pickup\",\"state\":\"not_offered\","
        "\"reason\":\"channel\",\"wanted\":\"till\",\"actual\":\"web\"},"
        "{\"code\":\"ropeway\",\"rule\":\"flat_fee\","
        "\"state\":\"not_offered\",\"reason\":\"zone\",\"wanted\":\"alps\","
        "\"actual\":\"de, eu\"}]}");
}
END_TEST

START_TEST(test_no_method_is_offered)
{
    ship();
    rule_kit.in.shipping_method_count = 1;
    rule_kit.in.method_elsewhere_count = 0;
    const struct kt_quote *quote = kit_quote(&rule_kit);
    assert_text(
        rule_shown(quote, fees_head),
        "               STEPS        US        FEE  SHIPPING\n"
        " x                51                       light (by_weight): too "
        "heavy, wants 1000, has 1800\n");
    assert_text(
        rule_told(quote, "shipping"),
        "{\"choice\":\"none\",\"methods\":[{\"code\":\"light\","
        "\"rule\":\"by_weight\",\"state\":\"not_offered\","
        "\"reason\":\"rule\",\"detail\":\"too heavy\",\"wanted\":\"1000\","
        "\"actual\":\"1800\",\"steps\":51}]}");
    rule_kit.in.shipping_method_count = 0;
    quote = kit_quote(&rule_kit);
    assert_text(rule_shown(quote, fees_head),
                "               STEPS        US        FEE  SHIPPING\n"
                "none\n");
    rule_kit.items[0].requires_shipping = false;
    quote = kit_quote(&rule_kit);
    assert_text(rule_told(quote, "shipping"),
                "{\"choice\":\"not_needed\",\"methods\":[]}");
}
END_TEST

/* Methods that the zones leave out are kept when somebody asks why. */
START_TEST(test_methods_of_other_zones_are_kept)
{
    struct kt_zone_member german = { .country = KT_STR("DE") };
    struct kt_zone_member alpine = { .country = KT_STR("CH") };
    const struct kt_zone zones[] = {
        { .code = KT_STR("alps"), .members = { &alpine, 1 } },
        { .code = KT_STR("de"), .members = { &german, 1 } },
    };
    struct kt_shipping_zones index = { .zones = zones };
    kt_zone_index_build(zones, 2, &unit_arena, &index.index);
    for (int explains = 0; explains < 2; explains++) {
        ship();
        methods[1].zones =
            (struct kt_list){ (void *)(uintptr_t)&zones[0].code, 1 };
        methods[2].zones =
            (struct kt_list){ (void *)(uintptr_t)&zones[1].code, 1 };
        rule_kit.in.explains = explains > 0;
        rule_kit.in.method_elsewhere_count = 1;
        kt_quote_take_methods(&rule_kit.in, &index, &unit_arena);
        ck_assert_uint_eq(rule_kit.in.shipping_method_count, 3);
        ck_assert_uint_eq(rule_kit.in.method_elsewhere_count,
                          1 + (size_t)explains);
    }
    assert_text(rule_kit.in.methods_elsewhere[0].code, "shelf");
    assert_text(rule_kit.in.methods_elsewhere[1].code, "standard");
    const struct kt_str *codes = rule_kit.in.shipping_zones.items;
    ck_assert_uint_eq(rule_kit.in.shipping_zones.count, 1);
    assert_text(codes[0], "de");
}
END_TEST

Suite *
kt_suite_rule_trace(void)
{
    Suite *suite = suite_create("rule_trace");
    TCase *prices = rule_case(suite, "prices");
    tcase_add_test(prices, test_the_price_of_everybody);
    tcase_add_test(prices, test_the_price_of_a_member);
    tcase_add_test(prices, test_prices_without_a_rule);
    tcase_add_test(prices, test_many_prices_are_not_all_told);
    tcase_add_test(prices, test_prices_are_told_when_somebody_asks);
    TCase *shipping = rule_case(suite, "shipping");
    tcase_add_test(shipping, test_the_first_method_that_is_offered);
    tcase_add_test(shipping, test_the_method_that_was_asked_for);
    tcase_add_test(shipping, test_no_method_is_offered);
    tcase_add_test(shipping, test_methods_of_other_zones_are_kept);
    return suite;
}
