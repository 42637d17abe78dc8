#include "shop.h"

Suite *kt_suite_store_cart(void);

#define CARTS KT_STR("/store/v1/carts")

static const char mugs[] = "[{\"sku\":\"mug-red\",\"quantity\":2}]";

/* The address of the cart's first line. */
static struct kt_str
first_line(struct kt_str cart)
{
    struct kt_str id = shop_text(shop_get(cart), "/lines/0/id");
    return shop_at(cart, "/lines/%.*s", KT_STR_FMT(id));
}

/* ---- making ---- */

START_TEST(makes_an_empty_cart)
{
    struct http_reply reply = shop_call(201, "POST", CARTS, "{}");
    assert_str(reply, "/currency", "EUR");
    assert_str(reply, "/channel", "web");
    assert_str(reply, "/locale", "en");
    assert_json(reply, "/email", "null");
    assert_json(reply, "/lines", "[]");
    assert_int(reply, "/totals/total", 0);
    assert_int(reply, "/version", 1);
    assert_text(http_header(&reply, "ETag"), "\"v1\"");
    struct kt_str at =
        shop_at(CARTS, "/%.*s", KT_STR_FMT(shop_text(reply, "/id")));
    ck_assert(kt_str_eq(http_header(&reply, "Location"), at));
    assert_int(shop_get(at), "/version", 1);
}
END_TEST

START_TEST(needs_no_body_for_an_empty_cart)
{
    assert_json(shop_call(201, "POST", CARTS, NULL), "/lines", "[]");
}
END_TEST

START_TEST(prices_the_lines_of_a_new_cart)
{
    struct http_reply reply = shop_get(
        shop_cart("[{\"sku\":\"mug-red\",\"quantity\":2},{\"sku\":\"ebook\","
                  "\"quantity\":1,\"metadata\":{\"note\":\"x\"}}]"));
    assert_str(reply, "/lines/0/title", "Mug");
    assert_str(reply, "/lines/0/variant_title", "Red");
    assert_int(reply, "/lines/0/unit_price", 1200);
    assert_int(reply, "/lines/0/subtotal", 2400);
    assert_int(reply, "/lines/0/tax", 383);
    assert_str(reply, "/lines/0/taxes/0/rate", "19");
    assert_json(reply, "/lines/1/metadata", "{\"note\":\"x\"}");
    assert_int(reply, "/lines/1/tax", 59);
    assert_int(reply, "/totals/subtotal", 3300);
    assert_int(reply, "/totals/shipping", 490);
    assert_int(reply, "/totals/total", 3790);
    assert_int(reply, "/totals/due", 3790);
}
END_TEST

START_TEST(takes_the_channel_of_the_key)
{
    const char *key = "X-Publishable-Key: " SHOP_APP_KEY "\r\n";
    struct http_reply reply =
        http_call("POST", "/store/v1/carts", key,
                  "{\"lines\":[{\"sku\":\"mug-red\",\"quantity\":1}]}");
    ck_assert_int_eq(reply.status, 201);
    assert_str(reply, "/channel", "app");
    assert_str(reply, "/currency", "USD");
    assert_int(reply, "/lines/0/unit_price", 1400);
    assert_int(reply, "/lines/0/tax", 266);
    reply = http_call("POST", "/store/v1/carts", key, "{\"currency\":\"EUR\"}");
    assert_problem(reply, 400, "{\"type\":\"/problems/invalid-body\"");
    assert_str(reply, "/errors/0/pointer", "/currency");
}
END_TEST

START_TEST(refuses_what_is_not_sold)
{
    struct http_reply reply =
        shop_call(422, "POST", CARTS,
                  "{\"lines\":[{\"sku\":\"draft\",\"quantity\":1}]}");
    assert_str(reply, "/type", "/problems/not-sellable");
    assert_str(reply, "/sku", "draft");
    assert_str(reply, "/errors/0/pointer", "/lines/0/sku");
    reply = http_call("POST", "/store/v1/carts",
                      "X-Publishable-Key: " SHOP_APP_KEY "\r\n",
                      "{\"lines\":[{\"sku\":\"lamp\",\"quantity\":1}]}");
    assert_problem(reply, 422, "{\"type\":\"/problems/not-sellable\"");
}
END_TEST

