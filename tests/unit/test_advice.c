/* What is said of promotions before there is any cart. */

#include "base/assert.h"
#include "domain/pricing/advice.h"
#include "pricing_kit.h"

static struct kit kit;
static struct kt_str web_currencies[] = { KT_STR_INIT("EUR") };
static struct kt_channel channel;
static struct kt_promotion *row;

static void
start(void)
{
    kit_start(&kit);
    channel = (struct kt_channel){ .code = KT_STR("web"),
                                   .currencies = { web_currencies, 1 } };
    row = kit_promotion(&kit, KT_STAGE_ORDER, "percent", 100000);
    row->title = KT_STR("Mine");
}

static struct kt_promotion *
other(enum kt_stage stage, const char *title)
{
    struct kt_promotion *made = kit_promotion(&kit, stage, "amount", 100);
    made->title = kt_str_of(title);
    return made;
}

/* "code pointer: detail" of each, a line each. */
static struct kt_str
advice_on(const struct kt_promotion *promotion)
{
    struct kt_advising advising = {
        .now_ms = kit.in.now_ms,
        .channels = &channel,
        .channel_count = 1,
        .promotions = kit.promotions,
        .promotion_count = kit.in.promotion_count,
        .arena = &unit_arena,
    };
    struct kt_list list;
    struct kt_buf buf;
    kt_promotion_advise(&advising, promotion, &list);
    const struct kt_advice *items = list.items;
    kt_buf_init(&buf, &unit_arena, 256);
    for (size_t i = 0; i < list.count; i++)
        kt_buf_format(&buf, "%.*s %.*s: %.*s\n", KT_STR_FMT(items[i].code),
                      KT_STR_FMT(items[i].pointer),
                      KT_STR_FMT(items[i].detail));
    return kt_buf_view(&buf);
}

/* ---- one that can never apply ---- */

static struct kt_str app_code = KT_STR_INIT("app");
static struct kt_str web_code = KT_STR_INIT("web");

static void
set_ended(void)
{
    row->ends_ms = kit.in.now_ms;
}

static void
set_uses(void)
{
    row->uses_max = row->uses = 3;
}

static void
set_budget(void)
{
    row->budget_minor = row->spent_minor = 100;
}

static void
set_coupon(void)
{
    row->needs_coupon = true;
}

static void
set_prices(void)
{
    row->must_contain = true;
    row->products.price_min = 2000;
    row->products.price_max = 1000;
}

static void
set_channel(void)
{
    row->channels = (struct kt_list){ &app_code, 1 };
}

static void
set_currency(void)
{
    row->currency = KT_STR("USD");
}

static void
set_no_leader(void)
{
    row->companion_of = (struct kt_id){ { 9 } };
}

static void
set_late_leader(void)
{
    row->companion_of = other(KT_STAGE_SHIPPING, "Leader")->id;
}

static void
set_strange_leader(void)
{
    struct kt_promotion *leader = other(KT_STAGE_ITEM, "Leader");
    leader->ends_ms = kit.in.now_ms + 10;
    row->starts_ms = kit.in.now_ms + 10;
    row->companion_of = leader->id;
}

static void
set_two(void)
{
    set_uses();
    set_channel();
}

static const struct {
    void (*set)(void);
    const char *advice;
} nevers[] = {
    { set_ended, "never /ends_at: it ended at 2026-01-01T00:00:00Z\n" },
    { set_uses, "never /uses_max: all of its 3 uses are taken\n" },
    { set_budget, "never /budget: its budget is spent\n" },
    { set_coupon, "never /needs_coupon: it has no coupon that may be used\n" },
    { set_prices, "never /products/price_max: no unit costs at least 2000 and "
                  "at most 1000\n" },
    { set_channel, "never /channels: none of its channels is active\n" },
    { set_currency, "never /currency: none of its channels sells in USD\n" },
    { set_no_leader,
      "never /companion_of: the one it goes along with is off\n" },
    { set_late_leader, "never /companion_of: \"Leader\", which it goes along "
                       "with, comes later\n" },
    { set_strange_leader, "never /companion_of: no cart meets its conditions "
                          "and those of \"Leader\", which it goes along "
                          "with\n" },
    { set_two, "never /uses_max: all of its 3 uses are taken\n"
               "never /channels: none of its channels is active\n" },
};

START_TEST(test_what_can_never_apply)
{
    start();
    assert_text(advice_on(row), "");
    nevers[_i].set();
    assert_text(advice_on(row), nevers[_i].advice);
    row->is_active = false;
    assert_text(advice_on(row), "");
}
END_TEST

