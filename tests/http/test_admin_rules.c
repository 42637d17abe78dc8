#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin.h"

Suite *kt_suite_admin_rules(void);

#define RULES KT_STR("/admin/v1/rules")

/* ---- a folder of scripts that changes ---- */

static char folder[] = "/tmp/kontor-rules-XXXXXX";
static char promotions[64];
static char rule_file[96];

static void
write_rule(const char *text)
{
    FILE *file = fopen(rule_file, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

/* A rule that takes an amount off the order. */
static void
write_amount(int amount)
{
    write_rule(
        admin_text("--- Takes a fixed amount off the order.\n\n"
                   "local give <const> = require \"kontor.give\"\n"
                   "local promotion <const> = require \"kontor.promotion\"\n\n"
                   "return promotion {\n"
                   "  code = \"own_sale\",\n"
                   "  title = \"Own sale\",\n"
                   "  stage = \"order\",\n"
                   "  evaluate = function(cart)\n"
                   "    return give.amount(cart, %d)\n"
                   "  end,\n"
                   "}\n",
                   amount)
            .ptr);
}

static void
open_own(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(promotions, sizeof promotions, "%s/promotions", folder);
    snprintf(rule_file, sizeof rule_file, "%s/own_sale.lua", promotions);
    ck_assert_int_eq(mkdir(promotions, 0700), 0);
    kt_arena_init(&http_arena, 0);
    write_amount(100);
    kt_arena_release(&http_arena);
    shop_open(folder);
    admin_login();
}

static void
close_own(void)
{
    shop_close();
    unlink(rule_file);
    rmdir(promotions);
    rmdir(folder);
}

/* The place of a rule in the answer. */
static struct kt_str
place_of(struct http_reply reply, const char *code)
{
    size_t count = shop_count(reply, "/data");
    for (size_t i = 0; i < count; i++) {
        struct kt_str at = admin_text("/data/%zu", i);
        struct kt_str found =
            shop_text(reply, admin_text("%s/code", at.ptr).ptr);
        if (kt_str_eq(found, kt_str_of(code)))
            return at;
    }
    ck_abort_msg("no rule %s", code);
}

#define member(at, name) admin_text("%s/%s", (at).ptr, (name)).ptr

/* ---- what is in force ---- */

START_TEST(tells_every_rule)
{
    struct http_reply reply = admin_get(RULES);
    struct kt_str at = place_of(reply, "order_percent_off");
    assert_str(reply, member(at, "kind"), "promotion");
    assert_str(reply, member(at, "stage"), "order");
    assert_str(reply, member(at, "title"), "{percent} off your order");
    assert_str(reply, member(at, "help"),
               "A percentage off the whole order, spread over its lines.");
    assert_str(reply, member(at, "file"),
               KONTOR_SOURCE_DIR "/scripts/promotions/order_percent_off.lua");
    assert_str(reply, member(at, "params/type"), "object");
    assert_str(reply, member(at, "params/properties/percent/title"),
               "Discount");
    assert_json(reply, member(at, "params/properties/percent/type"),
                "[\"integer\",\"string\"]");
    assert_json(reply, member(at, "params/properties/with_shipping/default"),
                "false");
    assert_json(reply, member(at, "params/required"), "[\"percent\"]");
    at = place_of(reply, "flat_rate");
    assert_str(reply, member(at, "kind"), "tax_rule");
    assert_json(reply, member(at, "stage"), "null");
    at = place_of(reply, "hold_large_orders");
    assert_json(reply, member(at, "events"), "[\"confirm\"]");
    assert_json(reply, "/faults", "[]");
    ck_assert_uint_eq(shop_text(reply, "/hash").len, 64);
}
END_TEST

START_TEST(tells_one_kind)
{
    struct http_reply reply =
        admin_get(KT_STR("/admin/v1/rules?kind=shipping_method"));
    place_of(reply, "flat_fee");
    for (size_t i = 0; i < shop_count(reply, "/data"); i++)
        assert_str(reply, admin_text("/data/%zu/kind", i).ptr,
                   "shipping_method");
    reply = admin_call(400, "GET", KT_STR("/admin/v1/rules?kind=magic"), NULL);
    assert_str(reply, "/errors/0/pointer", "/kind");
}
END_TEST

/* ---- what changes ---- */

static enum kt_status
reload(void)
{
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    return kt_host_reload(http_app.host, &err);
}

START_TEST(serves_a_new_state_of_a_rule)
{
    struct kt_str cart = shop_cart("[{\"sku\":\"mug-red\",\"quantity\":1}]");
    admin_make("/admin/v1/promotions", "{\"rule\":\"own_sale\"}");
    assert_int(shop_get(cart), "/totals/discount", 100);
    struct kt_str hash = shop_text(admin_get(RULES), "/hash");
    write_amount(250);
    ck_assert_int_eq(reload(), KT_OK);
    assert_int(shop_get(cart), "/totals/discount", 250);
    ck_assert(!kt_str_eq(shop_text(admin_get(RULES), "/hash"), hash));
}
END_TEST

START_TEST(keeps_the_old_one_and_tells_why)
{
    struct kt_str cart = shop_cart("[{\"sku\":\"mug-red\",\"quantity\":1}]");
    admin_make("/admin/v1/promotions", "{\"rule\":\"own_sale\"}");
    struct kt_str hash = shop_text(admin_get(RULES), "/hash");
    write_rule("local promotion <const> = require \"kontor.promotion\"\n"
               "\n"
               "return promotion {\n"
               "  code = \"own_sale\",\n"
               "  titel = \"Own sale\",\n"
               "}\n");
    ck_assert_int_eq(reload(), KT_INVALID_RULE);
    assert_int(shop_get(cart), "/totals/discount", 100);
    struct http_reply reply = admin_get(RULES);
    ck_assert(kt_str_eq(shop_text(reply, "/hash"), hash));
    place_of(reply, "own_sale");
    ck_assert_uint_ge(shop_count(reply, "/faults"), 1);
    struct kt_str place = shop_text(reply, "/faults/0/place");
    ck_assert_msg(kt_str_starts(place, admin_text("%s:", rule_file)), "%.*s",
                  KT_STR_FMT(place));
    assert_has(shop_text(reply, "/faults/0/detail"), "titel");
    write_rule("return promotion {");
    ck_assert_int_eq(reload(), KT_INVALID_RULE);
    ck_assert_uint_eq(shop_count(admin_get(RULES), "/faults"), 1);
    write_amount(300);
    ck_assert_int_eq(reload(), KT_OK);
    assert_json(admin_get(RULES), "/faults", "[]");
    assert_int(shop_get(cart), "/totals/discount", 300);
}
END_TEST

START_TEST(a_promotion_without_its_rule_can_be_switched_off)
{
    struct kt_str cart = shop_cart("[{\"sku\":\"mug-red\",\"quantity\":1}]");
    struct kt_str at =
        admin_make("/admin/v1/promotions", "{\"rule\":\"own_sale\"}");
    ck_assert_int_eq(unlink(rule_file), 0);
    ck_assert_int_eq(reload(), KT_OK);
    struct http_reply reply = shop_get(shop_at(cart, "?explain=1"));
    assert_int(reply, "/totals/discount", 0);
    assert_str(reply, "/trace/0/state", "failed");
    assert_str(admin_get(at), "/shown_title", "");
    reply = admin_call(400, "PATCH", at, "{\"params\":{}}");
    assert_str(reply, "/errors/0/pointer", "/rule");
    reply = admin_call(200, "PATCH", at, "{\"is_active\":false}");
    assert_str(reply, "/rule", "own_sale");
    reply = shop_get(shop_at(cart, "?explain=1"));
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "\"trace\"", 7));
}
END_TEST

