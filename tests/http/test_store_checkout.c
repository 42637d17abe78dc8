#include "shop.h"

Suite *kt_suite_store_checkout(void);

static const char mugs[] = "[{\"sku\":\"mug-red\",\"quantity\":2}]";
static const char pays[] =
    "{\"payment\":{\"provider\":\"test\"},\"expected_total\":2890}";

static struct kt_str
checkout_of(struct kt_str cart)
{
    return shop_at(cart, "/checkout");
}

/* ---- placing ---- */

START_TEST(places_an_order)
{
    struct kt_str cart = shop_ready_cart(mugs);
    struct http_reply reply = shop_call(201, "POST", checkout_of(cart), pays);
    assert_str(reply, "/number", "T-1000");
    assert_str(reply, "/state", "placed");
    assert_str(reply, "/payment_state", "paid");
    assert_str(reply, "/fulfilment_state", "unfulfilled");
    assert_str(reply, "/email", "Ada@Example.com");
    assert_str(reply, "/shipping_address/city", "Bonn");
    assert_str(reply, "/lines/0/sku", "mug-red");
    assert_int(reply, "/lines/0/quantity", 2);
    assert_int(reply, "/totals/subtotal", 2400);
    assert_int(reply, "/totals/shipping", 490);
    assert_int(reply, "/totals/tax", 461);
    assert_int(reply, "/totals/total", 2890);
    assert_str(reply, "/payments/0/provider", "test");
    assert_int(reply, "/payments/0/captured", 2890);
    assert_text(http_header(&reply, "ETag"), "\"v1\"");
    ck_assert_int_eq(shop_available("mug-red"), 98);
    struct kt_str at = http_header(&reply, "Location");
    ck_assert(kt_str_starts(at, KT_STR("/store/v1/orders/ord_")));
    struct http_reply again = shop_get(at);
    ck_assert(kt_str_eq(again.body, reply.body));
    assert_text(http_header(&again, "ETag"), "\"v1\"");
}
END_TEST

/* The order's frozen input, priced anew by the same rules, gives the figures
 * that the order has. */
START_TEST(can_be_computed_again)
{
    shop_promote(&(struct shop_promotion){
        .rule = "percent_off", .stage = "item", .params = "{\"percent\":10}" });
    struct kt_str cart = shop_ready_cart(mugs);
    struct http_reply order = shop_call(
        201, "POST", checkout_of(cart),
        "{\"payment\":{\"provider\":\"test\"},\"expected_total\":2650}");
    struct kt_id id;
    ck_assert(kt_id_parse(shop_text(order, "/id"), "ord", &id));
    struct kt_str input = shop_order_input(id);
    struct http_reply again = shop_price(input);
    static const char *const parts[] = { "/totals", "/taxes", "/shipping",
                                         "/lines", "/coupons" };
    for (size_t i = 0; i < KT_COUNT(parts); i++)
        ck_assert(
            kt_str_eq(kt_json_text(shop_node(again, parts[i]), &http_arena),
                      kt_json_text(shop_node(order, parts[i]), &http_arena)));
}
END_TEST

START_TEST(closes_the_cart)
{
    struct kt_str cart = shop_ready_cart(mugs);
    struct http_reply order = shop_call(201, "POST", checkout_of(cart), pays);
    struct kt_str id = shop_text(order, "/id");
    struct http_reply reply = shop_get(cart);
    ck_assert(kt_str_eq(shop_text(reply, "/order_id"), id));
    reply = shop_call(409, "POST", shop_at(cart, "/lines"),
                      "{\"sku\":\"plate\",\"quantity\":1}");
    assert_str(reply, "/type", "/problems/cart-closed");
    ck_assert(kt_str_eq(shop_text(reply, "/order_id"), id));
    shop_call(409, "PATCH", cart, "{\"email\":\"b@example.com\"}");
    shop_call(409, "DELETE", cart, NULL);
}
END_TEST

START_TEST(answers_a_repeated_checkout_with_the_order)
{
    struct kt_str cart = shop_ready_cart(mugs);
    struct http_reply first = shop_call(201, "POST", checkout_of(cart), pays);
    struct http_reply again = shop_call(201, "POST", checkout_of(cart), pays);
    ck_assert(kt_str_eq(first.body, again.body));
    ck_assert_int_eq(shop_order_count(), 1);
    ck_assert_int_eq(shop_available("mug-red"), 98);
}
END_TEST

