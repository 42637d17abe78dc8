#include "admin.h"

Suite *kt_suite_admin_rule_use(void);

/* Rules in use: price, tax and check rules, guards, reactions, methods. */

#define METHODS "/admin/v1/shipping-methods"

static const char mugs[] = "[{\"sku\":\"mug-red\",\"quantity\":1}]";

/* The codes of a cart's shipping options sent to a German postal code. */
static struct kt_str
options_at(const char *postal)
{
    struct kt_str cart = shop_cart(mugs);
    struct kt_buf buf;
    shop_call(200, "PATCH", cart,
              admin_text("{\"shipping_address\":{\"country\":\"DE\","
                         "\"postal_code\":\"%s\"}}",
                         postal)
                  .ptr);
    struct http_reply reply = shop_get(shop_at(cart, "/shipping-options"));
    kt_buf_init(&buf, &http_arena, 64);
    for (size_t i = 0; i < shop_count(reply, "/data"); i++) {
        kt_buf_text(&buf, i > 0 ? " " : "");
        kt_buf_str(&buf, shop_text(reply, admin_text("/data/%zu/code", i).ptr));
    }
    return kt_buf_view(&buf);
}

START_TEST(is_offered_in_its_zones)
{
    assert_text(options_at("27498"), "standard pickup");
    struct kt_str zone = admin_make(
        "/admin/v1/shipping-zones",
        "{\"code\":\"islands\",\"name\":\"Islands\",\"members\":[{"
        "\"country\":\"DE\",\"postal_code\":\"27498\"},{\"country\":\"DE\","
        "\"postal_from\":\"25845\",\"postal_to\":\"25849\"}]}");
    struct kt_str at =
        admin_make(METHODS,
                   "{\"code\":\"ferry\",\"title\":\"By ferry\",\"rule\":"
                   "\"flat_fee\",\"params\":{\"fee\":1290},\"zones\":["
                   "\"islands\"],\"position\":50}");
    assert_text(options_at("27498"), "standard pickup ferry");
    assert_text(options_at("25849"), "standard pickup ferry");
    assert_text(options_at("25850"), "standard pickup");
    struct http_reply reply = admin_call(409, "DELETE", zone, NULL);
    assert_str(reply, "/kind", "shipping_method");
    ck_assert(kt_str_eq(shop_text(reply, "/used_by"), admin_id(at)));
    admin_call(200, "PATCH", at, "{\"is_active\":false}");
    assert_text(options_at("27498"), "standard pickup");
    admin_call(200, "PATCH", at, "{\"is_active\":true,\"zones\":[]}");
    assert_text(options_at("25850"), "standard pickup ferry");
    admin_call(204, "DELETE", zone, NULL);
    admin_call(204, "DELETE", at, NULL);
    assert_text(options_at("25850"), "standard pickup");
}
END_TEST

START_TEST(tells_what_it_made)
{
    struct http_reply reply =
        admin_call(201, "POST", KT_STR(METHODS),
                   "{\"code\":\"van\",\"rule\":\"flat_fee\",\"params\":{"
                   "\"fee\":900},\"channels\":[\"web\"]}");
    struct kt_str id = shop_text(reply, "/id");
    assert_text(http_header(&reply, "ETag"), "\"v1\"");
    ck_assert(kt_str_eq(http_header(&reply, "Location"),
                        admin_text(METHODS "/%.*s", KT_STR_FMT(id))));
    assert_str(reply, "/tax_class", "standard");
    assert_json(reply, "/params", "{\"fee\":900}");
    assert_json(reply, "/channels", "[\"web\"]");
    assert_json(reply, "/zones", "[]");
    assert_json(reply, "/is_active", "true");
    ck_assert_uint_gt(shop_text(reply, "/shown_title").len, 0);
    admin_match(412, "\"v2\"", "PATCH",
                admin_text(METHODS "/%.*s", KT_STR_FMT(id)),
                "{\"position\":3}");
    admin_call(404, "GET",
               admin_text("/admin/v1/tax-rules/%.*s", KT_STR_FMT(id)), NULL);
    ck_assert_uint_eq(shop_count(admin_get(KT_STR(METHODS
                                                  "?rule=flat_fee&sort=code")),
                                 "/data"),
                      2);
    ck_assert_uint_eq(shop_count(admin_get(KT_STR(METHODS "?is_active=false")),
                                 "/data"),
                      0);
}
END_TEST

