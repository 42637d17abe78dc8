/* What the merchant sets and changes while buyers are at it. */

#include "base/text.h"
#include "shop.h"

Suite *kt_suite_store_change(void);

static const char mugs[] = "[{\"sku\":\"mug-red\",\"quantity\":2}]";
static const char pays[] =
    "{\"payment\":{\"provider\":\"test\"},\"expected_total\":2890}";

static struct http_reply
add(int status, struct kt_str cart, const char *line)
{
    return shop_call(status, "POST", shop_at(cart, "/lines"), line);
}

static struct http_reply
check_out(int status, struct kt_str cart, const char *body)
{
    return shop_call(status, "POST", shop_at(cart, "/checkout"), body);
}

/* ---- settings ---- */

START_TEST(takes_what_there_is_where_the_shop_says_so)
{
    shop_set("{\"clamps_stock\":true}");
    struct kt_str cart = shop_cart("[]");
    struct http_reply reply =
        add(200, cart, "{\"sku\":\"plate\",\"quantity\":14}");
    assert_int(reply, "/lines/0/quantity", 10);
    reply = add(409, cart, "{\"sku\":\"plate\",\"quantity\":1}");
    assert_int(reply, "/available", 10);
}
END_TEST

START_TEST(keeps_the_limits_of_the_shop)
{
    shop_set("{\"lines_max\":2,\"quantity_max\":5}");
    struct kt_str cart = shop_cart(mugs);
    struct http_reply reply =
        add(422, cart, "{\"sku\":\"mug-red\",\"quantity\":4}");
    assert_str(reply, "/type", "/problems/limit-reached");
    assert_str(reply, "/what", "quantity");
    assert_int(reply, "/limit", 5);
    add(200, cart, "{\"sku\":\"mug-red\",\"quantity\":3}");
    add(200, cart, "{\"sku\":\"plate\",\"quantity\":1}");
    reply = add(422, cart, "{\"sku\":\"paper\",\"quantity\":1}");
    assert_str(reply, "/what", "lines");
    assert_int(reply, "/limit", 2);
    reply = add(422, cart,
                "{\"sku\":\"mug-red\",\"quantity\":1,\"metadata\":{\"a\":1}}");
    assert_str(reply, "/what", "quantity");
}
END_TEST

START_TEST(refuses_a_waiting_coupon_where_the_shop_says_so)
{
    shop_set("{\"refuses_waiting_coupons\":true}");
    shop_promote(
        &(struct shop_promotion){ .rule = "order_percent_off",
                                  .stage = "order",
                                  .params = "{\"percent\":10}",
                                  .conditions = "{\"subtotal_min\":5000}",
                                  .coupon = "LARGE" });
    struct http_reply reply =
        shop_call(422, "POST", shop_at(shop_cart(mugs), "/coupons"),
                  "{\"code\":\"large\"}");
    assert_str(reply, "/type", "/problems/coupon-refused");
    assert_str(reply, "/reason", "subtotal_min");
}
END_TEST

START_TEST(takes_order_numbers_in_blocks)
{
    enum { COUNT = 12 };
    struct kt_str targets[COUNT];
    struct http_reply replies[COUNT];
    bool is_taken[COUNT] = { false };
    shop_set("{\"order_number_block\":5,\"order_number_start\":700,"
             "\"payment_providers\":[\"test\"]}");
    for (size_t i = 0; i < COUNT; i++)
        targets[i] = shop_at(shop_ready_cart(mugs), "/checkout");
    shop_race("POST", targets, COUNT, "", pays, replies);
    assert_text(shop_tally(replies, COUNT), "12 x 201");
    for (size_t i = 0; i < COUNT; i++) {
        int64_t number;
        ck_assert(kt_int_parse(shop_text(replies[i], "/number"), &number));
        ck_assert_int_ge(number, 700);
        ck_assert_int_lt(number, 700 + COUNT);
        ck_assert(!is_taken[number - 700]);
        is_taken[number - 700] = true;
    }
}
END_TEST

START_TEST(offers_the_ways_to_pay_of_the_shop)
{
    shop_set("{}");
    struct http_reply reply = check_out(400, shop_ready_cart(mugs), pays);
    assert_str(reply, "/errors/0/pointer", "/payment/provider");
    reply = check_out(
        201, shop_ready_cart(mugs),
        "{\"payment\":{\"provider\":\"manual\"},\"expected_total\":2890}");
    assert_str(reply, "/number", "1000");
    assert_str(reply, "/payment_state", "pending");
}
END_TEST

