#include "shop.h"

Suite *kt_suite_store_catalog(void);

/* The slugs of a page: "a b c". */
static struct kt_str
slugs(struct http_reply reply)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 64);
    size_t count = shop_count(reply, "/data");
    for (size_t i = 0; i < count; i++) {
        struct kt_str at = kt_arena_format(&http_arena, "/data/%zu/slug", i);
        kt_buf_format(&buf, "%s%.*s", i > 0 ? " " : "",
                      KT_STR_FMT(shop_text(reply, at.ptr)));
    }
    return kt_buf_view(&buf);
}

static struct http_reply
list(const char *query)
{
    return shop_get(
        kt_arena_format(&http_arena, "/store/v1/products%s", query));
}

static struct http_reply
fail_list(const char *query)
{
    struct http_reply reply =
        shop_call(400, "GET",
                  kt_arena_format(&http_arena, "/store/v1/products%s", query),
                  NULL);
    assert_str(reply, "/type", "/problems/invalid-query");
    return reply;
}

static struct http_reply
get_with(const char *target, const char *headers)
{
    struct http_reply reply = http_call("GET", target, headers, NULL);
    ck_assert_int_eq(reply.status, 200);
    return reply;
}

/* ---- channel ---- */

START_TEST(shows_the_channel_of_the_key)
{
    struct http_reply reply = shop_get(KT_STR("/store/v1/channel"));
    assert_text(reply.body,
                "{\"code\":\"web\",\"name\":\"web\",\"currencies\":[\"EUR\"],"
                "\"locales\":[\"en\",\"de\"],\"tax_mode\":\"included\","
                "\"home_country\":\"DE\",\"countries\":[\"DE\",\"AT\"]}");
    reply = get_with("/store/v1/channel",
                     "X-Publishable-Key: " SHOP_APP_KEY "\r\n");
    assert_str(reply, "/code", "app");
    assert_str(reply, "/tax_mode", "excluded");
}
END_TEST

/* ---- lists ---- */

START_TEST(lists_the_newest_first)
{
    struct http_reply reply = list("");
    assert_text(slugs(reply), "paper ebook poster lamp plate mug");
    assert_json(reply, "/page/next", "null");
    assert_str(reply, "/data/4/title", "Plate");
    assert_str(reply, "/data/4/vendor", "Acme");
    assert_str(reply, "/data/4/currency", "EUR");
    assert_int(reply, "/data/4/price_min", 2500);
    assert_int(reply, "/data/4/compare_at", 3000);
    assert_int(reply, "/data/5/price_min", 1100);
    assert_int(reply, "/data/5/price_max", 1200);
    assert_json(reply, "/data/5/compare_at", "null");
    assert_json(reply, "/data/5/is_available", "true");
    assert_json(reply, "/data/5/tags", "[\"gift\"]");
}
END_TEST

START_TEST(lists_by_title)
{
    assert_text(slugs(list("?sort=title")),
                "ebook lamp mug paper plate poster");
}
END_TEST

START_TEST(lists_a_category_with_all_below_it)
{
    assert_text(slugs(list("?category=home")), "poster lamp plate mug");
    assert_text(slugs(list("?category=kitchen")), "plate mug");
    assert_text(slugs(list("?category=cups")), "mug");
    assert_text(slugs(list("?category=home&sort=title")),
                "lamp mug plate poster");
}
END_TEST

START_TEST(lists_a_tag)
{
    assert_text(slugs(list("?tag=gift")), "paper mug");
    assert_text(slugs(list("?tag=gift&sort=title")), "mug paper");
    assert_text(slugs(list("?tag=gift&category=home")), "mug");
    assert_text(slugs(list("?tag=gift&category=home&sort=title")), "mug");
    assert_text(slugs(list("?tag=nothing")), "");
}
END_TEST

