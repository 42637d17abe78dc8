/* What carts know of the catalogue is kept in memory: each change of it shows
 * in the very next answer. */
#include "admin.h"

Suite *kt_suite_store_kept(void);

static const char mugs[] = "[{\"sku\":\"mug-red\",\"quantity\":2}]";
static const char lamp[] = "{\"sku\":\"lamp\",\"quantity\":1}";

/* Asked twice, so that all of it is kept afterwards. */
static void
assert_price(struct kt_str cart, int64_t unit, int64_t subtotal)
{
    for (int i = 0; i < 2; i++) {
        struct http_reply reply = shop_get(cart);
        assert_int(reply, "/lines/0/unit_price", unit);
        assert_int(reply, "/totals/subtotal", subtotal);
    }
}

static struct http_reply
add(int status, struct kt_str cart, const char *line)
{
    return shop_call(status, "POST", shop_at(cart, "/lines"), line);
}

static struct http_reply
buy(struct kt_str cart, int64_t total)
{
    return shop_call(201, "POST", shop_at(cart, "/checkout"),
                     admin_text("{\"payment\":{\"provider\":\"test\"},"
                                "\"expected_total\":%lld}",
                                (long long)total)
                         .ptr);
}

START_TEST(sees_a_new_price)
{
    struct kt_str cart = shop_cart(mugs);
    assert_price(cart, 1200, 2400);
    shop_add_price("mug-red", 900, 0, 0);
    assert_price(cart, 900, 1800);
}
END_TEST

START_TEST(sees_a_price_list_that_is_switched_off)
{
    struct kt_str list = admin_make(
        "/admin/v1/price-lists",
        "{\"code\":\"week\",\"name\":\"Of the week\",\"is_active\":true}");
    admin_import("{\"kind\":\"product\",\"slug\":\"poster\","
                 "\"status\":\"active\",\"titles\":{\"en\":\"Poster\"},"
                 "\"variants\":[{\"sku\":\"poster\",\"prices\":["
                 "{\"currency\":\"EUR\",\"amount\":800},"
                 "{\"currency\":\"EUR\",\"amount\":500,"
                 "\"price_list\":\"week\"}]}]}\n");
    struct kt_str cart = shop_cart("[{\"sku\":\"poster\",\"quantity\":2}]");
    assert_price(cart, 500, 1000);
    admin_call(200, "PATCH", list, "{\"is_active\":false}");
    assert_price(cart, 800, 1600);
}
END_TEST

/* The other line is priced anew with each unit that is added. */
START_TEST(sees_a_price_list_that_counts_the_product)
{
    struct kt_str list = admin_make("/admin/v1/price-lists",
                                    "{\"code\":\"team\",\"name\":\"Teams\"}");
    admin_import(
        "{\"kind\":\"product\",\"slug\":\"cap\",\"titles\":{\"en\":\"Cap\"},"
        "\"options\":[{\"name\":\"Size\",\"values\":[\"S\",\"L\"]}],"
        "\"variants\":["
        "{\"sku\":\"cap-s\",\"option_values\":[\"S\"],\"prices\":["
        "{\"currency\":\"EUR\",\"amount\":1000},{\"currency\":\"EUR\","
        "\"amount\":800,\"price_list\":\"team\",\"quantity_min\":10}]},"
        "{\"sku\":\"cap-l\",\"option_values\":[\"L\"],\"prices\":["
        "{\"currency\":\"EUR\",\"amount\":1100}]}]}\n");
    struct kt_str cart = shop_cart("[{\"sku\":\"cap-s\",\"quantity\":4},"
                                   "{\"sku\":\"cap-l\",\"quantity\":6}]");
    assert_price(cart, 1000, 10600);
    admin_call(200, "PATCH", list, "{\"pool\":\"product\"}");
    assert_price(cart, 800, 9800);
    struct http_reply reply = shop_get(cart);
    shop_call(200, "PATCH",
              shop_at(cart, "/lines/%.*s",
                      KT_STR_FMT(shop_text(reply, "/lines/1/id"))),
              "{\"quantity\":5}");
    assert_price(cart, 1000, 9500);
    add(200, cart, "{\"sku\":\"cap-l\",\"quantity\":1}");
    assert_price(cart, 800, 9800);
}
END_TEST

