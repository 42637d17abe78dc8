/* One rule: what its address tells, and what becomes of one that is stopped
 * again and again, on a server that goes on selling. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin.h"
#include "base/log.h"
#include "own_rule.h"

Suite *kt_suite_admin_rule(void);

#define RULE  KT_STR("/admin/v1/rules/price_rule/list_price")
#define LOOPS "(function() while true do end end)()"

static const char mugs[] = "[{\"sku\":\"mug-red\",\"quantity\":2}]";

static void
open_priced(void)
{
    own_rule_open();
    own_rule_write("1500");
    own_rule_reload();
    admin_login();
    kt_log_configure(KT_LOG_ERROR + 1, true); /* each failure has a line */
}

static enum kt_status
reload(void)
{
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    return kt_host_reload(http_app.host, &err);
}

static void
assert_stopped(struct http_reply reply)
{
    assert_problem(reply, 500, "{\"type\":\"/problems/rule-failed\"");
    assert_str(reply, "/rule", "list_price");
}

/* A sample of /metrics; -1: there is none. */
static long
sample(const char *name)
{
    struct kt_str page = http_get("/metrics").body;
    struct kt_str line = admin_text("\n%s ", name);
    const char *at = memmem(page.ptr, page.len, line.ptr, line.len);
    return at != NULL ? strtol(at + line.len, NULL, 10) : -1;
}

#define PRICE_RULE "{kind=\"price_rule\",rule=\"list_price\""

/* ---- its address ---- */

START_TEST(tells_a_rule_that_fares_well)
{
    struct http_reply reply =
        admin_get(KT_STR("/admin/v1/rules/promotion/order_percent_off"));
    assert_str(reply, "/kind", "promotion");
    assert_str(reply, "/code", "order_percent_off");
    assert_str(reply, "/stage", "order");
    assert_str(reply, "/params/type", "object");
    assert_str(reply, "/state", "serving");
    assert_json(reply, "/failures",
                "{\"error\":0,\"budget\":0,\"wall\":0,\"memory\":0,"
                "\"denied\":0,\"disabled\":0}");
    assert_json(reply, "/last_error", "null");
    assert_int(reply, "/kills_last_minute", 0);
    ck_assert_int_gt(shop_int(reply, "/generation"), 0);
    struct kt_str hash =
        shop_text(admin_get(KT_STR("/admin/v1/rules")), "/hash");
    ck_assert(kt_str_eq(shop_text(reply, "/rules_hash"), hash));
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "given_up", 8));
}
END_TEST

START_TEST(names_the_nearest_of_what_is_not_there)
{
    static const struct {
        const char *path, *detail;
    } wrong[] = {
        { "promotion/order_percent_of",
          "there is no promotion \"order_percent_of\"; did you mean "
          "\"order_percent_off\"?" },
        { "tax_rule/order_percent_off",
          "there is no tax_rule \"order_percent_off\"" },
        { "promotions/order_percent_off",
          "there is no kind of rules \"promotions\"; did you mean "
          "\"promotion\"?" },
        { "magic/wand", "there is no kind of rules \"magic\"" },
    };
    for (size_t i = 0; i < KT_COUNT(wrong); i++) {
        struct http_reply reply =
            admin_call(404, "GET",
                       admin_text("/admin/v1/rules/%s", wrong[i].path), NULL);
        assert_str(reply, "/detail", wrong[i].detail);
    }
}
END_TEST

START_TEST(tells_the_last_error)
{
    own_rule_write("item.sku + 1");
    own_rule_reload();
    struct kt_str cart = KT_STR("/store/v1/products/mug");
    http_app.clock.fixed_ms = INT64_C(1800000000000);
    for (int i = 0; i < 3; i++)
        shop_call(500, "GET", cart, NULL);
    struct http_reply reply = admin_get(RULE);
    assert_str(reply, "/state", "serving");
    assert_str(reply, "/last_error/outcome", "error");
    assert_has(shop_text(reply, "/last_error/detail"),
               "attempt to perform arithmetic on a string value");
    assert_has(shop_text(reply, "/last_error/file"), "/pricing/list_price.lua");
    assert_int(reply, "/last_error/line", 9);
    assert_str(reply, "/last_error/at", "2027-01-15T08:00:00Z");
    assert_int(reply, "/failures/error", 3);
    assert_int(reply, "/kills_last_minute", 0);
    ck_assert_int_eq(sample("kontor_rule_failures_total" PRICE_RULE
                            ",outcome=\"error\"}"),
                     3);
    ck_assert_int_eq(sample("kontor_rule_kills_total" PRICE_RULE "}"), 0);
}
END_TEST

