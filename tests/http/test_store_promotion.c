#include "shop.h"

Suite *kt_suite_store_promotion(void);

static const char mugs[] = "[{\"sku\":\"mug-red\",\"quantity\":2}]";

static const struct shop_promotion ten_off = {
    .title = "Ten off",
    .rule = "order_percent_off",
    .stage = "order",
    .params = "{\"percent\":10}",
    .coupon = "Save 10",
};

static struct http_reply
enter(int status, struct kt_str cart, const char *code)
{
    struct kt_str body =
        kt_arena_format(&http_arena, "{\"code\":\"%s\"}", code);
    return shop_call(status, "POST", shop_at(cart, "/coupons"), body.ptr);
}

static struct http_reply
buy(int status, struct kt_str cart, int total)
{
    struct kt_str body = kt_arena_format(
        &http_arena,
        "{\"payment\":{\"provider\":\"test\"},\"expected_total\":%d}", total);
    return shop_call(status, "POST", shop_at(cart, "/checkout"), body.ptr);
}

/* ---- the catalogue's promotions ---- */

START_TEST(shows_the_same_price_on_the_shelf_and_in_the_cart)
{
    shop_promote(&(struct shop_promotion){
        .rule = "catalogue_sale",
        .stage = "catalog",
        .params = "{\"percent\":20,\"products\":{\"tags\":[\"sale\"]}}" });
    struct http_reply reply = shop_get(KT_STR("/store/v1/products/paper"));
    assert_int(reply, "/price_min", 1200);
    assert_int(reply, "/compare_at", 1500);
    assert_int(reply, "/variants/0/price", 1200);
    assert_int(reply, "/variants/0/list_price", 1500);
    reply = shop_get(KT_STR("/store/v1/products?tag=sale"));
    assert_int(reply, "/data/0/price_min", 1200);
    reply = shop_get(shop_cart("[{\"sku\":\"paper\",\"quantity\":2}]"));
    assert_int(reply, "/lines/0/unit_price", 1200);
    assert_int(reply, "/lines/0/list_price", 1500);
    assert_int(reply, "/lines/0/compare_at", 1500);
    assert_int(reply, "/totals/subtotal", 2400);
    reply = shop_get(KT_STR("/store/v1/products/mug"));
    assert_int(reply, "/price_min", 1100);
}
END_TEST

/* ---- coupons ---- */

START_TEST(takes_a_coupon_and_gives_it_back)
{
    struct kt_str id = shop_promote(&ten_off);
    struct kt_str cart = shop_cart(mugs);
    struct http_reply reply = enter(200, cart, " SAVE 10 ");
    assert_str(reply, "/coupons/0/code", "SAVE 10");
    assert_str(reply, "/coupons/0/state", "applied");
    assert_int(reply, "/totals/discount", 240);
    assert_int(reply, "/totals/total", 2650);
    assert_str(reply, "/lines/0/discounts/0/title", "Ten off");
    ck_assert(
        kt_str_eq(shop_text(reply, "/lines/0/discounts/0/promotion_id"), id));
    reply = enter(200, cart, "save 10");
    ck_assert_uint_eq(shop_count(reply, "/coupons"), 1);
    assert_int(reply, "/version", 2);
    reply =
        shop_call(200, "DELETE", shop_at(cart, "/coupons/sAVE%%2010"), NULL);
    assert_json(reply, "/coupons", "[]");
    assert_int(reply, "/totals/total", 2890);
    shop_call(404, "DELETE", shop_at(cart, "/coupons/save%%2010"), NULL);
}
END_TEST

START_TEST(refuses_a_code_that_never_applies)
{
    struct shop_promotion later = ten_off;
    struct shop_promotion gone = ten_off;
    later.coupon = "LATER";
    later.starts_ms = INT64_C(4102444800000);
    gone.coupon = "GONE";
    gone.ends_ms = 1000;
    shop_promote(&later);
    shop_promote(&gone);
    struct kt_str cart = shop_cart(mugs);
    struct http_reply reply = enter(422, cart, "NOPE");
    assert_str(reply, "/type", "/problems/coupon-refused");
    assert_str(reply, "/code", "NOPE");
    assert_str(reply, "/reason", "unknown");
    assert_str(reply, "/errors/0/pointer", "/code");
    assert_str(reply, "/errors/0/detail", "there is no such code");
    assert_str(enter(422, cart, "later"), "/reason", "not_started");
    assert_str(enter(422, cart, "gone"), "/reason", "ended");
    assert_json(shop_get(cart), "/coupons", "[]");
    shop_call(400, "POST", shop_at(cart, "/coupons"), "{\"code\":\"\"}");
}
END_TEST