START_TEST(sells_in_the_default_channel_of_the_shop)
{
    shop_set("{\"default_channel\":\"app\"}");
    assert_str(shop_get(KT_STR("/store/v1/channel")), "/code", "app");
    struct http_reply reply = shop_get(shop_cart(mugs));
    assert_int(reply, "/lines/0/unit_price", 1400);
    assert_int(reply, "/lines/0/tax", 532);
    assert_int(reply, "/totals/subtotal", 2800);
}
END_TEST

/* ---- under a cart ---- */

START_TEST(tells_that_a_variant_left_the_shop)
{
    struct kt_str cart =
        shop_ready_cart("[{\"sku\":\"mug-red\",\"quantity\":2},"
                        "{\"sku\":\"plate\",\"quantity\":1}]");
    shop_retire("plate");
    struct http_reply reply = shop_get(cart);
    ck_assert_uint_eq(shop_count(reply, "/problems"), 1);
    assert_str(reply, "/problems/0/pointer", "/lines/1");
    assert_str(reply, "/problems/0/code", "not_sellable");
    assert_json(reply, "/problems/0/is_blocking", "true");
    reply = check_out(
        409, cart,
        "{\"payment\":{\"provider\":\"test\"},\"expected_total\":5390}");
    assert_str(reply, "/type", "/problems/not-ready");
    assert_str(reply, "/errors/0/pointer", "/lines/1");
    shop_call(404, "GET", KT_STR("/store/v1/products/plate"), NULL);
    struct kt_str line = shop_text(shop_get(cart), "/lines/1/id");
    shop_call(200, "DELETE", shop_at(cart, "/lines/%.*s", KT_STR_FMT(line)),
              NULL);
    check_out(201, cart, pays);
}
END_TEST

START_TEST(tells_that_stock_was_sold_meanwhile)
{
    const char *lamp = "[{\"sku\":\"lamp\",\"quantity\":1}]";
    struct kt_str first = shop_ready_cart(lamp);
    struct kt_str second = shop_ready_cart(lamp);
    const char *body =
        "{\"payment\":{\"provider\":\"test\"},\"expected_total\":5490}";
    check_out(201, first, body);
    struct http_reply reply = shop_get(second);
    assert_str(reply, "/problems/0/pointer", "/lines/0/quantity");
    assert_str(reply, "/problems/0/code", "out_of_stock");
    assert_str(reply, "/problems/0/detail", "0 units are available");
    reply = check_out(409, second, body);
    assert_str(reply, "/type", "/problems/out-of-stock");
    assert_str(reply, "/errors/0/pointer", "/lines/0/quantity");
}
END_TEST

START_TEST(counts_lines_of_one_variant_together)
{
    struct kt_str cart = shop_cart("[{\"sku\":\"plate\",\"quantity\":6}]");
    static const char other[] =
        "{\"sku\":\"plate\",\"quantity\":%d,\"metadata\":{\"a\":1}}";
    add(409, cart, kt_arena_format(&http_arena, other, 5).ptr);
    struct http_reply reply =
        add(200, cart, kt_arena_format(&http_arena, other, 4).ptr);
    ck_assert_uint_eq(shop_count(reply, "/lines"), 2);
    assert_json(reply, "/problems", "[]");
}
END_TEST

START_TEST(wants_no_payment_for_what_costs_nothing)
{
    shop_promote(&(struct shop_promotion){ .rule = "order_percent_off",
                                           .stage = "order",
                                           .params = "{\"percent\":100}" });
    struct kt_str cart = shop_ready_cart(mugs);
    shop_call(200, "PATCH", cart, "{\"shipping_option\":\"pickup\"}");
    struct http_reply reply = check_out(201, cart, "{\"expected_total\":0}");
    assert_int(reply, "/totals/due", 0);
    assert_str(reply, "/payment_state", "paid");
    assert_json(reply, "/payments", "[]");
}
END_TEST

Suite *
kt_suite_store_change(void)
{
    Suite *suite = suite_create("store_change");
    TCase *settings = shop_case(suite, "settings");
    tcase_add_test(settings, takes_what_there_is_where_the_shop_says_so);
    tcase_add_test(settings, keeps_the_limits_of_the_shop);
    tcase_add_test(settings, refuses_a_waiting_coupon_where_the_shop_says_so);
    tcase_add_test(settings, takes_order_numbers_in_blocks);
    tcase_add_test(settings, offers_the_ways_to_pay_of_the_shop);
    tcase_add_test(settings, sells_in_the_default_channel_of_the_shop);
    TCase *cart = shop_case(suite, "cart");
    tcase_add_test(cart, tells_that_a_variant_left_the_shop);
    tcase_add_test(cart, tells_that_stock_was_sold_meanwhile);
    tcase_add_test(cart, counts_lines_of_one_variant_together);
    tcase_add_test(cart, wants_no_payment_for_what_costs_nothing);
    return suite;
}