START_TEST(numbers_orders_without_gaps)
{
    struct kt_str one = shop_ready_cart(mugs);
    struct kt_str two = shop_ready_cart(mugs);
    struct kt_str three = shop_ready_cart(mugs);
    shop_call(201, "POST", checkout_of(one), pays);
    shop_call(409, "POST", checkout_of(two),
              "{\"payment\":{\"provider\":\"test\"},\"expected_total\":1}");
    struct http_reply reply = shop_call(201, "POST", checkout_of(three), pays);
    assert_str(reply, "/number", "T-1001");
    reply = shop_call(201, "POST", checkout_of(two), pays);
    assert_str(reply, "/number", "T-1002");
}
END_TEST

/* ---- refusing ---- */

START_TEST(tells_all_that_is_missing)
{
    struct http_reply reply =
        shop_call(409, "POST", checkout_of(shop_cart(mugs)),
                  "{\"expected_total\":2890}");
    assert_str(reply, "/type", "/problems/not-ready");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 4);
    assert_str(reply, "/errors/0/pointer", "/email");
    assert_str(reply, "/errors/1/pointer", "/shipping_address");
    assert_str(reply, "/errors/2/pointer", "/shipping_option");
    assert_str(reply, "/errors/3/pointer", "/payment");
    reply = shop_call(
        409, "POST", checkout_of(shop_cart(mugs)),
        "{\"payment\":{\"provider\":\"gold\"},\"expected_total\":2890}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 4);
    assert_str(reply, "/errors/3/pointer", "/payment/provider");
    assert_str(reply, "/errors/3/code", "unknown");
    reply = shop_call(409, "POST", checkout_of(shop_cart("[]")),
                      "{\"expected_total\":0}");
    assert_str(reply, "/errors/0/pointer", "/lines");
    ck_assert_int_eq(shop_order_count(), 0);
}
END_TEST

START_TEST(tells_the_new_figures)
{
    struct kt_str cart = shop_ready_cart(mugs);
    struct http_reply reply = shop_call(
        409, "POST", checkout_of(cart),
        "{\"payment\":{\"provider\":\"test\"},\"expected_total\":2889}");
    assert_str(reply, "/type", "/problems/price-changed");
    assert_int(reply, "/expected_total", 2889);
    assert_int(reply, "/total", 2890);
    assert_int(reply, "/subtotal", 2400);
    assert_int(reply, "/discount", 0);
    assert_int(reply, "/shipping", 490);
    assert_int(reply, "/tax", 461);
    ck_assert_int_eq(shop_order_count(), 0);
    ck_assert_int_eq(shop_available("mug-red"), 100);
    shop_call(201, "POST", checkout_of(cart), pays);
}
END_TEST

START_TEST(refuses_an_unknown_way_to_ship)
{
    struct kt_str cart = shop_ready_cart(mugs);
    shop_call(200, "PATCH", cart,
              "{\"shipping_option\":\"drone\",\"shipping_address\":{"
              "\"country\":\"US\"}}");
    struct http_reply reply = shop_call(409, "POST", checkout_of(cart), pays);
    assert_str(reply, "/type", "/problems/not-ready");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/0/pointer", "/shipping_option");
    assert_str(reply, "/errors/1/pointer", "/shipping_address/country");
    assert_str(reply, "/errors/1/code", "not_delivered");
}
END_TEST

START_TEST(tells_at_once_where_it_does_not_deliver)
{
    struct kt_str cart = shop_ready_cart(mugs);
    struct http_reply reply =
        shop_call(200, "PATCH", cart,
                  "{\"shipping_address\":{\"country\":\"US\"}}");
    ck_assert_uint_eq(shop_count(reply, "/problems"), 1);
    assert_json(reply, "/problems/0",
                "{\"pointer\":\"/shipping_address/country\","
                "\"code\":\"not_delivered\","
                "\"detail\":\"the channel does not deliver there\","
                "\"is_blocking\":true}");
    reply = shop_call(200, "PATCH", cart,
                      "{\"shipping_address\":{\"country\":\"DE\"}}");
    ck_assert_uint_eq(shop_count(reply, "/problems"), 0);
}
END_TEST