START_TEST(tells_all_faults_at_once)
{
    struct http_reply reply =
        admin_call(400, "POST", KT_STR(METHODS),
                   "{\"code\":\"A b\",\"rule\":\"flat_fee\",\"params\":{"
                   "\"fee\":-1,\"fe\":2},\"channels\":[\"wep\"],\"zones\":["
                   "\"moon\"]}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 5);
    assert_str(reply, "/errors/0/pointer", "/code");
    assert_str(reply, "/errors/1/pointer", "/params/fe");
    assert_str(reply, "/errors/2/pointer", "/params/fee");
    assert_str(reply, "/errors/3/pointer", "/channels/0");
    assert_str(reply, "/errors/4/pointer", "/zones/0");
    reply = admin_call(400, "POST", KT_STR(METHODS),
                       "{\"code\":\"a\",\"rule\":\"flat_fees\"}");
    assert_str(reply, "/errors/0/pointer", "/rule");
    assert_str(reply, "/errors/0/detail",
               "there is no shipping_method \"flat_fees\", did you mean "
               "\"flat_fee\"?");
    reply = admin_call(409, "POST", KT_STR(METHODS),
                       "{\"code\":\"standard\",\"rule\":\"flat_fee\","
                       "\"params\":{\"fee\":1}}");
    assert_str(reply, "/type", "/problems/already-exists");
    reply = admin_call(400, "POST", KT_STR("/admin/v1/price-rules"),
                       "{\"code\":\"a\",\"rule\":\"list_price\",\"zones\":[]}");
    assert_str(reply, "/errors/0/pointer", "/zones");
    reply = admin_call(400, "POST", KT_STR("/admin/v1/order-guards"),
                       "{\"code\":\"a\",\"rule\":\"hold_large_orders\","
                       "\"params\":{\"limit\":1},\"events\":[\"nap\"]}");
    assert_str(reply, "/errors/0/pointer", "/events/0");
}
END_TEST

/* Every kind takes effect with the next request. */
START_TEST(holds_for_the_next_cart)
{
    struct kt_str check =
        admin_make("/admin/v1/checkout-checks",
                   "{\"code\":\"minimum\",\"rule\":\"min_order\",\"params\":{"
                   "\"minimum\":100000}}");
    struct kt_str cart = shop_ready_cart(mugs);
    static const char pays[] =
        "{\"payment\":{\"provider\":\"test\"},\"expected_total\":1690}";
    struct http_reply reply =
        shop_call(422, "POST", shop_at(cart, "/checkout"), pays);
    assert_str(reply, "/errors/0/code", "below-minimum");
    admin_call(204, "DELETE", check, NULL);
    admin_make("/admin/v1/order-guards",
               "{\"code\":\"large\",\"rule\":\"hold_large_orders\","
               "\"params\":{\"limit\":1}}");
    admin_make("/admin/v1/reactions",
               "{\"code\":\"thanks\",\"rule\":\"thank_you\"}");
    reply = shop_call(201, "POST", shop_at(cart, "/checkout"), pays);
    reply = admin_call(200, "POST",
                       admin_text("/admin/v1/orders/%.*s/transitions",
                                  KT_STR_FMT(shop_text(reply, "/id"))),
                       "{\"event\":\"confirm\"}");
    assert_str(reply, "/state", "held");
    admin_make("/admin/v1/price-rules",
               "{\"code\":\"bands\",\"rule\":\"quantity_bands\",\"params\":{"
               "\"bands\":[{\"quantity\":2,\"percent\":50}]}}");
    cart = shop_cart("[{\"sku\":\"mug-red\",\"quantity\":2}]");
    assert_int(shop_get(cart), "/totals/subtotal", 1200);
}
END_TEST

START_TEST(stays_while_promotions_name_it)
{
    struct kt_str at = admin_make(METHODS, "{\"code\":\"van\",\"rule\":"
                                           "\"flat_fee\",\"params\":{\"fee\":"
                                           "900}}");
    admin_make("/admin/v1/promotions", "{\"rule\":\"free_shipping\",\"params\":"
                                       "{\"methods\":[\"van\"]}}");
    struct http_reply reply = admin_call(409, "DELETE", at, NULL);
    assert_str(reply, "/kind", "promotion");
    assert_int(reply, "/count", 1);
}
END_TEST

Suite *
kt_suite_admin_rule_use(void)
{
    Suite *suite = suite_create("admin_rule_use");
    TCase *tcase = admin_case(suite, "rules");
    tcase_add_test(tcase, is_offered_in_its_zones);
    tcase_add_test(tcase, tells_what_it_made);
    tcase_add_test(tcase, tells_all_faults_at_once);
    tcase_add_test(tcase, holds_for_the_next_cart);
    tcase_add_test(tcase, stays_while_promotions_name_it);
    return suite;
}
