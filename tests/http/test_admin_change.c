#include "admin.h"

/* Changing, deleting and listing promotions. */

Suite *kt_suite_admin_change(void);

#define PROMOTIONS "/admin/v1/promotions"

static const char ten_off[] =
    "{\"rule\":\"order_percent_off\",\"params\":{\"percent\":10},"
    "\"subtotal_min\":1000}";

static const char mugs[] = "[{\"sku\":\"mug-red\",\"quantity\":2}]";

static int64_t
discount_of(struct kt_str cart)
{
    return shop_int(shop_get(cart), "/totals/discount");
}

/* ---- changing ---- */

START_TEST(changes_what_is_given)
{
    struct kt_str cart = shop_cart(mugs);
    struct kt_str at = admin_make(PROMOTIONS, ten_off);
    struct http_reply reply =
        admin_call(200, "PATCH", at, "{\"params\":{\"percent\":25}}");
    assert_json(reply, "/params", "{\"percent\":25,\"with_shipping\":false}");
    assert_int(reply, "/subtotal_min", 1000);
    assert_str(reply, "/shown_title", "25 % off your order");
    assert_int(reply, "/version", 2);
    assert_text(http_header(&reply, "ETag"), "\"v2\"");
    ck_assert_int_eq(discount_of(cart), 600);
    reply = admin_call(200, "PATCH", at, "{\"subtotal_min\":2401}");
    assert_int(reply, "/subtotal_min", 2401);
    ck_assert_int_eq(discount_of(cart), 0);
    reply = admin_call(200, "PATCH", at, "{\"subtotal_min\":null}");
    assert_text(kt_json_text(shop_node(reply, "/products"), &http_arena), "{}");
    ck_assert_int_eq(discount_of(cart), 600);
    admin_call(200, "PATCH", at, "{\"is_active\":false}");
    ck_assert_int_eq(discount_of(cart), 0);
}
END_TEST

START_TEST(changes_the_rule_with_its_params)
{
    struct kt_str at = admin_make(PROMOTIONS, ten_off);
    struct http_reply reply =
        admin_call(400, "PATCH", at, "{\"rule\":\"order_amount_off\"}");
    assert_str(reply, "/errors/0/pointer", "/params/percent");
    reply = admin_call(200, "PATCH", at,
                       "{\"rule\":\"percent_off\",\"params\":{\"percent\":5}}");
    assert_str(reply, "/stage", "item");
    ck_assert_int_eq(discount_of(shop_cart(mugs)), 120);
}
END_TEST

START_TEST(wants_the_version_that_it_read)
{
    struct kt_str at = admin_make(PROMOTIONS, ten_off);
    admin_match(200, "\"v1\"", "PATCH", at, "{\"priority\":1}");
    struct http_reply reply =
        admin_match(412, "\"v1\"", "PATCH", at, "{\"priority\":2}");
    assert_str(reply, "/type", "/problems/version-mismatch");
    assert_int(reply, "/version", 2);
    admin_match(412, "\"v1\"", "DELETE", at, NULL);
    assert_int(admin_get(at), "/priority", 1);
    admin_match(204, "\"v2\"", "DELETE", at, NULL);
    admin_call(404, "GET", at, NULL);
    admin_call(404, "PATCH", at, "{}");
    admin_call(404, "DELETE", at, NULL);
}
END_TEST

START_TEST(a_group_keeps_one_mode)
{
    static const char first[] =
        "{\"rule\":\"order_percent_off\",\"params\":{\"percent\":10},"
        "\"group\":\"sale\",\"group_mode\":\"additive\"}";
    static const char second[] =
        "{\"rule\":\"order_percent_off\",\"params\":{\"percent\":20},"
        "\"group\":\"sale\"}";
    struct kt_str cart = shop_cart(mugs);
    struct kt_str at = admin_make(PROMOTIONS, first);
    struct kt_str other = admin_make(PROMOTIONS, second);
    assert_str(admin_get(other), "/group_mode", "additive");
    ck_assert_int_eq(discount_of(cart), 720);
    admin_call(200, "PATCH", other, "{\"group_mode\":\"best\"}");
    assert_str(admin_get(at), "/group_mode", "best");
    ck_assert_int_eq(discount_of(cart), 480);
    struct http_reply reply =
        admin_call(400, "PATCH", at, "{\"group\":\"fresh\"}");
    assert_str(reply, "/errors/0/pointer", "/group_mode");
    admin_call(400, "PATCH", at, "{\"group\":null,\"group_mode\":\"best\"}");
    admin_call(200, "PATCH", at, "{\"group\":null}");
    ck_assert_int_eq(discount_of(cart), 240 + 432);
}
END_TEST

START_TEST(lets_no_change_be_lost)
{
    enum { CHANGES = 12 };
    struct kt_str at = admin_make(PROMOTIONS, ten_off);
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct kt_str headers =
        admin_text("Authorization: Bearer %.*s\r\n", KT_STR_FMT(token));
    struct kt_str targets[CHANGES];
    struct http_reply replies[CHANGES];
    for (size_t i = 0; i < CHANGES; i++)
        targets[i] = at;
    shop_race("PATCH", targets, CHANGES, headers.ptr, "{\"priority\":7}",
              replies);
    int64_t done = 0;
    for (size_t i = 0; i < CHANGES; i++)
        done += replies[i].status == 200;
    ck_assert_int_ge(done, 1);
    assert_int(admin_get(at), "/version", 1 + done);
}
END_TEST