START_TEST(ships_nothing_that_is_not_shipped)
{
    struct kt_str cart = shop_cart("[{\"sku\":\"ebook\",\"quantity\":1}]");
    shop_call(200, "PATCH", cart, "{\"email\":\"ada@example.com\"}");
    struct http_reply reply = shop_call(
        201, "POST", checkout_of(cart),
        "{\"payment\":{\"provider\":\"manual\"},\"expected_total\":900}");
    assert_int(reply, "/totals/shipping", 0);
    assert_str(reply, "/payment_state", "pending");
    assert_int(reply, "/payments/0/captured", 0);
}
END_TEST

START_TEST(wants_the_version_of_if_match)
{
    struct kt_str cart = checkout_of(shop_ready_cart(mugs));
    const char *target = kt_arena_cstr(&http_arena, cart);
    struct http_reply reply =
        http_call("POST", target, "If-Match: \"v1\"\r\n", pays);
    assert_problem(reply, 412, "{\"type\":\"/problems/version-mismatch\"");
    reply = http_call("POST", target, "If-Match: \"v2\"\r\n", pays);
    ck_assert_int_eq(reply.status, 201);
}
END_TEST

/* ---- paying ---- */

static struct http_reply
pay(int status, const char *payment)
{
    struct kt_str body =
        kt_arena_format(&http_arena, "{\"payment\":%s,\"expected_total\":2890}",
                        payment);
    return shop_call(status, "POST", checkout_of(shop_ready_cart(mugs)),
                     body.ptr);
}

START_TEST(tells_a_declined_payment)
{
    struct http_reply reply =
        pay(422, "{\"provider\":\"test\",\"token\":\"decline\"}");
    assert_str(reply, "/type", "/problems/payment-declined");
    assert_str(reply, "/reason", "card_declined");
    ck_assert_int_eq(shop_order_count(), 0);
    ck_assert_int_eq(shop_available("mug-red"), 100);
}
END_TEST

START_TEST(keeps_a_payment_that_needs_action)
{
    struct http_reply reply =
        pay(201, "{\"provider\":\"test\",\"token\":\"needs_action\"}");
    assert_str(reply, "/payment_state", "needs_action");
    assert_int(reply, "/payments/0/captured", 0);
    reply = pay(201, "{\"provider\":\"test\",\"token\":\"authorize\"}");
    assert_str(reply, "/payment_state", "authorized");
}
END_TEST

START_TEST(refuses_an_unknown_way_to_pay)
{
    struct http_reply reply = pay(400, "{\"provider\":\"gold\"}");
    assert_str(reply, "/errors/0/pointer", "/payment/provider");
    reply = pay(400, "{\"provider\":\"test\",\"token\":\"maybe\"}");
    assert_str(reply, "/errors/0/pointer", "/payment/token");
    assert_has(shop_text(reply, "/errors/0/detail"), "needs_action");
    reply = pay(400, "{\"provider\":\"manual\",\"token\":\"x\"}");
    assert_str(reply, "/errors/0/pointer", "/payment/token");
}
END_TEST

/* ---- races and repetitions ---- */