/* Every page of a list, a bar between two. */
static struct kt_str
walk(const char *query)
{
    struct kt_buf buf;
    struct http_reply reply = list(query);
    kt_buf_init(&buf, &http_arena, 128);
    for (;;) {
        kt_buf_str(&buf, slugs(reply));
        if (kt_json_kind(shop_node(reply, "/page/next")) == KT_JSON_NULL)
            return kt_buf_view(&buf);
        kt_buf_text(&buf, " | ");
        struct kt_str next = shop_text(reply, "/page/next");
        reply = list(kt_arena_format(&http_arena, "%s&after=%.*s", query,
                                     KT_STR_FMT(next))
                         .ptr);
    }
}

START_TEST(goes_on_behind_a_cursor)
{
    assert_text(walk("?limit=2"), "paper ebook | poster lamp | plate mug");
    assert_text(walk("?limit=4&sort=title"),
                "ebook lamp mug paper | plate poster");
    assert_text(walk("?limit=3&category=home"), "poster lamp plate | mug");
    assert_text(walk("?limit=1&tag=gift"), "paper | mug");
    assert_text(walk("?limit=6"), "paper ebook poster lamp plate mug");
}
END_TEST

START_TEST(refuses_what_a_list_does_not_know)
{
    struct http_reply reply = fail_list("?category=nothing");
    assert_str(reply, "/errors/0/pointer", "/category");
    fail_list("?category=attic");
    reply = fail_list("?limit=101&sort=price&colour=red");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 3);
    reply = fail_list("?after=abc");
    assert_str(reply, "/errors/0/pointer", "/after");
    reply = fail_list("?currency=USD");
    assert_str(reply, "/errors/0/pointer", "/currency");
}
END_TEST

START_TEST(shows_what_the_channel_sells)
{
    struct http_reply reply =
        get_with("/store/v1/products",
                 "X-Publishable-Key: " SHOP_APP_KEY "\r\n");
    assert_text(slugs(reply), "ebook mug");
    assert_int(reply, "/data/1/price_min", 1400);
    assert_int(reply, "/data/1/price_max", 1400);
    assert_str(reply, "/data/1/currency", "USD");
}
END_TEST

START_TEST(speaks_the_wanted_language)
{
    struct http_reply reply =
        get_with("/store/v1/products", "Accept-Language: de-AT\r\n");
    assert_str(reply, "/data/5/title", "Becher");
    assert_str(reply, "/data/3/title", "Lamp");
    reply = get_with("/store/v1/categories", "Accept-Language: de\r\n");
    assert_str(reply, "/data/0/name", "Wohnen");
}
END_TEST

/* ---- one product ---- */

START_TEST(shows_a_product_by_slug_and_id)
{
    struct http_reply reply = shop_get(KT_STR("/store/v1/products/mug"));
    assert_str(reply, "/slug", "mug");
    assert_json(reply, "/options",
                "[{\"name\":\"Colour\",\"values\":[\"Red\",\"Blue\"]}]");
    assert_json(reply, "/categories",
                "[{\"slug\":\"cups\",\"name\":\"Cups\"}]");
    ck_assert_uint_eq(shop_count(reply, "/variants"), 2);
    assert_str(reply, "/variants/0/sku", "mug-red");
    assert_str(reply, "/variants/0/title", "Red");
    assert_json(reply, "/variants/0/option_values", "[\"Red\"]");
    assert_int(reply, "/variants/0/price", 1200);
    assert_int(reply, "/variants/0/list_price", 1200);
    assert_str(reply, "/variants/0/stock_policy", "refuse");
    assert_int(reply, "/variants/0/available", 100);
    assert_json(reply, "/variants/0/is_available", "true");
    assert_int(reply, "/variants/0/weight_g", 300);
    assert_int(reply, "/variants/1/price", 1100);
    struct kt_str by_id =
        kt_arena_format(&http_arena, "/store/v1/products/%.*s",
                        KT_STR_FMT(shop_text(reply, "/id")));
    ck_assert(kt_str_eq(shop_get(by_id).body, reply.body));
}
END_TEST

