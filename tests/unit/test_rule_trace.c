/* What a quote that explains tells of the rules that are no promotions, with
 * the shipped scripts: as JSON and on a terminal, to the letter. */

#include "domain/pricing/quote_out.h"
#include "pricing_kit.h"
#include "script/host.h"

static struct kit kit;
static struct kt_host *host;
static struct kt_registry *registry;

static void
load_scripts(void)
{
    static const char *const folders[] = { KONTOR_SOURCE_DIR "/scripts" };
    struct kt_host_options options = { .folders = folders, .folder_count = 1 };
    ck_assert_int_eq(kt_host_new(&options, &host, &unit_err), KT_OK);
    registry = kt_registry_acquire(host);
    kit_start(&kit);
    kit.rules = kt_registry_rules(registry);
    kit.in.explains = true;
}

static void
drop_scripts(void)
{
    kt_registry_release(registry);
    kt_host_free(host);
    kt_script_leave_thread();
}

static struct kt_rule_use
use_of(const char *code, const char *rule, const char *params)
{
    return (struct kt_rule_use){ .code = kt_str_of(code),
                                 .title = kt_str_of(code),
                                 .rule = kt_str_of(rule),
                                 .params = kt_str_of(params),
                                 .tax_class = KT_STR("standard") };
}

/* A member of the rules' trace as JSON. */
static struct kt_str
told(const struct kt_quote *quote, const char *member)
{
    struct kt_quote_out out;
    struct kt_buf buf;
    struct kt_json json;
    const struct cJSON *tree;
    kt_quote_tell(quote, true, &unit_arena, &out);
    kt_buf_init(&buf, &unit_arena, 1024);
    kt_json_init(&json, &buf);
    kt_quote_write_rule_trace(&out, &json);
    ck_assert_int_eq(kt_json_parse(&unit_arena, kt_buf_view(&buf), &tree,
                                   &unit_err),
                     KT_OK);
    return kt_json_text(kt_json_find(tree, kt_str_of(member)), &unit_arena);
}

/* No two runs take the same of the clock. */
static void
forget_times(const struct kt_quote *quote)
{
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_price_trace *trace = quote->lines[i].price;
        for (size_t j = 0; trace != NULL && j < trace->asked_count; j++)
            trace->asked[j].told.nanoseconds = 0;
    }
}

/* What a terminal shows from that head on to the next empty row. */
static struct kt_str
shown(const struct kt_quote *quote, const char *head)
{
    forget_times(quote);
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 4096);
    kt_quote_write_story(quote, false, &buf);
    struct kt_str all = kt_buf_view(&buf);
    const char *from = memmem(all.ptr, all.len, head, strlen(head));
    ck_assert_ptr_nonnull(from);
    size_t len = (size_t)(all.ptr + all.len - from);
    const char *end = memmem(from, len, "\n\n", 2);
    return (struct kt_str){ from,
                            end != NULL ? (size_t)(end - from) + 1 : len };
}

/* ---- prices ---- */

static const char prices_head[] = "               STEPS        US      PRICE";

static struct kt_rule_use price_rules[2];

static void
set_price_rules(void)
{
    price_rules[0] = use_of("members", "member_price",
                            "{\"group\":\"vip\",\"list\":\"club\"}");
    price_rules[1] = use_of("list_price", "list_price", "{}");
    kit.in.price_rules = price_rules;
    kit.in.price_rule_count = KT_COUNT(price_rules);
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
    struct kt_item *item = kit_line(&kit, quantity, 0);
    item->title = KT_STR("Mug");
    item->prices = mug_prices;
    item->price_count = KT_COUNT(mug_prices);
}

START_TEST(test_the_price_of_everybody)
{
    set_price_rules();
    add_mug(3);
    const struct kt_quote *quote = kit_quote(&kit);
    assert_text(
        told(quote, "prices"),
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
        shown(quote, prices_head),
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
    kit.in.buyer.groups = &group;
    kit.in.buyer.group_count = 1;
    const struct kt_quote *quote = kit_quote(&kit);
    assert_text(
        shown(quote, prices_head),
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
        told(quote, "prices"),
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
    kit_line(&kit, 1, 300)->title = KT_STR("Pen");
    kit_line(&kit, 1, 400)->title = KT_STR("Ink");
    kit_line(&kit, 1, 500)->title = KT_STR("Jar");
    kit.lines[3].manual_price_minor = 450;
    kit_line(&kit, 1, 1)->title = KT_STR("Lid");
    kit.items[4].prices = &vip;
    const struct kt_quote *quote = kit_quote(&kit);
    assert_text(
        shown(quote, prices_head),
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
        told(quote, "prices"),
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
    struct kt_item *item = kit_line(&kit, 40, 0);
    for (size_t i = 0; i < KT_COUNT(bands); i++)
        bands[i] = (struct kt_price){ .amount_minor = 1000 - (int64_t)i,
                                      .quantity_min = 2 + (int64_t)i };
    item->prices = bands;
    item->price_count = KT_COUNT(bands);
    const struct kt_quote *quote = kit_quote(&kit);
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
    kit.in.explains = false;
    const struct kt_quote *quote = kit_quote(&kit);
    ck_assert_ptr_null(quote->lines[0].price);
    assert_text(told(quote, "prices"), "[]");
}
END_TEST

Suite *
kt_suite_rule_trace(void)
{
    Suite *suite = suite_create("rule_trace");
    TCase *prices = unit_case(suite, "prices");
    tcase_add_checked_fixture(prices, load_scripts, drop_scripts);
    tcase_add_test(prices, test_the_price_of_everybody);
    tcase_add_test(prices, test_the_price_of_a_member);
    tcase_add_test(prices, test_prices_without_a_rule);
    tcase_add_test(prices, test_many_prices_are_not_all_told);
    tcase_add_test(prices, test_prices_are_told_when_somebody_asks);
    return suite;
}