/* ---- lines ---- */

START_TEST(adds_to_the_line_of_the_variant)
{
    struct kt_str cart = shop_cart(mugs);
    struct http_reply reply = shop_call(200, "POST", shop_at(cart, "/lines"),
                                        "{\"sku\":\"mug-red\",\"quantity\":3}");
    ck_assert_uint_eq(shop_count(reply, "/lines"), 1);
    assert_int(reply, "/lines/0/quantity", 5);
    assert_int(reply, "/version", 2);
}
END_TEST

START_TEST(keeps_lines_with_other_metadata_apart)
{
    struct kt_str cart = shop_cart(mugs);
    struct http_reply reply = shop_call(
        200, "POST", shop_at(cart, "/lines"),
        "{\"sku\":\"mug-red\",\"quantity\":1,\"metadata\":{\"for\":\"Eve\"}}");
    ck_assert_uint_eq(shop_count(reply, "/lines"), 2);
    assert_int(reply, "/lines/0/quantity", 2);
    assert_int(reply, "/lines/1/quantity", 1);
}
END_TEST

START_TEST(adds_many_lines_or_none)
{
    struct kt_str cart = shop_cart("[]");
    struct kt_str lines = shop_at(cart, "/lines");
    struct http_reply reply = shop_call(200, "POST", lines,
                                        "[{\"sku\":\"mug-red\",\"quantity\":1},"
                                        "{\"sku\":\"plate\",\"quantity\":2}]");
    ck_assert_uint_eq(shop_count(reply, "/lines"), 2);
    assert_int(reply, "/lines/1/compare_at", 3000);
    reply = shop_call(400, "POST", lines,
                      "[{\"sku\":\"mug-blue\",\"quantity\":1},"
                      "{\"sku\":\"nothing\",\"quantity\":1},"
                      "{\"sku\":\"lamp\",\"quantity\":2}]");
    assert_str(reply, "/type", "/problems/invalid-body");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/0/pointer", "/1/sku");
    assert_str(reply, "/errors/0/code", "unknown");
    assert_str(reply, "/errors/1/pointer", "/2/quantity");
    assert_str(reply, "/errors/1/code", "out_of_stock");
    ck_assert_uint_eq(shop_count(shop_get(cart), "/lines"), 2);
}
END_TEST

START_TEST(names_an_item_by_variant_id)
{
    struct http_reply reply = shop_get(shop_cart(mugs));
    struct kt_str id = shop_text(reply, "/lines/0/variant_id");
    struct kt_str cart = shop_cart("[]");
    struct kt_str body =
        kt_arena_format(&http_arena, "{\"variant_id\":\"%.*s\",\"quantity\":1}",
                        KT_STR_FMT(id));
    reply = shop_call(200, "POST", shop_at(cart, "/lines"), body.ptr);
    assert_str(reply, "/lines/0/sku", "mug-red");
}
END_TEST

START_TEST(tells_what_is_wrong_with_a_line)
{
    struct kt_str lines = shop_at(shop_cart("[]"), "/lines");
    struct http_reply reply = shop_call(400, "POST", lines, "{\"quantity\":1}");
    assert_str(reply, "/errors/0/pointer", "/variant_id");
    reply = shop_call(400, "POST", lines, "{\"sku\":\"mug-red\",\"qty\":1}");
    assert_str(reply, "/errors/0/pointer", "/qty");
    assert_str(reply, "/errors/1/pointer", "/quantity");
    reply =
        shop_call(400, "POST", lines, "{\"sku\":\"mug-red\",\"quantity\":0}");
    assert_str(reply, "/errors/0/pointer", "/quantity");
    reply =
        shop_call(400, "POST", lines, "{\"sku\":\"mug-read\",\"quantity\":1}");
    assert_str(reply, "/errors/0/pointer", "/sku");
    assert_str(reply, "/errors/0/code", "unknown");
}
END_TEST

