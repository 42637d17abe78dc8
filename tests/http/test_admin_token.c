#include "admin.h"

Suite *kt_suite_admin_token(void);

/* Tokens, settings and groups of customers. */

#define TOKENS "/admin/v1/tokens"

static struct http_reply
get_as(struct kt_str token, const char *target)
{
    return admin_call_as(token, "", "GET", kt_str_of(target), NULL);
}

static void
assert_no_secret(struct http_reply reply)
{
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "\"secret\"", 8));
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "sk_", 3));
}

/* ---- tokens ---- */

START_TEST(tells_its_secret_once)
{
    struct http_reply reply =
        admin_call(201, "POST", KT_STR(TOKENS),
                   "{\"name\":\"till\",\"scopes\":[\"orders:read\"]}");
    struct kt_str secret = shop_text(reply, "/secret");
    struct kt_str at =
        admin_text(TOKENS "/%.*s", KT_STR_FMT(shop_text(reply, "/id")));
    ck_assert_uint_eq(secret.len, 46);
    ck_assert_int_eq(get_as(secret, "/admin/v1/orders").status, 200);
    ck_assert_int_eq(get_as(secret, "/admin/v1/coupons").status, 403);
    reply = admin_get(at);
    assert_str(reply, "/name", "till");
    assert_json(reply, "/scopes", "[\"orders:read\"]");
    assert_json(reply, "/expires_at", "null");
    assert_no_secret(reply);
    reply = admin_get(KT_STR(TOKENS));
    assert_no_secret(reply);
    admin_call(204, "DELETE", at, NULL);
    ck_assert_int_eq(get_as(secret, "/admin/v1/orders").status, 401);
}
END_TEST

/* The secret is in no kept answer. */
START_TEST(tells_no_secret_again_for_a_key)
{
    static const char body[] = "{\"name\":\"till\",\"scopes\":[\"*\"]}";
    static const char key[] = "Idempotency-Key: one\r\n";
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct http_reply first =
        admin_call_as(token, key, "POST", KT_STR(TOKENS), body);
    ck_assert_int_eq(first.status, 201);
    for (int i = 0; i < 2; i++) {
        struct http_reply again =
            admin_call_as(token, key, "POST", KT_STR(TOKENS), body);
        ck_assert_int_eq(again.status, 201);
        ck_assert(kt_str_eq(shop_text(again, "/id"), shop_text(first, "/id")));
        assert_no_secret(again);
    }
}
END_TEST

START_TEST(tells_when_it_was_used)
{
    struct http_reply reply =
        admin_call(201, "POST", KT_STR(TOKENS),
                   "{\"name\":\"till\",\"scopes\":[\"orders:read\"]}");
    struct kt_str secret = shop_text(reply, "/secret");
    struct kt_str at =
        admin_text(TOKENS "/%.*s", KT_STR_FMT(shop_text(reply, "/id")));
    assert_json(admin_get(at), "/last_used_at", "null");
    get_as(secret, "/admin/v1/orders");
    /* Writes end in their order: behind this one the note is stored. */
    admin_make("/admin/v1/customer-groups", "{\"code\":\"a\",\"name\":\"A\"}");
    ck_assert_uint_eq(shop_text(admin_get(at), "/last_used_at").len, 24);
}
END_TEST

START_TEST(has_real_scopes)
{
    struct http_reply reply =
        admin_call(400, "POST", KT_STR(TOKENS),
                   "{\"name\":\"till\",\"scopes\":[\"order:read\",\"*\"],"
                   "\"expires_at\":\"2020-01-01T00:00:00Z\"}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/0/pointer", "/scopes/0");
    assert_str(reply, "/errors/0/detail",
               "\"order:read\" is no scope; did you mean \"orders:read\"?");
    assert_str(reply, "/errors/1/pointer", "/expires_at");
}
END_TEST