/* ---- deleting ---- */

START_TEST(takes_its_coupons_with_it)
{
    struct kt_str at = admin_make(PROMOTIONS, ten_off);
    struct kt_str coupon =
        admin_make("/admin/v1/coupons",
                   admin_text("{\"promotion_id\":\"%.*s\",\"code\":\"TEN\"}",
                              KT_STR_FMT(admin_id(at)))
                       .ptr);
    struct kt_str cart = shop_cart(mugs);
    shop_call(200, "POST", shop_at(cart, "/coupons"), "{\"code\":\"ten\"}");
    admin_call(204, "DELETE", at, NULL);
    admin_call(404, "GET", coupon, NULL);
    struct http_reply reply = shop_get(cart);
    assert_int(reply, "/totals/discount", 0);
    assert_str(reply, "/coupons/0/state", "unknown");
}
END_TEST

START_TEST(spares_one_that_another_needs)
{
    struct kt_str at = admin_make(PROMOTIONS, ten_off);
    struct kt_str other = admin_make(
        PROMOTIONS,
        admin_text("{\"rule\":\"free_shipping\",\"companion_of\":\"%.*s\"}",
                   KT_STR_FMT(admin_id(at)))
            .ptr);
    struct http_reply reply = admin_call(409, "DELETE", at, NULL);
    assert_str(reply, "/type", "/problems/in-use");
    ck_assert(kt_str_eq(shop_text(reply, "/used_by"), admin_id(other)));
    admin_call(204, "DELETE", other, NULL);
    admin_call(204, "DELETE", at, NULL);
}
END_TEST

/* ---- listing ---- */

/* How often the page shows the id. */
static int
shows(struct http_reply page, struct kt_str id)
{
    int count = 0;
    for (size_t i = 0; i < shop_count(page, "/data"); i++)
        count +=
            kt_str_eq(shop_text(page, admin_text("/data/%zu/id", i).ptr), id);
    return count;
}

START_TEST(lists_page_by_page)
{
    enum { MADE = 5 };
    struct kt_str made[MADE];
    int seen[MADE] = { 0 };
    for (size_t i = 0; i < MADE; i++)
        made[i] = admin_make(PROMOTIONS, ten_off);
    struct kt_str at = KT_STR(PROMOTIONS "?limit=2");
    for (int page = 0; page < 3; page++) {
        struct http_reply reply = admin_get(at);
        ck_assert_uint_eq(shop_count(reply, "/data"), page < 2 ? 2 : 1);
        for (size_t i = 0; i < MADE; i++)
            seen[i] += shows(reply, admin_id(made[i]));
        if (page == 2)
            assert_json(reply, "/page/next", "null");
        else
            at = admin_text(PROMOTIONS "?limit=2&after=%.*s",
                            KT_STR_FMT(shop_text(reply, "/page/next")));
    }
    for (size_t i = 0; i < MADE; i++)
        ck_assert_int_eq(seen[i], 1);
}
END_TEST

START_TEST(filters_by_rule_and_state)
{
    struct kt_str at = admin_make(PROMOTIONS, ten_off);
    admin_make(PROMOTIONS, "{\"rule\":\"free_shipping\",\"is_active\":false}");
    static const struct {
        const char *query;
        size_t count;
    } cases[] = {
        { "", 2 },
        { "?rule=order_percent_off", 1 },
        { "?rule=other", 0 },
        { "?is_active=true", 1 },
        { "?is_active=false", 1 },
        { "?is_active=true&rule=free_shipping", 0 },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        struct kt_str target = admin_text(PROMOTIONS "%s", cases[i].query);
        ck_assert_uint_eq(shop_count(admin_get(target), "/data"),
                          cases[i].count);
    }
    struct http_reply reply =
        admin_get(KT_STR(PROMOTIONS "?rule=order_percent_off"));
    ck_assert(kt_str_eq(shop_text(reply, "/data/0/id"), admin_id(at)));
    reply =
        admin_call(400, "GET", KT_STR(PROMOTIONS "?after=!&limit=101"), NULL);
    assert_str(reply, "/errors/0/pointer", "/limit");
    reply = admin_call(400, "GET", KT_STR(PROMOTIONS "?after=AAAA"), NULL);
    assert_str(reply, "/errors/0/pointer", "/after");
}
END_TEST

Suite *
kt_suite_admin_change(void)
{
    Suite *suite = suite_create("admin_change");
    TCase *tcase = admin_case(suite, "changing");
    tcase_add_test(tcase, changes_what_is_given);
    tcase_add_test(tcase, changes_the_rule_with_its_params);
    tcase_add_test(tcase, wants_the_version_that_it_read);
    tcase_add_test(tcase, a_group_keeps_one_mode);
    tcase_add_test(tcase, lets_no_change_be_lost);
    tcase = admin_case(suite, "deleting");
    tcase_add_test(tcase, takes_its_coupons_with_it);
    tcase_add_test(tcase, spares_one_that_another_needs);
    tcase = admin_case(suite, "listing");
    tcase_add_test(tcase, lists_page_by_page);
    tcase_add_test(tcase, filters_by_rule_and_state);
    return suite;
}