/* ---- given up ---- */

static void
stop_five_times(struct kt_str cart)
{
    own_rule_write(LOOPS);
    own_rule_reload();
    assert_str(admin_get(RULE), "/state", "serving");
    for (int i = 0; i < 5; i++)
        assert_stopped(shop_call(500, "GET", cart, NULL));
}

START_TEST(the_last_good_generation_sells_on)
{
    struct kt_str cart = shop_cart(mugs);
    assert_int(shop_get(cart), "/totals/total", 3490);
    struct http_reply before = admin_get(RULE);
    stop_five_times(cart);
    assert_int(shop_get(cart), "/totals/total", 3490);
    assert_int(shop_get(KT_STR("/store/v1/products/mug")), "/price_min", 1500);

    struct http_reply reply = admin_get(RULE);
    assert_str(reply, "/state", "fallen_back");
    ck_assert(kt_str_eq(shop_text(reply, "/hash"), shop_text(before, "/hash")));
    assert_int(reply, "/generation", shop_int(before, "/generation"));
    ck_assert_uint_eq(shop_text(reply, "/given_up").len, 64);
    assert_int(reply, "/failures/budget", 5);
    assert_int(reply, "/kills_last_minute", 5);
    assert_str(reply, "/last_error/outcome", "budget");
    assert_str(reply, "/last_error/detail", "stopped after 2000000 steps");
    assert_int(reply, "/last_error/line", 9);
    ck_assert_int_eq(sample("kontor_rule_kills_total" PRICE_RULE "}"), 5);
    ck_assert_int_eq(sample("kontor_rules_given_up_total" PRICE_RULE "}"), 1);
    ck_assert_int_eq(sample("kontor_rule_failures_total" PRICE_RULE
                            ",outcome=\"budget\"}"),
                     5);
    reply = admin_get(KT_STR("/admin/v1/rules?kind=price_rule"));
    assert_str(reply, "/data/0/state", "fallen_back");
    assert_has(shop_text(reply, "/faults/0/place"),
               "/pricing/list_price.lua:9");
    assert_str(reply, "/faults/0/detail",
               "list_price was stopped 5 times within a minute (stopped after "
               "2000000 steps) and given up; the rules before it serve until "
               "its text changes");
}
END_TEST

START_TEST(a_mended_file_is_taken)
{
    struct kt_str cart = shop_cart(mugs);
    stop_five_times(cart);
    ck_assert(!kt_host_is_stale(http_app.host));
    ck_assert_int_eq(reload(), KT_INVALID_RULE);
    assert_int(shop_get(cart), "/totals/total", 3490);
    own_rule_write("1600");
    ck_assert(kt_host_is_stale(http_app.host));
    ck_assert_int_eq(reload(), KT_OK);
    assert_int(shop_get(cart), "/totals/total", 3690);
    struct http_reply reply = admin_get(RULE);
    assert_str(reply, "/state", "serving");
    assert_int(reply, "/failures/budget", 5);
    assert_json(admin_get(KT_STR("/admin/v1/rules")), "/faults", "[]");
}
END_TEST

/* Everybody asks at once: no buyer is told anything but that the rule failed,
 * and those who come later get the price. */
START_TEST(many_buyers_at_once)
{
    enum { BUYERS = 8 };
    struct kt_str carts[BUYERS];
    struct http_reply replies[BUYERS];
    for (size_t i = 0; i < BUYERS; i++)
        carts[i] = shop_cart(mugs);
    own_rule_write(LOOPS);
    own_rule_reload();
    shop_race("GET", carts, BUYERS, "", NULL, replies);
    for (size_t i = 0; i < BUYERS; i++) {
        if (replies[i].status == 200)
            assert_int(replies[i], "/totals/total", 3490);
        else
            assert_stopped(replies[i]);
    }
    shop_race("GET", carts, BUYERS, "", NULL, replies);
    assert_text(shop_tally(replies, BUYERS), "8 x 200");
    assert_str(admin_get(RULE), "/state", "fallen_back");
}
END_TEST