START_TEST(refuses_more_than_there_is)
{
    struct kt_str lines = shop_at(shop_cart("[]"), "/lines");
    struct http_reply reply =
        shop_call(409, "POST", lines, "{\"sku\":\"plate\",\"quantity\":11}");
    assert_str(reply, "/type", "/problems/out-of-stock");
    assert_str(reply, "/sku", "plate");
    assert_int(reply, "/available", 10);
    shop_call(200, "POST", lines, "{\"sku\":\"plate\",\"quantity\":6}");
    shop_call(409, "POST", lines, "{\"sku\":\"plate\",\"quantity\":5}");
    shop_call(200, "POST", lines, "{\"sku\":\"plate\",\"quantity\":4}");
    shop_call(200, "POST", lines, "{\"sku\":\"poster\",\"quantity\":1000}");
    shop_call(200, "POST", lines, "{\"sku\":\"ebook\",\"quantity\":1000}");
}
END_TEST

START_TEST(changes_and_removes_a_line)
{
    struct kt_str cart = shop_cart(mugs);
    struct kt_str line = first_line(cart);
    struct http_reply reply = shop_call(200, "PATCH", line, "{\"quantity\":7}");
    assert_int(reply, "/lines/0/quantity", 7);
    reply = shop_call(409, "PATCH", line, "{\"quantity\":101}");
    assert_int(reply, "/available", 100);
    reply = shop_call(200, "PATCH", line, "{\"metadata\":{\"a\":1}}");
    assert_int(reply, "/lines/0/quantity", 7);
    assert_json(reply, "/lines/0/metadata", "{\"a\":1}");
    reply = shop_call(200, "DELETE", line, NULL);
    assert_json(reply, "/lines", "[]");
    assert_int(reply, "/totals/total", 0);
    shop_call(404, "DELETE", line, NULL);
    shop_call(404, "PATCH", line, "{\"quantity\":1}");
}
END_TEST