START_TEST(gives_no_more_than_its_giver_has)
{
    struct kt_str token =
        admin_token((const char *const[]){ "tokens:*", "orders:read", NULL });
    struct http_reply reply = admin_call_as(
        token, "", "POST", KT_STR(TOKENS),
        "{\"name\":\"till\",\"scopes\":[\"orders:read\",\"orders:*\",\"*\","
        "\"tokens:write\"]}");
    ck_assert_int_eq(reply.status, 400);
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/0/pointer", "/scopes/1");
    assert_str(reply, "/errors/1/pointer", "/scopes/2");
    assert_str(reply, "/errors/1/detail", "your own token lacks \"*\"");
}
END_TEST

/* ---- settings ---- */

START_TEST(settings_hold_at_once)
{
    struct kt_str at = KT_STR("/admin/v1/settings");
    struct http_reply reply = admin_get(at);
    struct kt_str etag = kt_arena_str(&http_arena, http_header(&reply, "ETag"));
    assert_json(reply, "/clamps_stock", "false");
    reply = admin_match(200, etag.ptr, "PATCH", at,
                        "{\"clamps_stock\":true,\"lines_max\":5}");
    assert_int(reply, "/lines_max", 5);
    struct kt_str cart = shop_cart("[{\"sku\":\"plate\",\"quantity\":99}]");
    assert_int(shop_get(cart), "/lines/0/quantity", 10);
    admin_match(412, etag.ptr, "PATCH", at, "{\"lines_max\":6}");
    reply = admin_call(400, "PATCH", at,
                       "{\"default_channel\":\"wep\","
                       "\"payment_providers\":[\"manual\",\"cowrie\"]}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/0/detail",
               "there is no channel \"wep\", did you mean \"web\"?");
    assert_str(reply, "/errors/1/pointer", "/payment_providers/1");
    reply = admin_call(200, "PATCH", at, "{\"clamps_stock\":false}");
    assert_int(reply, "/lines_max", 5);
}
END_TEST

/* ---- groups of customers ---- */

START_TEST(groups_stay_while_they_are_named)
{
    struct kt_str at = admin_make("/admin/v1/customer-groups",
                                  "{\"code\":\"vip\",\"name\":\"VIP\"}");
    admin_make("/admin/v1/price-lists",
               "{\"code\":\"vip\",\"name\":\"V\",\"customer_group\":\"vip\"}");
    admin_make("/admin/v1/promotions",
               "{\"rule\":\"order_percent_off\",\"params\":{\"percent\":10},"
               "\"customer_groups\":[\"vip\"]}");
    struct http_reply reply = admin_call(409, "DELETE", at, NULL);
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/0/code", "price_list");
    assert_str(reply, "/errors/1/code", "promotion");
    assert_int(reply, "/count", 1);
    reply = admin_call(200, "PATCH", at, "{\"name\":\"Best\"}");
    assert_text(reply.body, admin_text("{\"id\":\"%.*s\",\"code\":\"vip\","
                                       "\"name\":\"Best\",\"version\":2}",
                                       KT_STR_FMT(admin_id(at)))
                                .ptr);
    at = admin_make("/admin/v1/customer-groups",
                    "{\"code\":\"b2b\",\"name\":\"B2B\"}");
    admin_match(204, "\"v1\"", "DELETE", at, NULL);
}
END_TEST

Suite *
kt_suite_admin_token(void)
{
    Suite *suite = suite_create("admin_token");
    TCase *tcase = admin_case(suite, "tokens");
    tcase_add_test(tcase, tells_its_secret_once);
    tcase_add_test(tcase, tells_no_secret_again_for_a_key);
    tcase_add_test(tcase, tells_when_it_was_used);
    tcase_add_test(tcase, has_real_scopes);
    tcase_add_test(tcase, gives_no_more_than_its_giver_has);
    tcase = admin_case(suite, "settings");
    tcase_add_test(tcase, settings_hold_at_once);
    tcase = admin_case(suite, "groups");
    tcase_add_test(tcase, groups_stay_while_they_are_named);
    return suite;
}
