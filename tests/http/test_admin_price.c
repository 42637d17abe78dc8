#include <stdlib.h>

#include "admin.h"

Suite *kt_suite_admin_price(void);

#define PRICES "/admin/v1/prices"

static struct kt_str
variant_id(const char *sku)
{
    struct http_reply reply =
        admin_get(admin_text("/admin/v1/variants?sku=%s", sku));
    return kt_arena_str(&http_arena, shop_text(reply, "/data/0/id"));
}

static const char *
body_of(const char *sku, const char *members)
{
    return admin_text("{\"variant_id\":\"%.*s\",%s}",
                      KT_STR_FMT(variant_id(sku)), members)
        .ptr;
}

static struct kt_str
make(const char *sku, const char *members)
{
    return admin_make(PRICES, body_of(sku, members));
}

/* The first price of a variant. */
static struct kt_str
address_of(const char *sku)
{
    struct http_reply reply = admin_get(admin_text(PRICES "?sku=%s", sku));
    return admin_text(PRICES "/%.*s",
                      KT_STR_FMT(shop_text(reply, "/data/0/id")));
}

static int
by_amount(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* The amounts of a list, the lowest first: those made in one millisecond stand
 * in any order. */
static struct kt_str
listed(const char *query)
{
    struct http_reply reply = admin_get(admin_text(PRICES "?%s", query));
    int64_t amounts[100];
    struct kt_buf buf;
    size_t count = shop_count(reply, "/data");
    for (size_t i = 0; i < count; i++)
        amounts[i] = shop_int(reply, admin_text("/data/%zu/amount", i).ptr);
    qsort(amounts, count, sizeof *amounts, by_amount);
    kt_buf_init(&buf, &http_arena, 64);
    for (size_t i = 0; i < count; i++)
        kt_buf_format(&buf, "%s%lld", i > 0 ? " " : "", (long long)amounts[i]);
    return kt_buf_view(&buf);
}

START_TEST(tells_what_it_made)
{
    admin_make("/admin/v1/price-lists", "{\"code\":\"vip\",\"name\":\"VIP\"}");
    struct http_reply reply =
        admin_call(201, "POST", KT_STR(PRICES),
                   body_of("mug-red",
                           "\"currency\":\"EUR\",\"amount\":1000,"
                           "\"price_list\":\"vip\",\"quantity_min\":3,"
                           "\"starts_at\":\"2026-01-01T00:00:00Z\""));
    struct kt_str id = kt_arena_str(&http_arena, shop_text(reply, "/id"));
    assert_text(
        reply.body,
        admin_text("{\"id\":\"%.*s\",\"variant_id\":\"%.*s\","
                   "\"currency\":\"EUR\",\"amount\":1000,\"compare_at\":null,"
                   "\"min_amount\":null,\"price_list\":\"vip\","
                   "\"channel\":null,\"customer_group\":null,"
                   "\"country\":null,\"quantity_min\":3,\"quantity_max\":null,"
                   "\"starts_at\":\"2026-01-01T00:00:00Z\",\"ends_at\":null,"
                   "\"sku\":\"mug-red\",\"version\":1}",
                   KT_STR_FMT(id), KT_STR_FMT(variant_id("mug-red")))
            .ptr);
    assert_text(http_header(&reply, "ETag"), "\"v1\"");
    struct kt_str at = admin_text(PRICES "/%.*s", KT_STR_FMT(id));
    assert_text(http_header(&reply, "Location"), at.ptr);
    assert_text(admin_get(at).body, kt_arena_cstr(&http_arena, reply.body));
}
END_TEST

START_TEST(tells_all_faults_at_once)
{
    struct http_reply reply =
        admin_call(400, "POST", KT_STR(PRICES),
                   "{\"amout\":1,\"amount\":-1,\"currency\":\"EU\"}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 4);
    assert_str(reply, "/errors/0/detail",
               "is not known; did you mean \"amount\"?");
    reply = admin_call(400, "POST", KT_STR(PRICES),
                       "{\"variant_id\":\"var_00000000000000000000000001\","
                       "\"currency\":\"XXQ\",\"amount\":1,\"quantity_min\":5,"
                       "\"quantity_max\":4,\"country\":\"de\",\"price_list\":"
                       "\"vip\",\"channel\":\"wep\","
                       "\"starts_at\":\"2026-01-02T00:00:00Z\","
                       "\"ends_at\":\"2026-01-01T00:00:00Z\"}");
    static const char *const pointers[] = { "/currency",     "/country",
                                            "/quantity_max", "/ends_at",
                                            "/price_list",   "/channel",
                                            "/variant_id" };
    ck_assert_uint_eq(shop_count(reply, "/errors"), KT_COUNT(pointers));
    for (size_t i = 0; i < KT_COUNT(pointers); i++)
        assert_str(reply, admin_text("/errors/%zu/pointer", i).ptr,
                   pointers[i]);
}
END_TEST

/* Product, list, search and cart alike, from the very next request on. */
START_TEST(holds_at_once)
{
    struct kt_str mug = KT_STR("/store/v1/products/mug");
    struct kt_str list = KT_STR("/store/v1/products?category=cups");
    struct kt_str cart = shop_cart("[{\"sku\":\"mug-blue\",\"quantity\":2}]");
    assert_int(shop_get(mug), "/variants/1/price", 1100);
    assert_int(shop_get(list), "/data/0/price_min", 1100);
    assert_int(shop_get(cart), "/totals/subtotal", 2200);
    struct kt_str at = address_of("mug-blue");
    struct http_reply reply =
        admin_match(200, "\"v1\"", "PATCH", at,
                    "{\"amount\":1050,\"compare_at\":1300}");
    assert_text(http_header(&reply, "ETag"), "\"v2\"");
    reply = shop_get(mug);
    assert_int(reply, "/variants/1/price", 1050);
    assert_int(reply, "/variants/1/compare_at", 1300);
    assert_int(shop_get(list), "/data/0/price_min", 1050);
    assert_int(shop_get(cart), "/totals/subtotal", 2100);
    admin_match(412, "\"v1\"", "PATCH", at, "{\"amount\":1}");
    reply = admin_call(200, "PATCH", at, "{\"compare_at\":null}");
    assert_json(reply, "/compare_at", "null");
    assert_json(shop_get(mug), "/variants/1/compare_at", "null");
    struct kt_str lower = make("mug-blue", "\"currency\":\"EUR\","
                                           "\"amount\":900,\"channel\":"
                                           "\"web\"");
    assert_int(shop_get(list), "/data/0/price_min", 900);
    assert_int(shop_get(cart), "/totals/subtotal", 1800);
    admin_match(412, "\"v5\"", "DELETE", lower, NULL);
    admin_match(204, "\"v1\"", "DELETE", lower, NULL);
    assert_int(shop_get(list), "/data/0/price_min", 1050);
    assert_int(shop_get(mug), "/variants/1/price", 1050);
    admin_call(404, "GET", lower, NULL);
    admin_call(404, "DELETE", lower, NULL);
    reply = admin_call(400, "PATCH", at, "{\"variant_id\":\"x\"}");
    assert_str(reply, "/errors/0/code", "unknown_field");
}
END_TEST

START_TEST(loses_no_change_of_many)
{
    enum { RACERS = 4 };
    struct kt_str at = address_of("lamp");
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct kt_str headers =
        admin_text("Authorization: Bearer %.*s\r\nIf-Match: \"v1\"\r\n",
                   KT_STR_FMT(token));
    struct kt_str targets[RACERS] = { at, at, at, at };
    struct http_reply replies[RACERS];
    shop_race("PATCH", targets, RACERS, headers.ptr, "{\"amount\":4}", replies);
    assert_text(shop_tally(replies, RACERS), "1 x 200, 3 x 412");
    assert_int(admin_get(at), "/version", 2);
}
END_TEST

START_TEST(lists_what_is_asked_for)
{
    admin_make("/admin/v1/price-lists", "{\"code\":\"vip\",\"name\":\"VIP\"}");
    make("plate", "\"currency\":\"EUR\",\"amount\":1,\"price_list\":\"vip\"");
    make("lamp", "\"currency\":\"USD\",\"amount\":2,\"price_list\":\"vip\","
                 "\"channel\":\"app\"");
    make("lamp", "\"currency\":\"EUR\",\"amount\":3,"
                 "\"customer_group\":\"staff\"");
    assert_text(listed("sku=lamp"), "2 3 5000");
    assert_text(listed("sku=mug-red&currency=USD"), "1400");
    assert_text(listed("price_list=vip"), "1 2");
    assert_text(listed("price_list=vip&currency=USD"), "2");
    assert_text(listed("price_list=vip&sku=plate"), "1");
    assert_text(listed("currency=USD"), "2 950 1400");
    assert_text(listed("channel=app"), "2");
    assert_text(listed("customer_group=staff"), "3");
    assert_text(
        listed(
            admin_text("variant_id=%.*s", KT_STR_FMT(variant_id("plate"))).ptr),
        "1 2500");
    struct http_reply reply = admin_get(KT_STR(PRICES "?limit=10"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 10);
    assert_text(listed(admin_text("limit=10&after=%.*s",
                                  KT_STR_FMT(shop_text(reply, "/page/next")))
                           .ptr),
                "1 2 3");
}
END_TEST

Suite *
kt_suite_admin_price(void)
{
    Suite *suite = suite_create("admin_price");
    TCase *tcase = admin_case(suite, "prices");
    tcase_add_test(tcase, tells_what_it_made);
    tcase_add_test(tcase, tells_all_faults_at_once);
    tcase_add_test(tcase, holds_at_once);
    tcase_add_test(tcase, loses_no_change_of_many);
    tcase_add_test(tcase, lists_what_is_asked_for);
    return suite;
}