START_TEST(keeps_a_code_that_waits)
{
    struct shop_promotion large = ten_off;
    large.conditions = "{\"subtotal_min\":5000}";
    shop_promote(&large);
    struct kt_str cart = shop_cart(mugs);
    struct http_reply reply = enter(200, cart, "save 10");
    assert_str(reply, "/coupons/0/state", "waiting");
    assert_str(reply, "/coupons/0/reason", "subtotal_min");
    assert_int(reply, "/coupons/0/missing/missing", 2600);
    assert_int(reply, "/totals/discount", 0);
    reply = shop_call(200, "POST", shop_at(cart, "/lines"),
                      "{\"sku\":\"mug-red\",\"quantity\":3}");
    assert_str(reply, "/coupons/0/state", "applied");
    assert_int(reply, "/totals/discount", 600);
}
END_TEST

START_TEST(gives_the_last_use_of_a_code_once)
{
    enum { COUNT = 16 };
    struct shop_promotion once = ten_off;
    struct kt_str targets[COUNT];
    struct http_reply replies[COUNT];
    once.coupon_uses_max = 1;
    shop_promote(&once);
    for (size_t i = 0; i < COUNT; i++) {
        struct kt_str cart = shop_ready_cart(mugs);
        enter(200, cart, "save 10");
        targets[i] = shop_at(cart, "/checkout");
    }
    shop_race("POST", targets, COUNT, "",
              "{\"payment\":{\"provider\":\"test\"},\"expected_total\":2650}",
              replies);
    assert_text(shop_tally(replies, COUNT), "1 x 201, 15 x 409");
    for (size_t i = 0; i < COUNT; i++) {
        if (replies[i].status == 201)
            assert_int(replies[i], "/totals/discount", 240);
        else
            assert_int(replies[i], "/total", 2890);
    }
    ck_assert_int_eq(shop_order_count(), 1);
    ck_assert_int_eq(shop_available("mug-red"), 98);
}
END_TEST

START_TEST(spends_a_budget_to_its_end_and_no_further)
{
    enum { COUNT = 16 };
    struct kt_str targets[COUNT];
    struct http_reply replies[COUNT];
    shop_promote(&(struct shop_promotion){ .rule = "order_percent_off",
                                           .stage = "order",
                                           .params = "{\"percent\":10}",
                                           .budget = 720 });
    for (size_t i = 0; i < COUNT; i++)
        targets[i] = shop_at(shop_ready_cart(mugs), "/checkout");
    shop_race("POST", targets, COUNT, "",
              "{\"payment\":{\"provider\":\"test\"},\"expected_total\":2650}",
              replies);
    assert_text(shop_tally(replies, COUNT), "3 x 201, 13 x 409");
}
END_TEST

START_TEST(gives_a_buyer_no_more_than_his_uses)
{
    shop_promote(&(struct shop_promotion){ .rule = "order_percent_off",
                                           .stage = "order",
                                           .params = "{\"percent\":10}",
                                           .uses_per_customer_max = 1 });
    struct kt_str second = shop_ready_cart(mugs);
    struct kt_str other = shop_ready_cart(mugs);
    assert_int(shop_get(second), "/totals/total", 2650);
    buy(201, shop_ready_cart(mugs), 2650);
    assert_int(shop_get(second), "/totals/total", 2890);
    buy(409, second, 2650);
    buy(201, second, 2890);
    struct http_reply reply =
        shop_call(200, "PATCH", other, "{\"email\":\"eve@example.com\"}");
    assert_int(reply, "/totals/total", 2650);
    buy(201, other, 2650);
}
END_TEST

/* ---- explaining ---- */

