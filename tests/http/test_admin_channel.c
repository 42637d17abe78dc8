#include "admin.h"

Suite *kt_suite_admin_channel(void);

#define CHANNELS "/admin/v1/channels"

static const char kiosk[] = "{\"code\":\"kiosk\",\"name\":\"Kiosk\","
                            "\"currencies\":[\"EUR\"],\"locales\":[\"de\"],"
                            "\"tax_mode\":\"included\","
                            "\"origins\":[\"https://kiosk.example\"]}";

static struct kt_str
at_code(const char *code)
{
    struct http_reply reply = admin_get(KT_STR(CHANNELS "?sort=code"));
    for (size_t i = 0; i < shop_count(reply, "/data"); i++) {
        struct kt_str at = admin_text("/data/%zu/code", i);
        if (kt_str_eq(shop_text(reply, at.ptr), kt_str_of(code)))
            return admin_text(CHANNELS "/%.*s",
                              KT_STR_FMT(shop_text(
                                  reply, admin_text("/data/%zu/id", i).ptr)));
    }
    ck_abort_msg("no channel %s", code);
}

static struct http_reply
shop_with_key(struct kt_str key)
{
    struct kt_str header =
        admin_text("X-Publishable-Key: %.*s\r\n", KT_STR_FMT(key));
    return http_call("GET", "/store/v1/channel", header.ptr, NULL);
}

static struct http_reply
shop_from(struct kt_str key, const char *origin)
{
    struct kt_str headers =
        admin_text("X-Publishable-Key: %.*s\r\nOrigin: %s\r\n", KT_STR_FMT(key),
                   origin);
    return http_call("GET", "/store/v1/channel", headers.ptr, NULL);
}

#define VARY                                                                   \
    "Accept-Encoding, Accept-Language, Authorization, X-Publishable-Key"

START_TEST(lets_its_own_pages_use_the_key)
{
    static const char allow[] = "Access-Control-Allow-Origin";
    struct http_reply made = admin_call(201, "POST", KT_STR(CHANNELS), kiosk);
    struct kt_str key = shop_text(made, "/publishable_key");
    struct http_reply reply = shop_from(key, "https://kiosk.example");
    ck_assert_int_eq(reply.status, 200);
    assert_text(http_header(&reply, allow), "https://kiosk.example");
    assert_text(http_header(&reply, "Vary"), VARY ", Origin");
    static const char *const others[] = {
        "https://kiosk.example.evil", "http://kiosk.example",
        "https://kiosk.example:8443", "null",
        "https://KIOSK.example",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        reply = shop_from(key, others[i]);
        ck_assert_int_eq(reply.status, 403);
        assert_str(reply, "/type", "/problems/origin-refused");
        ck_assert_ptr_null(http_header(&reply, allow).ptr);
        assert_text(http_header(&reply, "Vary"), "Origin");
    }
    reply = shop_with_key(key); /* a server of the shop, no browser */
    ck_assert_int_eq(reply.status, 200);
    ck_assert_ptr_null(http_header(&reply, allow).ptr);
    reply = http_call("GET", "/store/v1/channel",
                      "Origin: https://else.example\r\n", NULL);
    ck_assert_int_eq(reply.status, 200); /* a channel that names none */
    assert_text(http_header(&reply, allow), "*");
    assert_text(http_header(&reply, "Vary"), VARY);
}
END_TEST

START_TEST(sells_at_once)
{
    struct http_reply made = admin_call(201, "POST", KT_STR(CHANNELS), kiosk);
    struct kt_str key = shop_text(made, "/publishable_key");
    ck_assert(kt_str_starts(key, KT_STR("pk_")));
    assert_str(made, "/origins/0", "https://kiosk.example");
    assert_str(made, "/tax_level", "line");
    assert_str(made, "/price_rounding", "half_up");
    assert_str(made, "/price_keeps", "gross");
    assert_int(made, "/version", 1);
    struct http_reply reply = shop_with_key(key);
    ck_assert_int_eq(reply.status, 200);
    assert_str(reply, "/code", "kiosk");
    assert_json(reply, "/locales", "[\"de\"]");
}
END_TEST