START_TEST(sees_a_new_promotion_and_that_it_ends)
{
    struct kt_str cart = shop_cart(mugs);
    assert_price(cart, 1200, 2400);
    struct kt_str sale =
        admin_make("/admin/v1/promotions",
                   "{\"rule\":\"catalogue_sale\",\"title\":\"S\","
                   "\"params\":{\"percent\":50},"
                   "\"is_active\":true}");
    assert_price(cart, 600, 1200);
    admin_call(200, "PATCH", sale, "{\"is_active\":false}");
    assert_price(cart, 1200, 2400);
}
END_TEST

/* The categories of a line, ancestors included, decide what is for it. */
START_TEST(sees_a_category_that_moved)
{
    struct kt_str cart = shop_cart(mugs);
    admin_make("/admin/v1/promotions",
               "{\"rule\":\"catalogue_sale\",\"title\":\"S\","
               "\"params\":{\"percent\":50,"
               "\"products\":{\"categories\":[\"kitchen\"]}},"
               "\"is_active\":true}");
    assert_price(cart, 600, 1200);
    struct http_reply cups = shop_get(KT_STR("/store/v1/categories/cups"));
    admin_call(200, "PATCH",
               admin_text("/admin/v1/categories/%.*s",
                          KT_STR_FMT(shop_text(cups, "/id"))),
               "{\"parent\":\"books\"}");
    assert_price(cart, 1200, 2400);
}
END_TEST

START_TEST(sees_that_another_cart_bought_the_last_one)
{
    struct kt_str cart = shop_cart("[]");
    for (int i = 0; i < 2; i++) {
        struct kt_str other = shop_cart("[]");
        assert_int(add(200, other, lamp), "/lines/0/quantity", 1);
        assert_int(add(409, other, lamp), "/available", 1);
    }
    add(200, cart, lamp);
    assert_json(shop_get(cart), "/problems", "[]");
    buy(shop_ready_cart("[{\"sku\":\"lamp\",\"quantity\":1}]"), 5490);
    assert_str(shop_get(cart), "/problems/0/code", "out_of_stock");
    assert_int(add(409, shop_cart("[]"), lamp), "/available", 0);
}
END_TEST

START_TEST(sees_that_a_variant_is_out_of_sale)
{
    struct kt_str cart = shop_cart(mugs);
    assert_json(shop_get(cart), "/problems", "[]");
    shop_retire("mug-red");
    assert_str(shop_get(cart), "/problems/0/code", "not_sellable");
    struct http_reply reply =
        add(422, cart, "{\"sku\":\"mug-red\",\"quantity\":1}");
    assert_str(reply, "/errors/0/pointer", "/sku");
}
END_TEST

/* A whole product: its title, tax class, price, sku, stock. */
START_TEST(sees_what_an_import_brought)
{
    struct kt_str cart = shop_cart("[{\"sku\":\"plate\",\"quantity\":2}]");
    for (int i = 0; i < 2; i++) {
        struct http_reply reply = shop_get(cart);
        assert_int(reply, "/totals/subtotal", 5000);
        assert_str(reply, "/lines/0/taxes/0/rate", "19");
    }
    admin_import(
        "{\"kind\":\"product\",\"slug\":\"plate\",\"status\":\"active\","
        "\"tax_class\":\"reduced\",\"titles\":{\"en\":\"Dish\"},"
        "\"variants\":[{\"sku\":\"plate\",\"stock_policy\":\"refuse\","
        "\"prices\":[{\"currency\":\"EUR\",\"amount\":2100}],"
        "\"stock\":[{\"location\":\"main\",\"available\":3}]}]}\n");
    struct http_reply reply = shop_get(cart);
    assert_str(reply, "/lines/0/title", "Dish");
    assert_int(reply, "/totals/subtotal", 4200);
    assert_str(reply, "/lines/0/taxes/0/rate", "7");
    reply = add(409, cart, "{\"sku\":\"plate\",\"quantity\":2}");
    assert_int(reply, "/available", 3);
}
END_TEST

/* Two buyers of two languages and two channels hold the same variant. */
START_TEST(keeps_facts_by_channel_and_language)
{
    static const char app[] = "X-Publishable-Key: " SHOP_APP_KEY "\r\n";
    for (int i = 0; i < 2; i++) {
        struct kt_str body = admin_text("{\"lines\":%s}", mugs);
        struct http_reply reply =
            http_call("POST", "/store/v1/carts", "Accept-Language: de\r\n",
                      body.ptr);
        assert_str(reply, "/lines/0/title", "Becher");
        assert_int(reply, "/lines/0/unit_price", 1200);
        reply = http_call("POST", "/store/v1/carts", app, body.ptr);
        assert_str(reply, "/lines/0/title", "Mug");
        assert_int(reply, "/lines/0/unit_price", 1400);
    }
}
END_TEST

