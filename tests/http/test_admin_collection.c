#include "admin.h"

Suite *kt_suite_admin_collection(void);

#define COLLECTIONS "/admin/v1/collections"

static struct kt_str
product_id(const char *slug)
{
    return shop_text(shop_get(admin_text("/store/v1/products/%s", slug)),
                     "/id");
}

/* The slugs of the products that buyers find in a collection, in order. */
static struct kt_str
slugs_of(struct http_reply reply)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 64);
    for (size_t i = 0; i < shop_count(reply, "/data"); i++) {
        kt_buf_text(&buf, i > 0 ? " " : "");
        kt_buf_str(&buf, shop_text(reply, admin_text("/data/%zu/slug", i).ptr));
    }
    return kt_buf_view(&buf);
}

static struct http_reply
products_of(const char *slug)
{
    return shop_get(admin_text("/store/v1/collections/%s/products", slug));
}

static struct kt_str
make(const char *slug, const char *more)
{
    return admin_make(
        COLLECTIONS, admin_text("{\"slug\":\"%s\",\"names\":{\"en\":\"%s\"}%s}",
                                slug, slug, more)
                         .ptr);
}

START_TEST(shows_products_by_hand)
{
    struct kt_str plate = product_id("plate");
    struct kt_str mug = product_id("mug");
    struct kt_str lamp = product_id("lamp");
    struct kt_str at =
        make("gifts",
             admin_text(",\"products\":[\"%.*s\",\"%.*s\",\"%.*s\"]",
                        KT_STR_FMT(plate), KT_STR_FMT(mug), KT_STR_FMT(lamp))
                 .ptr);
    struct http_reply reply = admin_get(at);
    ck_assert_uint_eq(shop_count(reply, "/products"), 3);
    assert_json(reply, "/selector", "null");
    reply = products_of("gifts");
    assert_text(slugs_of(reply), "plate mug lamp");
    assert_int(reply, "/data/0/price_min", 2500);
    reply = shop_get(KT_STR("/store/v1/collections/gifts/products?limit=2"));
    assert_text(slugs_of(reply), "plate mug");
    reply = shop_get(
        admin_text("/store/v1/collections/gifts/products?limit=2&after=%.*s",
                   KT_STR_FMT(shop_text(reply, "/page/next"))));
    assert_text(slugs_of(reply), "lamp");
    assert_json(reply, "/page/next", "null");
    admin_call(200, "PATCH", at,
               admin_text("{\"products\":[\"%.*s\"]}", KT_STR_FMT(lamp)).ptr);
    assert_text(slugs_of(products_of("gifts")), "lamp");
}
END_TEST

/* Sorted, since the shop's products were made in one moment. */
static void
assert_has_slugs(const char *slug, size_t count, const char *one)
{
    struct http_reply reply = products_of(slug);
    ck_assert_uint_eq(shop_count(reply, "/data"), count);
    assert_has(slugs_of(reply), one);
}

START_TEST(shows_products_by_rule)
{
    struct kt_str at = make("rule", ",\"selector\":{\"categories\":[\"home\"],"
                                    "\"exclude_products\":[\"lamp\"]}");
    assert_has_slugs("rule", 3, "poster");
    admin_call(200, "PATCH", at, "{\"selector\":{\"tags\":[\"sale\"]}}");
    assert_has_slugs("rule", 1, "paper");
    admin_call(200, "PATCH", at,
               "{\"selector\":{\"skus\":[\"mug-red\",\"mug-blue\"],"
               "\"products\":[\"ebook\",\"draft\"]}}");
    assert_has_slugs("rule", 2, "mug");
    admin_call(200, "PATCH", at, "{\"selector\":{}}");
    assert_has_slugs("rule", 6, "plate");
    struct http_reply reply =
        admin_call(200, "PATCH", at,
                   admin_text("{\"products\":[\"%.*s\"]}",
                              KT_STR_FMT(product_id("mug")))
                       .ptr);
    assert_json(reply, "/selector", "null");
    assert_has_slugs("rule", 1, "mug");
}
END_TEST

/* A category that moves takes its products along. */
START_TEST(a_rule_follows_the_catalogue)
{
    make("home", ",\"selector\":{\"categories\":[\"home\"]}");
    assert_has_slugs("home", 4, "mug");
    struct http_reply reply =
        admin_get(KT_STR("/admin/v1/categories?parent=home"));
    struct kt_str at = admin_text("/admin/v1/categories/%.*s",
                                  KT_STR_FMT(shop_text(reply, "/data/0/id")));
    admin_call(200, "PATCH", at, "{\"parent\":\"books\"}");
    assert_has_slugs("home", 2, "lamp");
    at = admin_make("/admin/v1/categories",
                    "{\"slug\":\"garden\",\"names\":{\"en\":\"Garden\"}}");
    make("garden", ",\"selector\":{\"exclude_categories\":[\"garden\"]}");
    reply = admin_call(409, "DELETE", at, NULL);
    assert_str(reply, "/kind", "collection");
}
END_TEST

START_TEST(tells_all_faults_at_once)
{
    struct kt_str mug = product_id("mug");
    struct http_reply reply = admin_call(
        400, "POST", KT_STR(COLLECTIONS),
        admin_text("{\"slug\":\"A b\",\"names\":{},\"selector\":"
                   "{\"price_min\":5},\"products\":[\"%.*s\",\"%.*s\","
                   "\"prod_00000000000000000000000001\"]}",
                   KT_STR_FMT(mug), KT_STR_FMT(mug))
            .ptr);
    static const char *const pointers[] = {
        "/slug",     "/names",     "/products/1", "/selector/price_min",
        "/selector", "/products/2"
    };
    ck_assert_uint_eq(shop_count(reply, "/errors"), KT_COUNT(pointers));
    for (size_t i = 0; i < KT_COUNT(pointers); i++)
        assert_str(reply, admin_text("/errors/%zu/pointer", i).ptr,
                   pointers[i]);
    make("gifts", "");
    admin_call(409, "POST", KT_STR(COLLECTIONS),
               "{\"slug\":\"gifts\",\"names\":{\"en\":\"Gifts\"}}");
}
END_TEST

START_TEST(buyers_see_active_ones)
{
    struct kt_str at = make("gifts", ",\"descriptions\":{\"en\":\"For all\"}");
    make("hidden", ",\"is_active\":false");
    struct http_reply reply = shop_get(KT_STR("/store/v1/collections"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    assert_str(reply, "/data/0/name", "gifts");
    reply = shop_get(KT_STR("/store/v1/collections/gifts"));
    assert_str(reply, "/description", "For all");
    assert_text(products_of("gifts").body,
                "{\"data\":[],\"page\":{\"next\":null}}");
    shop_call(404, "GET", KT_STR("/store/v1/collections/hidden"), NULL);
    shop_call(404, "GET", KT_STR("/store/v1/collections/hidden/products"),
              NULL);
    admin_match(204, "\"v1\"", "DELETE", at, NULL);
    shop_call(404, "GET", KT_STR("/store/v1/collections/gifts"), NULL);
}
END_TEST

Suite *
kt_suite_admin_collection(void)
{
    Suite *suite = suite_create("admin_collection");
    TCase *tcase = admin_case(suite, "collections");
    tcase_add_test(tcase, shows_products_by_hand);
    tcase_add_test(tcase, shows_products_by_rule);
    tcase_add_test(tcase, a_rule_follows_the_catalogue);
    tcase_add_test(tcase, tells_all_faults_at_once);
    tcase_add_test(tcase, buyers_see_active_ones);
    return suite;
}