START_TEST(tells_all_faults_at_once)
{
    struct http_reply reply = admin_call(
        400, "POST", KT_STR(CHANNELS),
        "{\"code\":\"The Kiosk\",\"name\":\"Kiosk\",\"currencies\":[\"EUX\"],"
        "\"locales\":[\"deutsch\"],\"home_country\":\"de\","
        "\"countries\":[\"DE\",\"Austria\"],\"origins\":["
        "\"https://a.example\",\"a.example\",\"https://a.example/\","
        "\"https://A.example\",\"https://a.example:443\",\"*\","
        "\"http://localhost:3000\"]}");
    static const char *const pointers[] = {
        "/code",        "/currencies/0", "/home_country",
        "/countries/1", "/origins/1",    "/origins/2",
        "/origins/3",   "/origins/4",    "/origins/5",
    };
    ck_assert_uint_eq(shop_count(reply, "/errors"), KT_COUNT(pointers));
    for (size_t i = 0; i < KT_COUNT(pointers); i++)
        assert_str(reply, admin_text("/errors/%zu/pointer", i).ptr,
                   pointers[i]);
    admin_call(201, "POST", KT_STR(CHANNELS), kiosk);
    admin_call(409, "POST", KT_STR(CHANNELS), kiosk);
}
END_TEST

START_TEST(changes_for_the_next_request)
{
    struct kt_str at = admin_make(CHANNELS, kiosk);
    struct kt_str old = shop_text(admin_get(at), "/publishable_key");
    struct http_reply reply = admin_match(
        200, "\"v1\"", "PATCH", at,
        "{\"name\":\"Till\",\"countries\":[\"DE\"],\"origins\":[]}");
    assert_int(reply, "/version", 2);
    assert_json(reply, "/origins", "[]");
    assert_str(shop_with_key(old), "/name", "Till");
    reply = admin_call(200, "PATCH", at, "{\"time_zone\":\"Asia/Tokyo\"}");
    assert_str(reply, "/time_zone", "Asia/Tokyo");
    reply = admin_call(400, "PATCH", at, "{\"time_zone\":\"Asia/Tokio\"}");
    assert_str(reply, "/errors/0/pointer", "/time_zone");
    reply = admin_call(200, "PATCH", at, "{\"price_keeps\":\"net\"}");
    assert_str(reply, "/price_keeps", "net");
    assert_str(admin_get(at), "/price_keeps", "net");
    reply = admin_call(400, "PATCH", at, "{\"publishable_key\":\"pk_mine\"}");
    assert_str(reply, "/errors/0/pointer", "/publishable_key");
    reply = admin_call(200, "PATCH", at, "{\"publishable_key\":null}");
    struct kt_str key = shop_text(reply, "/publishable_key");
    ck_assert(!kt_str_eq(old, key));
    ck_assert_int_eq(shop_with_key(old).status, 401);
    ck_assert_int_eq(shop_with_key(key).status, 200);
    admin_call(200, "PATCH", at, "{\"is_active\":false}");
    ck_assert_int_eq(shop_with_key(key).status, 401);
}
END_TEST

START_TEST(stays_while_it_is_used)
{
    struct kt_str at = admin_make(CHANNELS, kiosk);
    struct kt_str web = at_code("web");
    struct kt_str promotion = admin_make(
        "/admin/v1/promotions",
        "{\"rule\":\"order_percent_off\",\"params\":{\"percent\":10},"
        "\"channels\":[\"kiosk\"]}");
    struct kt_str cart = shop_cart("[{\"sku\":\"plate\",\"quantity\":1}]");
    struct http_reply reply = admin_call(409, "DELETE", at, NULL);
    assert_str(reply, "/kind", "promotion");
    assert_int(reply, "/count", 1);
    ck_assert(kt_str_eq(shop_text(reply, "/used_by"), admin_id(promotion)));
    reply = admin_call(409, "DELETE", web, NULL);
    assert_str(reply, "/kind", "cart");
    assert_int(reply, "/count", 1);
    ck_assert(kt_str_eq(shop_text(reply, "/used_by"), admin_id(cart)));
    admin_call(204, "DELETE", promotion, NULL);
    admin_call(204, "DELETE", at, NULL);
    admin_call(404, "GET", at, NULL);
}
END_TEST

Suite *
kt_suite_admin_channel(void)
{
    Suite *suite = suite_create("admin_channel");
    TCase *tcase = admin_case(suite, "channels");
    tcase_add_test(tcase, sells_at_once);
    tcase_add_test(tcase, lets_its_own_pages_use_the_key);
    tcase_add_test(tcase, tells_all_faults_at_once);
    tcase_add_test(tcase, changes_for_the_next_request);
    tcase_add_test(tcase, stays_while_it_is_used);
    return suite;
}