/* ---- carts ---- */

/* Behind the back of what is kept of the cart. */
static enum kt_status
drop_line(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct kt_id *ids = arg; /* cart, line */
    return kt_exec(tx, KT_SQL_CART_REMOVE_LINE, 1,
                   KT_ARGS(KT_ID(ids[0]), KT_ID(ids[1])), err);
}

static void
forget_line(struct http_reply cart)
{
    struct kt_error err;
    struct kt_id ids[2], store_id;
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_shop_find(&http_app, KT_STR(""), &store_id, &err),
                     KT_OK);
    ck_assert(kt_id_parse(shop_text(cart, "/id"), "cart", &ids[0]));
    ck_assert(kt_id_parse(shop_text(cart, "/lines/0/id"), "line", &ids[1]));
    ck_assert_int_eq(kt_store_write(http_app.store, store_id, drop_line, ids,
                                    &err),
                     KT_OK);
}

/* All ten plates stand in the cart that is kept, none in the stored one. */
START_TEST(refuses_nothing_for_what_a_cart_was)
{
    struct kt_str cart = shop_cart("[{\"sku\":\"plate\",\"quantity\":10}]");
    const char *five = "{\"sku\":\"plate\",\"quantity\":5}";
    assert_int(add(409, cart, five), "/available", 10);
    forget_line(shop_get(cart));
    struct http_reply reply = add(200, cart, five);
    assert_int(reply, "/lines/0/quantity", 5);
    assert_int(reply, "/version", 2);
}
END_TEST

/* The total of the cart that is kept is right for it, and wrong. */
START_TEST(orders_a_cart_as_it_is_stored)
{
    struct kt_str cart =
        shop_ready_cart("[{\"sku\":\"mug-red\",\"quantity\":1},"
                        "{\"sku\":\"plate\",\"quantity\":1}]");
    int64_t total = shop_int(shop_get(cart), "/totals/total");
    ck_assert_int_eq(total, 4190);
    forget_line(shop_get(cart));
    struct kt_str body = admin_text("{\"payment\":{\"provider\":\"test\"},"
                                    "\"expected_total\":2990}");
    struct http_reply order =
        shop_call(201, "POST", shop_at(cart, "/checkout"), body.ptr);
    assert_int(order, "/totals/total", 2990);
    assert_str(order, "/lines/0/sku", "plate");
}
END_TEST

START_TEST(closes_a_cart_that_is_kept_open)
{
    struct kt_str cart = shop_ready_cart(mugs);
    int64_t total = shop_int(shop_get(cart), "/totals/total");
    struct http_reply order = buy(cart, total);
    assert_str(add(409, cart, lamp), "/type", "/problems/cart-closed");
    struct http_reply again = buy(cart, total);
    ck_assert(kt_str_eq(shop_text(order, "/id"), shop_text(again, "/id")));
    ck_assert_int_eq(shop_order_count(), 1);
}
END_TEST

Suite *
kt_suite_store_kept(void)
{
    Suite *suite = suite_create("store_kept");
    TCase *tcase = admin_case(suite, "changes");
    tcase_add_test(tcase, sees_a_new_price);
    tcase_add_test(tcase, sees_a_price_list_that_is_switched_off);
    tcase_add_test(tcase, sees_a_price_list_that_counts_the_product);
    tcase_add_test(tcase, sees_a_new_promotion_and_that_it_ends);
    tcase_add_test(tcase, sees_a_category_that_moved);
    tcase_add_test(tcase, sees_that_another_cart_bought_the_last_one);
    tcase_add_test(tcase, sees_that_a_variant_is_out_of_sale);
    tcase_add_test(tcase, sees_what_an_import_brought);
    tcase_add_test(tcase, keeps_facts_by_channel_and_language);
    tcase = admin_case(suite, "carts");
    tcase_add_test(tcase, refuses_nothing_for_what_a_cart_was);
    tcase_add_test(tcase, orders_a_cart_as_it_is_stored);
    tcase_add_test(tcase, closes_a_cart_that_is_kept_open);
    return suite;
}