START_TEST(tells_what_can_be_bought)
{
    struct http_reply reply = shop_get(KT_STR("/store/v1/products/poster"));
    assert_json(reply, "/is_available", "true");
    assert_int(reply, "/variants/0/available", 0);
    reply = shop_get(KT_STR("/store/v1/products/ebook"));
    assert_json(reply, "/variants/0/is_available", "true");
    struct kt_str cart = shop_ready_cart("[{\"sku\":\"lamp\",\"quantity\":1}]");
    shop_call(201, "POST", shop_at(cart, "/checkout"),
              "{\"payment\":{\"provider\":\"test\"},\"expected_total\":5490}");
    reply = shop_get(KT_STR("/store/v1/products/lamp"));
    assert_json(reply, "/is_available", "false");
    assert_json(reply, "/variants/0/is_available", "false");
    assert_int(reply, "/variants/0/available", 0);
}
END_TEST

START_TEST(shows_no_product_that_buyers_do_not_see)
{
    struct http_reply reply =
        shop_call(404, "GET", KT_STR("/store/v1/products/draft"), NULL);
    assert_str(reply, "/type", "/problems/not-found");
    shop_call(404, "GET", KT_STR("/store/v1/products/nothing"), NULL);
    shop_call(404, "GET",
              KT_STR("/store/v1/products/prod_00000000000000000000000001"),
              NULL);
    reply = http_call("GET", "/store/v1/products/lamp",
                      "X-Publishable-Key: " SHOP_APP_KEY "\r\n", NULL);
    ck_assert_int_eq(reply.status, 404);
}
END_TEST

/* ---- categories ---- */

START_TEST(shows_the_tree_of_categories)
{
    struct http_reply reply = shop_get(KT_STR("/store/v1/categories"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 2);
    assert_str(reply, "/data/0/slug", "home");
    assert_json(reply, "/data/0/parent", "null");
    assert_str(reply, "/data/0/children/0/slug", "kitchen");
    assert_str(reply, "/data/0/children/0/parent", "home");
    assert_str(reply, "/data/0/children/0/children/0/slug", "cups");
    assert_json(reply, "/data/0/children/0/children/0/children", "[]");
    assert_str(reply, "/data/1/slug", "books");
    assert_json(reply, "/data/1/children", "[]");
    assert_json(reply, "/page/next", "null");
}
END_TEST

START_TEST(shows_a_category_in_its_place)
{
    struct http_reply reply = shop_get(KT_STR("/store/v1/categories/kitchen"));
    assert_str(reply, "/name", "Kitchen");
    assert_str(reply, "/children/0/slug", "cups");
    assert_json(reply, "/path", "[{\"slug\":\"home\",\"name\":\"Home\"}]");
    reply = shop_get(KT_STR("/store/v1/categories/cups"));
    assert_json(reply, "/path",
                "[{\"slug\":\"home\",\"name\":\"Home\"},"
                "{\"slug\":\"kitchen\",\"name\":\"Kitchen\"}]");
    shop_call(404, "GET", KT_STR("/store/v1/categories/attic"), NULL);
}
END_TEST

Suite *
kt_suite_store_catalog(void)
{
    Suite *suite = suite_create("store_catalog");
    TCase *lists = shop_case(suite, "lists");
    tcase_add_test(lists, shows_the_channel_of_the_key);
    tcase_add_test(lists, lists_the_newest_first);
    tcase_add_test(lists, lists_by_title);
    tcase_add_test(lists, lists_a_category_with_all_below_it);
    tcase_add_test(lists, lists_a_tag);
    tcase_add_test(lists, goes_on_behind_a_cursor);
    tcase_add_test(lists, refuses_what_a_list_does_not_know);
    tcase_add_test(lists, shows_what_the_channel_sells);
    tcase_add_test(lists, speaks_the_wanted_language);
    TCase *product = shop_case(suite, "product");
    tcase_add_test(product, shows_a_product_by_slug_and_id);
    tcase_add_test(product, tells_what_can_be_bought);
    tcase_add_test(product, shows_no_product_that_buyers_do_not_see);
    TCase *category = shop_case(suite, "category");
    tcase_add_test(category, shows_the_tree_of_categories);
    tcase_add_test(category, shows_a_category_in_its_place);
    return suite;
}