START_TEST(warns_of_skus_in_lists)
{
    write_rule("--- Takes an amount off when any of some SKUs is there.\n\n"
               "local param <const> = require \"kontor.param\"\n"
               "local promotion <const> = require \"kontor.promotion\"\n\n"
               "return promotion {\n"
               "  code = \"own_sale\",\n"
               "  title = \"Own sale\",\n"
               "  stage = \"order\",\n"
               "  params = { any = param.skus { label = \"Any of these\" } },\n"
               "  evaluate = function() end,\n"
               "}\n");
    ck_assert_int_eq(reload(), KT_OK);
    struct http_reply reply = admin_call(
        201, "POST", KT_STR("/admin/v1/promotions"),
        "{\"rule\":\"own_sale\",\"params\":{\"any\":[\"mug-red\",\"mug\"]}}");
    assert_json(reply, "/warnings",
                "[{\"code\":\"unknown\",\"pointer\":\"/params/any/1\","
                "\"detail\":\"there is no SKU \\\"mug\\\"\"}]");
}
END_TEST

Suite *
kt_suite_admin_rules(void)
{
    Suite *suite = suite_create("admin_rules");
    TCase *tcase = admin_case(suite, "in force");
    tcase_add_test(tcase, tells_every_rule);
    tcase_add_test(tcase, tells_one_kind);
    tcase = tcase_create("changing");
    tcase_add_checked_fixture(tcase, open_own, close_own);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, serves_a_new_state_of_a_rule);
    tcase_add_test(tcase, keeps_the_old_one_and_tells_why);
    tcase_add_test(tcase, a_promotion_without_its_rule_can_be_switched_off);
    tcase_add_test(tcase, warns_of_skus_in_lists);
    return suite;
}