START_TEST(loses_no_addition)
{
    enum { COUNT = 50 };
    struct kt_str cart = shop_cart("[]");
    struct kt_str targets[COUNT];
    struct http_reply replies[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        targets[i] = shop_at(cart, "/lines");
    shop_race("POST", targets, COUNT, "",
              "{\"sku\":\"mug-red\",\"quantity\":1}", replies);
    assert_text(shop_tally(replies, COUNT), "50 x 200");
    struct http_reply reply = shop_get(cart);
    ck_assert_uint_eq(shop_count(reply, "/lines"), 1);
    assert_int(reply, "/lines/0/quantity", 50);
    assert_int(reply, "/version", 51);
}
END_TEST

START_TEST(never_adds_beyond_stock)
{
    enum { COUNT = 16 };
    struct kt_str cart = shop_cart("[]");
    struct kt_str targets[COUNT];
    struct http_reply replies[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        targets[i] = shop_at(cart, "/lines");
    shop_race("POST", targets, COUNT, "", "{\"sku\":\"plate\",\"quantity\":1}",
              replies);
    assert_text(shop_tally(replies, COUNT), "10 x 200, 6 x 409");
    assert_int(shop_get(cart), "/lines/0/quantity", 10);
}
END_TEST

/* ---- the buyer's side ---- */

START_TEST(changes_only_what_is_given)
{
    struct kt_str cart = shop_ready_cart(mugs);
    struct http_reply reply =
        shop_call(200, "PATCH", cart,
                  "{\"locale\":\"de-AT\",\"metadata\":{\"source\":\"ad\"}}");
    assert_str(reply, "/email", "Ada@Example.com");
    assert_str(reply, "/shipping_address/city", "Bonn");
    assert_str(reply, "/shipping_option", "standard");
    assert_str(reply, "/locale", "de");
    assert_str(reply, "/lines/0/title", "Becher");
    assert_json(reply, "/metadata", "{\"source\":\"ad\"}");
    reply = shop_call(200, "PATCH", cart,
                      "{\"email\":null,\"shipping_address\":null}");
    assert_json(reply, "/email", "null");
    assert_json(reply, "/shipping_address", "null");
    assert_str(reply, "/locale", "de");
    assert_int(reply, "/version", 4);
}
END_TEST

START_TEST(tells_every_fault_of_a_change)
{
    struct http_reply reply = shop_call(
        400, "PATCH", shop_cart("[]"),
        "{\"email\":\"nobody\",\"shipping_address\":{\"country\":\"de\"},"
        "\"metadata\":{\"card\":\"4111111111111111\"}}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 3);
    assert_str(reply, "/errors/0/pointer", "/email");
    assert_str(reply, "/errors/1/pointer", "/shipping_address/country");
    assert_str(reply, "/errors/2/pointer", "/metadata");
    reply = shop_call(400, "PATCH", shop_cart("[]"), "{\"metadata\":[]}");
    assert_str(reply, "/errors/0/pointer", "/metadata");
    assert_str(reply, "/errors/0/detail", "must be an object, not an array");
}
END_TEST

START_TEST(names_the_nearest_right_field)
{
    struct http_reply reply = shop_call(400, "PATCH", shop_cart("[]"),
                                        "{\"e_mail\":\"a@b.c\",\"shipping_"
                                        "adress\":{\"contry\":\"DE\"}}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/0/pointer", "/e_mail");
    assert_str(reply, "/errors/0/code", "unknown_field");
    assert_has(shop_text(reply, "/errors/0/detail"), "email");
    assert_str(reply, "/errors/1/pointer", "/shipping_adress");
    assert_has(shop_text(reply, "/errors/1/detail"), "shipping_address");
}
END_TEST

START_TEST(guards_a_change_by_its_version)
{
    struct kt_str cart = shop_cart(mugs);
    const char *target = kt_arena_cstr(&http_arena, cart);
    const char *body = "{\"locale\":\"de\"}";
    struct http_reply reply =
        http_call("PATCH", target, "If-Match: \"v1\"\r\n", body);
    ck_assert_int_eq(reply.status, 200);
    reply = http_call("PATCH", target, "If-Match: \"v1\"\r\n", body);
    assert_problem(reply, 412, "{\"type\":\"/problems/version-mismatch\"");
    assert_int(reply, "/version", 2);
}
END_TEST

/* What a cart costs may change while its version stays. */
START_TEST(is_priced_anew_whatever_the_version)
{
    struct kt_str cart = shop_cart(mugs);
    const char *target = kt_arena_cstr(&http_arena, cart);
    struct http_reply reply =
        http_call("GET", target, "If-None-Match: \"v1\"\r\n", NULL);
    ck_assert_int_eq(reply.status, 200);
    assert_int(reply, "/totals/total", 2890);
    shop_promote(&(struct shop_promotion){ .rule = "order_percent_off",
                                           .stage = "order",
                                           .params = "{\"percent\":50}" });
    reply = http_call("GET", target, "If-None-Match: \"v1\"\r\n", NULL);
    ck_assert_int_eq(reply.status, 200);
    assert_int(reply, "/totals/total", 1690);
    assert_text(http_header(&reply, "ETag"), "\"v1\"");
}
END_TEST

START_TEST(makes_one_cart_of_one_key)
{
    const char *key = "Idempotency-Key: 0af7-1\r\n";
    const char *body = "{\"lines\":[{\"sku\":\"plate\",\"quantity\":1}]}";
    struct http_reply first = http_call("POST", "/store/v1/carts", key, body);
    struct http_reply again = http_call("POST", "/store/v1/carts", key, body);
    ck_assert_int_eq(again.status, 201);
    ck_assert(kt_str_eq(first.body, again.body));
    again = http_call("POST", "/store/v1/carts", key, "{}");
    assert_problem(again, 422, "{\"type\":\"/problems/idempotency-mismatch\"");
    struct kt_str lines = shop_at(http_header(&first, "Location"), "/lines");
    const char *target = kt_arena_cstr(&http_arena, lines);
    const char *more = "{\"sku\":\"plate\",\"quantity\":1}";
    http_call("POST", target, key, more);
    again = http_call("POST", target, key, more);
    ck_assert_int_eq(again.status, 200);
    assert_int(again, "/lines/0/quantity", 2);
}
END_TEST

START_TEST(throws_a_cart_away)
{
    struct kt_str cart = shop_ready_cart(mugs);
    shop_call(204, "DELETE", cart, NULL);
    struct http_reply reply = shop_call(404, "GET", cart, NULL);
    assert_str(reply, "/type", "/problems/not-found");
    shop_call(404, "DELETE", cart, NULL);
    shop_call(404, "POST", shop_at(cart, "/lines"),
              "{\"sku\":\"plate\",\"quantity\":1}");
    shop_call(404, "GET", KT_STR("/store/v1/carts/cart_x"), NULL);
}
END_TEST

START_TEST(offers_ways_to_ship_and_to_pay)
{
    struct kt_str cart = shop_cart(mugs);
    struct http_reply reply = shop_get(shop_at(cart, "/shipping-options"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 2);
    assert_str(reply, "/data/0/code", "standard");
    assert_int(reply, "/data/0/price", 490);
    assert_str(reply, "/data/1/code", "pickup");
    assert_str(reply, "/data/1/title", "Pick up at the shop");
    assert_int(reply, "/data/1/price", 0);
    reply = shop_get(shop_at(cart, "/payment-methods"));
    assert_json(reply, "/data",
                "[{\"provider\":\"test\",\"title\":\"Test payment\"},"
                "{\"provider\":\"manual\",\"title\":\"Bank transfer or "
                "cash\"}]");
}
END_TEST

START_TEST(keeps_the_vat_id_of_a_company)
{
    struct kt_str cart = shop_cart("[{\"sku\":\"plate\",\"quantity\":1}]");
    struct http_reply reply =
        shop_call(400, "PATCH", cart,
                  "{\"vat_id\":\"DE136695977\",\"email\":\"nobody\"}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/1/pointer", "/vat_id");
    reply = shop_call(200, "PATCH", cart, "{\"vat_id\":\"de 136.695.976\"}");
    assert_str(reply, "/vat_id", "DE136695976");
    reply = shop_call(200, "PATCH", cart, "{\"locale\":\"de\"}");
    assert_str(reply, "/vat_id", "DE136695976");
    reply = shop_call(200, "PATCH", cart, "{\"vat_id\":null}");
    assert_json(reply, "/vat_id", "null");
}
END_TEST

Suite *
kt_suite_store_cart(void)
{
    Suite *suite = suite_create("store_cart");
    TCase *make = shop_case(suite, "make");
    tcase_add_test(make, makes_an_empty_cart);
    tcase_add_test(make, needs_no_body_for_an_empty_cart);
    tcase_add_test(make, prices_the_lines_of_a_new_cart);
    tcase_add_test(make, takes_the_channel_of_the_key);
    tcase_add_test(make, refuses_what_is_not_sold);
    tcase_add_test(make, makes_one_cart_of_one_key);
    TCase *lines = shop_case(suite, "lines");
    tcase_add_test(lines, adds_to_the_line_of_the_variant);
    tcase_add_test(lines, keeps_lines_with_other_metadata_apart);
    tcase_add_test(lines, adds_many_lines_or_none);
    tcase_add_test(lines, names_an_item_by_variant_id);
    tcase_add_test(lines, tells_what_is_wrong_with_a_line);
    tcase_add_test(lines, refuses_more_than_there_is);
    tcase_add_test(lines, changes_and_removes_a_line);
    tcase_add_test(lines, loses_no_addition);
    tcase_add_test(lines, never_adds_beyond_stock);
    TCase *buyer = shop_case(suite, "buyer");
    tcase_add_test(buyer, changes_only_what_is_given);
    tcase_add_test(buyer, tells_every_fault_of_a_change);
    tcase_add_test(buyer, names_the_nearest_right_field);
    tcase_add_test(buyer, guards_a_change_by_its_version);
    tcase_add_test(buyer, is_priced_anew_whatever_the_version);
    tcase_add_test(buyer, throws_a_cart_away);
    tcase_add_test(buyer, offers_ways_to_ship_and_to_pay);
    tcase_add_test(buyer, keeps_the_vat_id_of_a_company);
    return suite;
}