/* ---- two that never apply together ---- */

START_TEST(test_an_exclusive_one_shuts_out_the_others)
{
    start();
    static const char *const titles[] = { "A", "B", "C", "D", "E" };
    row->is_exclusive = true;
    row->quantity_min = 2;
    for (size_t i = 0; i < KT_COUNT(titles); i++)
        other(KT_STAGE_ITEM, titles[i]);
    other(KT_STAGE_CATALOG, "Shelf");
    other(KT_STAGE_ORDER, "Along")->companion_of = row->id;
    assert_text(advice_on(row),
                "excludes /is_exclusive: it is exclusive: never together with "
                "\"A\", \"B\", \"C\" and 2 more\n");
    assert_text(advice_on(&kit.promotions[1]),
                "excludes : never together with what is exclusive: \"Mine\"\n");
    assert_text(advice_on(&kit.promotions[6]), "");
    assert_text(advice_on(&kit.promotions[7]), "");
}
END_TEST

START_TEST(test_those_that_cannot_meet_exclude_nothing)
{
    start();
    struct kt_promotion *exclusive = other(KT_STAGE_ITEM, "Other");
    exclusive->is_exclusive = true;
    exclusive->quantity_min = 2;
    exclusive->starts_ms = kit.in.now_ms + 10;
    row->ends_ms = kit.in.now_ms + 10;
    assert_text(advice_on(row), "");
    row->ends_ms++;
    assert_text(
        advice_on(row),
        "excludes : never together with what is exclusive: \"Other\"\n");
    row->countries = (struct kt_list){ &app_code, 1 };
    exclusive->countries = (struct kt_list){ &web_code, 1 };
    assert_text(advice_on(row), "");
}
END_TEST

START_TEST(test_what_is_beaten_wherever_it_holds)
{
    start();
    struct kt_promotion *exclusive = other(KT_STAGE_ITEM, "Other");
    exclusive->is_exclusive = true;
    exclusive->channels = (struct kt_list){ &web_code, 1 };
    assert_text(
        advice_on(row),
        "excludes : never together with what is exclusive: \"Other\"\n");
    row->channels = (struct kt_list){ &web_code, 1 };
    static const char beaten[] =
        "beaten : \"Other\" is exclusive and holds whenever this does: this "
        "applies only where that one takes nothing off\n";
    assert_text(advice_on(row), beaten);
    row->is_exclusive = true; /* and older, so that it is tried first */
    assert_text(advice_on(row), "excludes /is_exclusive: it is exclusive: "
                                "never together with \"Other\"\n");
    exclusive->priority = 1;
    assert_text(advice_on(row), beaten);
    exclusive->needs_coupon = true;
    assert_text(advice_on(row), "excludes /is_exclusive: it is exclusive: "
                                "never together with \"Other\"\n");
}
END_TEST

START_TEST(test_rivals_of_a_group)
{
    start();
    struct kt_promotion *rival = other(KT_STAGE_ITEM, "Rival");
    row->group = rival->group = KT_STR("one");
    assert_text(advice_on(row), "");
    row->group_mode = rival->group_mode = KT_GROUP_BEST;
    assert_text(advice_on(row),
                "excludes /group: of its group only the best applies: never "
                "together with \"Rival\"\n");
    rival->stage = KT_STAGE_SHIPPING;
    assert_text(advice_on(row), "");
}
END_TEST

START_TEST(test_subtotals_that_cannot_meet)
{
    start();
    struct kt_promotion *exclusive = other(KT_STAGE_ORDER, "Other");
    exclusive->is_exclusive = true;
    exclusive->subtotal_min_minor = 5000;
    row->subtotal_max_minor = 4999;
    assert_text(advice_on(row), "");
    row->subtotal_max_minor = 5000;
    assert_text(
        advice_on(row),
        "excludes : never together with what is exclusive: \"Other\"\n");
}
END_TEST

Suite *
kt_suite_advice(void)
{
    Suite *suite = suite_create("advice");
    TCase *tcase = unit_case(suite, "advice");
    tcase_add_loop_test(tcase, test_what_can_never_apply, 0, KT_COUNT(nevers));
    tcase_add_test(tcase, test_an_exclusive_one_shuts_out_the_others);
    tcase_add_test(tcase, test_those_that_cannot_meet_exclude_nothing);
    tcase_add_test(tcase, test_what_is_beaten_wherever_it_holds);
    tcase_add_test(tcase, test_rivals_of_a_group);
    tcase_add_test(tcase, test_subtotals_that_cannot_meet);
    return suite;
}
