/* What comes in is checked before any use case sees it: on every route that
 * takes a body, by the same two steps. */

#include "shop.h"

Suite *kt_suite_store_body(void);

struct wrong {
    const char *method;
    const char *below; /* the cart's address */
    const char *body;
    const char *type;
    const char *pointer; /* of the first fault */
    const char *detail;  /* a part of what is told */
};

/* clang-format off */
static const struct wrong rows[] = {
    { "POST", "/lines", "{\"sku\":\"mug-red\",", "invalid-json", "", "line 1, column 18" },
    { "POST", "/lines", "{\"sku\":\"mug-red\",\"sku\":\"x\"}", "invalid-json", "/sku", "twice" },
    { "POST", "/lines", "{\"quantity\":9007199254740993}", "invalid-json", "/quantity", "2^53" },
    { "POST", "/lines", "{\"quantity\":01}", "invalid-json", "/quantity", "" },
    { "POST", "/lines", "{\"sku\":\"\xc3\x28\"}", "invalid-json", "/sku", "UTF-8" },
    { "POST", "/lines", "[{\"sku\":\"a\",\"quantity\":1}] 2", "invalid-json", "", "" },
    { "POST", "/lines", "[[1]]", "invalid-body", "/0", "must be an object" },
    { "POST", "/lines", "[]", "invalid-body", "", "at least 1" },
    { "POST", "/lines", "7", "invalid-body", "", "must be an object" },
    { "POST", "/lines", "{\"sku\":\"mug-red\",\"quantity\":1.5}", "invalid-body", "/quantity",
      "must be an integer" },
    { "POST", "/lines", "{\"sku\":\"mug-red\",\"quantity\":\"2\"}", "invalid-body", "/quantity",
      "must be an integer" },
    { "POST", "/lines", "{\"sku\":\"mug-red\",\"quantity\":-1}", "invalid-body", "/quantity", "" },
    { "POST", "/lines", "{\"sku\":\"mug-red\",\"quantity\":1,\"qantity\":2}", "invalid-body",
      "/qantity", "quantity" },
    { "POST", "/lines", "{\"variantid\":\"x\",\"quantity\":1}", "invalid-body", "/variantid",
      "variant_id" },
    { "POST", "/lines", "{\"variant_id\":\"prod_1\",\"quantity\":1}", "invalid-body",
      "/variant_id", "var_" },
    { "POST", "/coupons", "{\"cod\":\"x\"}", "invalid-body", "/cod", "code" },
    { "PATCH", "", "{\"shipping_address\":{\"zip\":\"1\"}}", "invalid-body",
      "/shipping_address/zip", "is not known" },
    { "PATCH", "",
      "{\"billing_address\":{\"line2\":\"4242 4242 4242 4242\"}}",
      "invalid-body", "/billing_address/line2",
      "must hold no number of a payment card" },
    { "PATCH", "", "{\"metadata\":{\"a\":\"4242424242424242\"}}",
      "invalid-body", "/metadata", "must hold no number of a payment card" },
    { "PATCH", "", "{\"currency\":\"EUR\"}", "invalid-body", "/currency", "is not known" },
    { "PATCH", "", "{\"metadata\":7}", "invalid-body", "/metadata", "object" },
    { "POST", "/checkout", "{}", "invalid-body", "/expected_total", "" },
    { "POST", "/checkout", "{\"expectd_total\":1}", "invalid-body", "/expectd_total",
      "expected_total" },
    { "POST", "/checkout", "{\"expected_total\":1,\"payment\":\"test\"}", "invalid-body",
      "/payment", "must be an object" },
    { "POST", "/checkout", "{\"expected_total\":1,\"payment\":{}}", "invalid-body",
      "/payment/provider", "" },
};
/* clang-format on */

START_TEST(refuses_a_wrong_body_and_says_where)
{
    const struct wrong *row = &rows[_i];
    struct kt_str cart = shop_cart("[]");
    struct http_reply reply =
        shop_call(400, row->method, shop_at(cart, "%s", row->below), row->body);
    struct kt_str type =
        kt_arena_format(&http_arena, "/problems/%s", row->type);
    ck_assert(kt_str_eq(shop_text(reply, "/type"), type));
    assert_str(reply, "/errors/0/pointer", row->pointer);
    assert_has(reply.body, row->detail);
    assert_int(shop_get(cart), "/version", 1);
}
END_TEST

Suite *
kt_suite_store_body(void)
{
    Suite *suite = suite_create("store_body");
    TCase *body = shop_case(suite, "body");
    tcase_add_loop_test(body, refuses_a_wrong_body_and_says_where, 0,
                        (int)KT_COUNT(rows));
    return suite;
}