START_TEST(explains_when_asked)
{
    shop_promote(&(struct shop_promotion){ .title = "Free from 50",
                                           .rule = "free_shipping",
                                           .stage = "shipping",
                                           .params = "{\"spend\":5000}" });
    struct kt_str cart = shop_cart(mugs);
    struct http_reply reply = shop_get(cart);
    ck_assert(memmem(reply.body.ptr, reply.body.len, "\"trace\"", 7) == NULL);
    assert_str(reply, "/hints/0/title", "Free from 50");
    assert_int(reply, "/hints/0/missing", 2600);
    reply = shop_get(shop_at(cart, "/hints"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    assert_str(reply, "/data/0/title", "Free from 50");
    assert_str(reply, "/data/0/kind", "spend");
    assert_int(reply, "/data/0/wanted", 5000);
    assert_int(reply, "/data/0/actual", 2400);
    assert_int(reply, "/data/0/missing", 2600);
    reply = shop_get(shop_at(cart, "?explain=1"));
    assert_str(reply, "/trace/0/title", "Free from 50");
    assert_str(reply, "/trace/0/rule", "free_shipping");
    assert_str(reply, "/trace/0/state", "no_effect");
    reply = shop_call(200, "POST", shop_at(cart, "/lines?explain=1"),
                      "{\"sku\":\"lamp\",\"quantity\":1}");
    assert_str(reply, "/trace/0/state", "applied");
    assert_int(reply, "/trace/0/amount", 490);
    assert_int(reply, "/totals/shipping", 0);
    shop_call(400, "GET", shop_at(cart, "?explain=yes"), NULL);
    reply = shop_get(shop_at(cart, "/hints"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 0);
}
END_TEST

/* ---- gifts and refusals ---- */

START_TEST(puts_a_gift_in_while_there_is_one)
{
    shop_promote(&(struct shop_promotion){
        .title = "A gift",
        .rule = "gift_with_purchase",
        .stage = "item",
        .params = "{\"gift\":\"lamp\",\"spend\":2000}" });
    struct kt_str first = shop_ready_cart(mugs);
    struct kt_str second = shop_ready_cart(mugs);
    struct http_reply reply = shop_get(first);
    ck_assert_uint_eq(shop_count(reply, "/lines"), 2);
    assert_str(reply, "/lines/1/sku", "lamp");
    assert_json(reply, "/lines/1/is_gift", "true");
    assert_json(reply, "/lines/1/id", "null");
    assert_int(reply, "/lines/1/total", 0);
    buy(201, first, 2890);
    ck_assert_int_eq(shop_available("lamp"), 0);
    ck_assert_uint_eq(shop_count(shop_get(second), "/lines"), 1);
    buy(201, second, 2890);
}
END_TEST

START_TEST(tells_what_the_shops_own_checks_refuse)
{
    shop_add_rule("checkout_check", "minimum", "min_order",
                  "{\"minimum\":3000}");
    shop_add_rule("checkout_check", "address", "address_required", "{}");
    struct http_reply reply = buy(422, shop_ready_cart(mugs), 2890);
    assert_str(reply, "/type", "/problems/refused");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 1);
    assert_str(reply, "/errors/0/pointer", "/lines");
    assert_str(reply, "/errors/0/code", "below-minimum");
    assert_str(reply, "/errors/0/detail", "The minimum order is 30.00 EUR");
    reply = buy(409, shop_cart(mugs), 2890);
    assert_str(reply, "/type", "/problems/not-ready");
    assert_has(reply.body, "below-minimum");
    assert_has(reply.body, "\"/email\"");
    buy(201, shop_ready_cart("[{\"sku\":\"mug-red\",\"quantity\":3}]"), 4090);
}
END_TEST

Suite *
kt_suite_store_promotion(void)
{
    Suite *suite = suite_create("store_promotion");
    TCase *shelf = shop_case(suite, "shelf");
    tcase_add_test(shelf, shows_the_same_price_on_the_shelf_and_in_the_cart);
    tcase_add_test(shelf, explains_when_asked);
    tcase_add_test(shelf, puts_a_gift_in_while_there_is_one);
    tcase_add_test(shelf, tells_what_the_shops_own_checks_refuse);
    TCase *coupon = shop_case(suite, "coupon");
    tcase_add_test(coupon, takes_a_coupon_and_gives_it_back);
    tcase_add_test(coupon, refuses_a_code_that_never_applies);
    tcase_add_test(coupon, keeps_a_code_that_waits);
    TCase *limit = shop_case(suite, "limit");
    tcase_add_test(limit, gives_the_last_use_of_a_code_once);
    tcase_add_test(limit, spends_a_budget_to_its_end_and_no_further);
    tcase_add_test(limit, gives_a_buyer_no_more_than_his_uses);
    return suite;
}