/* What staff try out harms nobody who buys. */
START_TEST(trials_give_nothing_up)
{
    own_rule_write(LOOPS);
    own_rule_reload();
    for (int i = 0; i < 7; i++)
        admin_call(500, "POST", KT_STR("/admin/v1/quotes"),
                   "{\"lines\":[{\"sku\":\"mug-red\",\"quantity\":1}]}");
    struct http_reply reply = admin_get(RULE);
    assert_str(reply, "/state", "serving");
    assert_int(reply, "/failures/budget", 7);
    assert_int(reply, "/kills_last_minute", 0);
}
END_TEST

/* ---- a promotion that has no earlier text ---- */

static char folder[64], rule_file[96];

static void
write_promotion(const char *body)
{
    FILE *file = fopen(rule_file, "w");
    ck_assert_ptr_nonnull(file);
    fprintf(file,
            "local give <const> = require \"kontor.give\"\n"
            "local promotion <const> = require \"kontor.promotion\"\n\n"
            "return promotion {\n"
            "  code = \"own_sale\",\n"
            "  title = \"Own sale\",\n"
            "  stage = \"order\",\n"
            "  evaluate = function(cart)\n"
            "    %s\n"
            "    return give.amount(cart, 100)\n"
            "  end,\n"
            "}\n",
            body);
    ck_assert_int_eq(fclose(file), 0);
}

static void
open_promotion(void)
{
    snprintf(folder, sizeof folder, "/tmp/kontor-http-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(rule_file, sizeof rule_file, "%s/promotions", folder);
    ck_assert_int_eq(mkdir(rule_file, 0700), 0);
    snprintf(rule_file, sizeof rule_file, "%s/promotions/own_sale.lua", folder);
    write_promotion("while true do end");
    shop_open(folder);
    admin_login();
    kt_log_configure(KT_LOG_ERROR + 1, true);
}

static void
close_promotion(void)
{
    shop_close();
    unlink(rule_file);
    *strrchr(rule_file, '/') = '\0';
    rmdir(rule_file);
    rmdir(folder);
}

START_TEST(without_an_earlier_text_the_promotion_is_skipped)
{
    struct kt_str cart = shop_cart(mugs);
    struct kt_str at =
        admin_make("/admin/v1/promotions", "{\"rule\":\"own_sale\"}");
    struct kt_str explained = shop_at(cart, "?explain=1");
    for (int i = 0; i < 5; i++)
        assert_str(shop_get(explained), "/trace/0/error",
                   "stopped after 2000000 steps");
    struct http_reply reply = shop_get(explained);
    assert_str(reply, "/trace/0/state", "failed");
    assert_has(shop_text(reply, "/trace/0/error"),
               "it was stopped 5 times within a minute and given up; the last "
               "time: promotions/own_sale.lua:9: stopped after 2000000 steps");
    assert_int(reply, "/totals/total", 2890);
    reply = admin_get(KT_STR("/admin/v1/rules/promotion/own_sale"));
    assert_str(reply, "/state", "disabled");
    ck_assert_int_ge(shop_int(reply, "/failures/disabled"), 1);
    assert_int(reply, "/failures/budget", 5);
    ck_assert_int_eq(reload(), KT_INVALID_RULE);

    /* Its row may say that nobody buys without it. */
    admin_call(200, "PATCH", at, "{\"on_error\":\"refuse\"}");
    reply = shop_call(500, "GET", cart, NULL);
    assert_str(reply, "/rule", "own_sale");

    write_promotion("");
    ck_assert_int_eq(reload(), KT_OK);
    assert_int(shop_get(cart), "/totals/total", 2790);
    assert_str(admin_get(KT_STR("/admin/v1/rules/promotion/own_sale")),
               "/state", "serving");
}
END_TEST

static TCase *
add_case(Suite *suite, const char *name, SFun open, SFun close)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, open, close);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    return tcase;
}

Suite *
kt_suite_admin_rule(void)
{
    Suite *suite = suite_create("admin_rule");
    TCase *tcase = admin_case(suite, "address");
    tcase_add_test(tcase, tells_a_rule_that_fares_well);
    tcase_add_test(tcase, names_the_nearest_of_what_is_not_there);
    tcase = add_case(suite, "price", open_priced, own_rule_close);
    tcase_add_test(tcase, tells_the_last_error);
    tcase_add_test(tcase, the_last_good_generation_sells_on);
    tcase_add_test(tcase, a_mended_file_is_taken);
    tcase_add_test(tcase, many_buyers_at_once);
    tcase_add_test(tcase, trials_give_nothing_up);
    tcase = add_case(suite, "promotion", open_promotion, close_promotion);
    tcase_add_test(tcase, without_an_earlier_text_the_promotion_is_skipped);
    return suite;
}
