/* Prices by quantity: what the page of a product shows of them, and carts and
 * orders whose units cost different prices. */
#include "admin.h"

Suite *kt_suite_store_bands(void);

#define CAP                 "/store/v1/products/cap"
#define PRICE(amount, more) "{\"currency\":\"EUR\",\"amount\":" amount more "}"
#define TEAM(amount, from, to)                                                 \
    PRICE(amount, ",\"price_list\":\"team\",\"quantity_min\":" from to)

/* A cap in two sizes, of which one has bands. */
static void
add_caps(const char *list)
{
    admin_make(
        "/admin/v1/price-lists",
        admin_text("{\"code\":\"team\",\"name\":\"Teams\"%s}", list).ptr);
    admin_import(
        "{\"kind\":\"product\",\"slug\":\"cap\",\"titles\":{\"en\":\"Cap\"},"
        "\"options\":[{\"name\":\"Size\",\"values\":[\"S\",\"L\"]}],"
        "\"variants\":[{\"sku\":\"cap-s\",\"option_values\":[\"S\"],"
        "\"prices\":[" PRICE("1000", "") "," TEAM(
            "900", "5",
            ",\"quantity_max\":9") "," TEAM("800", "10",
                                            "") "]},"
                                                "{\"sku\":\"cap-l\",\"option_"
                                                "values\":[\"L\"],"
                                                "\"prices\":[" PRICE(
                                                    "1100", "") "]}]}\n");
}

static const char three_bands[] =
    "[{\"from\":1,\"to\":4,\"price\":1000},{\"from\":5,\"to\":9,\"price\":900},"
    "{\"from\":10,\"to\":null,\"price\":800}]";

static bool
has(struct http_reply reply, const char *word)
{
    return memmem(reply.body.ptr, reply.body.len, word, strlen(word)) != NULL;
}

START_TEST(shows_the_bands_of_a_list)
{
    add_caps(",\"pool\":\"product\"");
    struct http_reply reply = shop_get(KT_STR(CAP));
    assert_int(reply, "/variants/0/price", 1000);
    assert_str(reply, "/variants/0/price_bands/bands", "volume");
    assert_str(reply, "/variants/0/price_bands/pool", "product");
    assert_json(reply, "/variants/0/price_bands/prices", three_bands);
    ck_assert(has(reply, "\"price\":1100,\"list_price\":1100,"
                         "\"compare_at\":null,\"is_available\""));
    reply = shop_get(KT_STR(CAP "/variants"));
    assert_json(reply, "/data/0/price_bands/prices", three_bands);
    ck_assert(!has(shop_get(KT_STR("/store/v1/products")), "price_bands"));
}
END_TEST

/* A sale lowers each of them; a change of the list shows at once. */
START_TEST(shows_what_changes_them)
{
    add_caps("");
    shop_get(KT_STR(CAP));
    admin_make("/admin/v1/promotions",
               "{\"rule\":\"catalogue_sale\",\"title\":\"S\","
               "\"params\":{\"percent\":50},\"is_active\":true}");
    struct http_reply reply = shop_get(KT_STR(CAP));
    assert_json(reply, "/variants/0/price_bands",
                "{\"bands\":\"volume\",\"pool\":\"line\",\"prices\":["
                "{\"from\":1,\"to\":4,\"price\":500},"
                "{\"from\":5,\"to\":9,\"price\":450},"
                "{\"from\":10,\"to\":null,\"price\":400}]}");
    struct http_reply lists = admin_get(KT_STR("/admin/v1/price-lists"));
    admin_call(200, "PATCH",
               admin_text("/admin/v1/price-lists/%.*s",
                          KT_STR_FMT(shop_text(lists, "/data/0/id"))),
               "{\"bands\":\"graduated\"}");
    reply = shop_get(KT_STR(CAP));
    assert_str(reply, "/variants/0/price_bands/bands", "graduated");
}
END_TEST

START_TEST(shows_the_bands_of_a_rule)
{
    shop_add_rule("price_rule", "bulk", "quantity_bands",
                  "{\"bands\":[{\"quantity\":3,\"percent\":\"10\"},"
                  "{\"quantity\":10,\"percent\":\"25\"}],"
                  "\"mode\":\"graduated\",\"pool\":\"product\"}");
    struct http_reply reply = shop_get(KT_STR("/store/v1/products/lamp"));
    int64_t price = shop_int(reply, "/variants/0/price");
    ck_assert_int_eq(price, 5000);
    assert_json(reply, "/variants/0/price_bands",
                "{\"bands\":\"graduated\",\"pool\":\"product\",\"prices\":["
                "{\"from\":1,\"to\":2,\"price\":5000},"
                "{\"from\":3,\"to\":9,\"price\":4500},"
                "{\"from\":10,\"to\":null,\"price\":3750}]}");
}
END_TEST

/* Four at 10.00, five at 9.00, three at 8.00; with a ten per cent off. */
START_TEST(sells_units_in_their_bands)
{
    static const char units[] =
        "[{\"quantity\":4,\"unit_price\":1000,\"list_price\":1000,"
        "\"compare_at\":null},{\"quantity\":5,\"unit_price\":900,"
        "\"list_price\":900,\"compare_at\":null},{\"quantity\":3,"
        "\"unit_price\":800,\"list_price\":800,\"compare_at\":null}]";
    add_caps(",\"bands\":\"graduated\"");
    admin_make("/admin/v1/promotions",
               "{\"rule\":\"percent_off\",\"title\":\"P\","
               "\"params\":{\"percent\":10},\"is_active\":true}");
    struct kt_str cart =
        shop_ready_cart("[{\"sku\":\"cap-s\",\"quantity\":12}]");
    struct http_reply reply = shop_get(cart);
    assert_int(reply, "/lines/0/unit_price", 1000);
    assert_json(reply, "/lines/0/unit_prices", units);
    assert_int(reply, "/lines/0/subtotal", 10900);
    assert_int(reply, "/lines/0/total", 9810);
    struct kt_str body =
        admin_text("{\"payment\":{\"provider\":\"test\"},"
                   "\"expected_total\":%lld}",
                   (long long)shop_int(reply, "/totals/total"));
    struct http_reply order =
        shop_call(201, "POST", shop_at(cart, "/checkout"), body.ptr);
    assert_json(order, "/lines/0/unit_prices", units);
    assert_int(order, "/lines/0/total", 9810);
    struct http_reply told =
        admin_get(admin_text("/admin/v1/orders/%.*s?explain=1",
                             KT_STR_FMT(shop_text(order, "/id"))));
    assert_json(told, "/rule_trace/prices/0/is_graduated", "true");
}
END_TEST

Suite *
kt_suite_store_bands(void)
{
    Suite *suite = suite_create("store_bands");
    TCase *tcase = admin_case(suite, "bands");
    tcase_add_test(tcase, shows_the_bands_of_a_list);
    tcase_add_test(tcase, shows_what_changes_them);
    tcase_add_test(tcase, shows_the_bands_of_a_rule);
    tcase_add_test(tcase, sells_units_in_their_bands);
    return suite;
}