START_TEST(sells_the_last_unit_once)
{
    enum { COUNT = 50 };
    struct kt_str targets[COUNT];
    struct http_reply replies[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        targets[i] =
            checkout_of(shop_ready_cart("[{\"sku\":\"lamp\",\"quantity\":1}]"));
    shop_race("POST", targets, COUNT, "",
              "{\"payment\":{\"provider\":\"test\"},\"expected_total\":5490}",
              replies);
    assert_text(shop_tally(replies, COUNT), "1 x 201, 49 x 409");
    for (size_t i = 0; i < COUNT; i++) {
        if (replies[i].status == 201)
            continue;
        assert_str(replies[i], "/type", "/problems/out-of-stock");
        assert_str(replies[i], "/sku", "lamp");
        assert_int(replies[i], "/available", 0);
    }
    ck_assert_int_eq(shop_order_count(), 1);
    ck_assert_int_eq(shop_available("lamp"), 0);
}
END_TEST

START_TEST(makes_one_order_of_one_cart)
{
    enum { COUNT = 16 };
    struct kt_str cart = shop_ready_cart(mugs);
    struct kt_str targets[COUNT];
    struct http_reply replies[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        targets[i] = checkout_of(cart);
    shop_race("POST", targets, COUNT, "", pays, replies);
    assert_text(shop_tally(replies, COUNT), "16 x 201");
    for (size_t i = 1; i < COUNT; i++)
        ck_assert(kt_str_eq(replies[i].body, replies[0].body));
    ck_assert_int_eq(shop_order_count(), 1);
    ck_assert_int_eq(shop_available("mug-red"), 98);
}
END_TEST

START_TEST(races_additions_against_a_checkout)
{
    enum { COUNT = 8 };
    struct kt_str cart = shop_ready_cart(mugs);
    struct kt_str targets[COUNT];
    struct http_reply replies[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        targets[i] = shop_at(cart, "/lines");
    shop_race("POST", targets, COUNT, "",
              "{\"sku\":\"mug-red\",\"quantity\":1}", replies);
    assert_text(shop_tally(replies, COUNT), "8 x 200");
    struct http_reply reply = shop_call(409, "POST", checkout_of(cart), pays);
    assert_int(reply, "/total", 12490);
}
END_TEST

START_TEST(replays_a_checkout_by_its_key)
{
    enum { COUNT = 8 };
    const char *key = "Idempotency-Key: 6f1c\r\n";
    struct kt_str target = checkout_of(shop_ready_cart(mugs));
    struct kt_str targets[COUNT];
    struct http_reply replies[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        targets[i] = target;
    shop_race("POST", targets, COUNT, key, pays, replies);
    assert_text(shop_tally(replies, COUNT), "8 x 201");
    for (size_t i = 1; i < COUNT; i++)
        ck_assert(kt_str_eq(replies[i].body, replies[0].body));
    struct http_reply reply =
        http_call("POST", kt_arena_cstr(&http_arena, target), key, pays);
    ck_assert_int_eq(reply.status, 201);
    ck_assert(kt_str_eq(reply.body, replies[0].body));
    reply = http_call("POST", kt_arena_cstr(&http_arena, target), key,
                      "{\"expected_total\":1}");
    assert_problem(reply, 422, "{\"type\":\"/problems/idempotency-mismatch\"");
    ck_assert_int_eq(shop_order_count(), 1);
}
END_TEST

START_TEST(shows_no_order_that_is_not_there)
{
    struct http_reply reply =
        shop_call(404, "GET",
                  KT_STR("/store/v1/orders/ord_00000000000000000000000001"),
                  NULL);
    assert_str(reply, "/type", "/problems/not-found");
    shop_call(404, "GET", KT_STR("/store/v1/orders/1000"), NULL);
}
END_TEST

Suite *
kt_suite_store_checkout(void)
{
    Suite *suite = suite_create("store_checkout");
    TCase *place = shop_case(suite, "place");
    tcase_add_test(place, places_an_order);
    tcase_add_test(place, can_be_computed_again);
    tcase_add_test(place, closes_the_cart);
    tcase_add_test(place, answers_a_repeated_checkout_with_the_order);
    tcase_add_test(place, numbers_orders_without_gaps);
    tcase_add_test(place, shows_no_order_that_is_not_there);
    TCase *refuse = shop_case(suite, "refuse");
    tcase_add_test(refuse, tells_all_that_is_missing);
    tcase_add_test(refuse, tells_the_new_figures);
    tcase_add_test(refuse, refuses_an_unknown_way_to_ship);
    tcase_add_test(refuse, ships_nothing_that_is_not_shipped);
    tcase_add_test(refuse, tells_at_once_where_it_does_not_deliver);
    tcase_add_test(refuse, wants_the_version_of_if_match);
    TCase *payment = shop_case(suite, "pay");
    tcase_add_test(payment, tells_a_declined_payment);
    tcase_add_test(payment, keeps_a_payment_that_needs_action);
    tcase_add_test(payment, refuses_an_unknown_way_to_pay);
    TCase *race = shop_case(suite, "race");
    tcase_add_test(race, sells_the_last_unit_once);
    tcase_add_test(race, makes_one_order_of_one_cart);
    tcase_add_test(race, races_additions_against_a_checkout);
    tcase_add_test(race, replays_a_checkout_by_its_key);
    return suite;
}
