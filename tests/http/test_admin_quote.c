#include "admin.h"

Suite *kt_suite_admin_quote(void);

#define QUOTES KT_STR("/admin/v1/quotes")

static struct http_reply
price(const char *body)
{
    return admin_call(200, "POST", QUOTES, body);
}

static void
promote(const char *more)
{
    admin_make("/admin/v1/promotions",
               admin_text("{\"rule\":\"order_percent_off\","
                          "\"params\":{\"percent\":10}%s}",
                          more)
                   .ptr);
}

/* ---- what it costs ---- */

START_TEST(prices_as_a_cart_would)
{
    promote("");
    struct http_reply reply = price(
        "{\"lines\":[{\"sku\":\"mug-red\",\"quantity\":2},"
        "{\"sku\":\"ebook\",\"quantity\":1}],\"shipping_option\":\"standard\","
        "\"shipping_address\":{\"country\":\"DE\"}}");
    struct http_reply cart =
        shop_get(shop_cart("[{\"sku\":\"mug-red\",\"quantity\":2},"
                           "{\"sku\":\"ebook\",\"quantity\":1}]"));
    assert_str(reply, "/channel", "web");
    assert_str(reply, "/currency", "EUR");
    assert_int(reply, "/lines/0/unit_price", 1200);
    assert_int(reply, "/totals/subtotal", 3300);
    assert_int(reply, "/totals/discount", 330);
    assert_int(reply, "/totals/shipping", 490);
    assert_int(reply, "/totals/total", 3460);
    assert_text(kt_json_text(shop_node(reply, "/totals"), &http_arena),
                kt_arena_cstr(&http_arena,
                              kt_json_text(shop_node(cart, "/totals"),
                                           &http_arena)));
    assert_str(reply, "/shipping_options/0/code", "standard");
    assert_json(reply, "/shipping_options/0/is_chosen", "true");
    assert_json(reply, "/problems", "[]");
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "trace", 5));
}
END_TEST

START_TEST(prices_for_any_channel)
{
    struct http_reply reply =
        price("{\"channel\":\"app\",\"lines\":[{\"sku\":\"mug-red\","
              "\"quantity\":1}],\"shipping_option\":\"pickup\"}");
    assert_str(reply, "/channel", "app");
    assert_str(reply, "/currency", "USD");
    assert_int(reply, "/totals/subtotal", 1400);
    assert_int(reply, "/totals/tax", 266);
    assert_int(reply, "/totals/total", 1666);
}
END_TEST

START_TEST(takes_a_variant_and_a_price_by_hand)
{
    struct kt_str cart = shop_cart("[{\"sku\":\"plate\",\"quantity\":1}]");
    struct kt_str variant = shop_text(shop_get(cart), "/lines/0/variant_id");
    struct http_reply reply = price(
        admin_text("{\"lines\":[{\"variant_id\":\"%.*s\",\"quantity\":2,"
                   "\"unit_price\":1000},{\"sku\":\"plate\",\"quantity\":1,"
                   "\"unit_price\":0}]}",
                   KT_STR_FMT(variant))
            .ptr);
    assert_str(reply, "/lines/0/sku", "plate");
    assert_int(reply, "/lines/0/unit_price", 1000);
    assert_int(reply, "/lines/1/unit_price", 0);
    assert_int(reply, "/totals/subtotal", 2000);
}
END_TEST

START_TEST(prices_for_any_moment)
{
    promote(",\"starts_at\":\"2026-12-24T00:00:00Z\","
            "\"ends_at\":\"2026-12-27T00:00:00Z\"");
    static const struct {
        const char *as_of;
        int64_t discount;
    } cases[] = {
        { "2026-12-23T23:59:59.999Z", 0 },  { "2026-12-24T00:00:00Z", 120 },
        { "2026-12-24T01:30:00+02:00", 0 }, { "2026-12-26T23:59:59.999Z", 120 },
        { "2026-12-27T00:00:00Z", 0 },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        struct http_reply reply = price(
            admin_text("{\"as_of\":\"%s\",\"lines\":[{\"sku\":\"mug-red\","
                       "\"quantity\":1}]}",
                       cases[i].as_of)
                .ptr);
        assert_int(reply, "/totals/discount", cases[i].discount);
    }
    struct http_reply reply =
        price("{\"as_of\":\"2026-12-25T08:00:00Z\",\"lines\":[]}");
    assert_str(reply, "/as_of", "2026-12-25T08:00:00Z");
    assert_int(reply, "/totals/total", 0);
}
END_TEST

START_TEST(prices_for_any_buyer)
{
    static const char lines[] =
        "\"lines\":[{\"sku\":\"mug-red\",\"quantity\":1}]";
    promote(",\"customer_groups\":[\"members\"]");
    struct http_reply reply = price(admin_text("{%s}", lines).ptr);
    assert_int(reply, "/totals/discount", 0);
    reply =
        price(admin_text("{%s,\"customer_groups\":[\"members\"]}", lines).ptr);
    assert_int(reply, "/totals/discount", 120);
}
END_TEST

START_TEST(takes_coupons)
{
    struct kt_str promotion = admin_id(
        admin_make("/admin/v1/promotions",
                   "{\"rule\":\"order_percent_off\","
                   "\"params\":{\"percent\":50},\"needs_coupon\":true}"));
    admin_make("/admin/v1/coupons",
               admin_text("{\"promotion_id\":\"%.*s\",\"code\":\"HALF\"}",
                          KT_STR_FMT(promotion))
                   .ptr);
    struct http_reply reply =
        price("{\"lines\":[{\"sku\":\"mug-red\",\"quantity\":1}],"
              "\"coupons\":[\" half\",\"other\"]}");
    assert_int(reply, "/totals/discount", 600);
    assert_str(reply, "/coupons/0/state", "applied");
    assert_str(reply, "/coupons/1/state", "unknown");
}
END_TEST

/* All but what the clock says. */
static struct kt_str
without_times(struct kt_str body)
{
    static const char member[] = ",\"microseconds\":";
    size_t len = sizeof member - 1;
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, body.len);
    for (size_t i = 0; i < body.len; i++) {
        if (body.len - i > len && memcmp(body.ptr + i, member, len) == 0)
            for (i += len; body.ptr[i] >= '0' && body.ptr[i] <= '9';)
                i++;
        kt_buf_char(&buf, body.ptr[i]);
    }
    ck_assert_uint_lt(buf.len, body.len);
    return kt_buf_view(&buf);
}

START_TEST(gives_the_same_bytes_again)
{
    static const char body[] =
        "{\"as_of\":\"2026-12-25T08:00:00Z\",\"explain\":true,"
        "\"lines\":[{\"sku\":\"mug-red\",\"quantity\":3},"
        "{\"sku\":\"paper\",\"quantity\":1}]}";
    promote("");
    struct kt_str once = without_times(price(body).body);
    struct kt_str again = without_times(price(body).body);
    assert_text(again, kt_arena_cstr(&http_arena, once));
}
END_TEST

/* ---- why ---- */

START_TEST(explains_every_promotion)
{
    promote(",\"subtotal_min\":5000");
    promote(",\"title\":\"Ten\"");
    struct http_reply reply =
        price("{\"explain\":true,\"lines\":[{\"sku\":\"mug-red\","
              "\"quantity\":1}]}");
    ck_assert_uint_eq(shop_count(reply, "/trace"), 2);
    size_t applied =
        kt_str_eq(shop_text(reply, "/trace/0/state"), KT_STR("applied")) ? 0
                                                                         : 1;
    struct kt_str at = admin_text("/trace/%zu", applied);
    assert_str(reply, admin_text("%s/title", at.ptr).ptr, "Ten");
    assert_int(reply, admin_text("%s/amount", at.ptr).ptr, 120);
    assert_int(reply, admin_text("%s/parts/0/line", at.ptr).ptr, 0);
    at = admin_text("/trace/%zu", 1 - applied);
    assert_str(reply, admin_text("%s/state", at.ptr).ptr, "not_matched");
    assert_str(reply, admin_text("%s/reason", at.ptr).ptr, "subtotal_min");
    assert_str(reply, admin_text("%s/wanted", at.ptr).ptr, "5000");
    assert_str(reply, admin_text("%s/actual", at.ptr).ptr, "1200");
}
END_TEST

/* Steps are the same each time; what the clock says is told and never kept. */
START_TEST(tells_effects_steps_and_times)
{
    promote("");
    struct http_reply reply =
        price("{\"explain\":true,\"lines\":[{\"sku\":\"mug-red\","
              "\"quantity\":1},{\"sku\":\"ebook\",\"quantity\":3}]}");
    assert_json(reply, "/trace/0/effects",
                "[{\"kind\":\"percent\",\"rate\":\"10\",\"base\":3900,"
                "\"taken\":390,\"is_spread\":true}]");
    assert_json(reply, "/trace/0/parts/1",
                "{\"line\":1,\"units\":3,\"amount\":270,\"base\":2700}");
    int64_t steps = shop_int(reply, "/trace/0/steps");
    ck_assert_int_gt(steps, 0);
    ck_assert_int_gt(shop_int(reply, "/trace/0/microseconds"), 0);
    struct kt_str cart =
        shop_ready_cart("[{\"sku\":\"mug-red\",\"quantity\":1},"
                        "{\"sku\":\"ebook\",\"quantity\":3}]");
    reply = shop_get(shop_at(cart, "?explain=1"));
    assert_int(reply, "/trace/0/steps", steps);
    ck_assert_int_gt(shop_int(reply, "/trace/0/microseconds"), 0);
    struct http_reply placed =
        shop_call(201, "POST", shop_at(cart, "/checkout"),
                  admin_text("{\"payment\":{\"provider\":\"test\"},"
                             "\"expected_total\":%lld}",
                             (long long)shop_int(reply, "/totals/total"))
                      .ptr);
    struct kt_str at = admin_text("/admin/v1/orders/%.*s?explain=1",
                                  KT_STR_FMT(shop_text(placed, "/id")));
    reply = admin_get(at);
    assert_int(reply, "/trace/0/steps", steps);
    assert_int(reply, "/trace/0/effects/0/taken", 390);
    ck_assert_ptr_null(
        memmem(reply.body.ptr, reply.body.len, "microseconds", 12));
}
END_TEST

/* ---- promotions that are not in force ---- */

static const char black_friday[] =
    "{\"title\":\"Black Friday\",\"rule\":\"order_percent_off\","
    "\"params\":{\"percent\":25},\"starts_at\":\"2026-11-27T00:00:00Z\","
    "\"ends_at\":\"2026-11-28T00:00:00Z\"}";

/* A quote of two mugs, 24.00, at a moment of that day. */
static struct http_reply
price_friday(const char *time, const char *more)
{
    return price(
        admin_text("{\"as_of\":\"2026-11-%sZ\",\"explain\":true,\"drafts\":[%s]"
                   ",\"lines\":[{\"sku\":\"mug-red\",\"quantity\":2}]%s}",
                   time, black_friday, more)
            .ptr);
}

/* What would this cart cost on Black Friday at 00:01, with this promotion not
 * yet saved? */
START_TEST(prices_with_a_promotion_not_yet_saved)
{
    promote("");
    struct http_reply reply = price_friday("27T00:01:00", "");
    assert_str(reply, "/as_of", "2026-11-27T00:01:00Z");
    assert_int(reply, "/totals/subtotal", 2400);
    assert_int(reply, "/totals/discount", 240 + 540);
    struct kt_str draft = shop_text(reply, "/draft_ids/0");
    assert_str(reply, "/trace/1/title", "Black Friday");
    assert_str(reply, "/trace/1/state", "applied");
    assert_int(reply, "/trace/1/amount", 540);
    assert_int(reply, "/trace/1/effects/0/base", 2160);
    ck_assert(kt_str_eq(shop_text(reply, "/trace/1/promotion_id"), draft));
    ck_assert(kt_str_eq(shop_text(reply, "/lines/0/discounts/1/promotion_id"),
                        draft));
    reply = price_friday("26T23:59:59.999", "");
    assert_int(reply, "/totals/discount", 240);
    assert_str(reply, "/trace/1/reason", "not_started");
    assert_str(reply, "/trace/1/wanted", "2026-11-27T00:00:00Z");
    reply = price_friday("28T00:00:00", "");
    assert_int(reply, "/totals/discount", 240);
    assert_str(reply, "/trace/1/reason", "ended");
    reply = admin_get(KT_STR("/admin/v1/promotions"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    ck_assert_int_eq(shop_available("mug-red"), 100);
    ck_assert_int_eq(shop_order_count(), 0);
}
END_TEST

START_TEST(prices_with_chosen_promotions_alone)
{
    promote("");
    struct kt_str off = admin_id(
        admin_make("/admin/v1/promotions",
                   "{\"rule\":\"order_amount_off\",\"is_active\":false,"
                   "\"params\":{\"amount\":100},\"uses_max\":5}"));
    struct http_reply reply = price_friday("27T12:00:00", ",\"promotions\":[]");
    assert_int(reply, "/totals/discount", 600);
    ck_assert_uint_eq(shop_count(reply, "/trace"), 1);
    reply = price_friday(
        "27T12:00:00",
        admin_text(",\"promotions\":[\"%.*s\"]", KT_STR_FMT(off)).ptr);
    assert_int(reply, "/totals/discount", 100 + 575);
    ck_assert(kt_str_eq(shop_text(reply, "/trace/0/promotion_id"), off));
    reply = price("{\"lines\":[{\"sku\":\"mug-red\",\"quantity\":1}]}");
    assert_int(reply, "/totals/discount", 120);
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "draft_ids", 9));
}
END_TEST

START_TEST(chooses_by_the_code_of_an_import)
{
    admin_import("{\"kind\":\"promotion\",\"code\":\"summer\","
                 "\"rule\":\"order_percent_off\",\"params\":{\"percent\":50}}");
    promote("");
    struct http_reply reply =
        price("{\"promotions\":[\"summer\"],\"lines\":[{\"sku\":\"mug-red\","
              "\"quantity\":1}]}");
    assert_int(reply, "/totals/discount", 600);
}
END_TEST

/* A draft shares a group, follows a leader and brings a gift as if it were
 * saved. */
START_TEST(a_draft_counts_like_a_saved_one)
{
    promote(",\"group\":\"one\",\"group_mode\":\"best\"");
    struct http_reply reply = price(
        "{\"explain\":true,\"lines\":[{\"sku\":\"mug-red\",\"quantity\":1}],"
        "\"drafts\":[{\"rule\":\"order_amount_off\",\"group\":\"one\","
        "\"params\":{\"amount\":200}},{\"rule\":\"gift_with_purchase\","
        "\"params\":{\"gift\":\"lamp\",\"spend\":1000}}]}");
    assert_int(reply, "/totals/discount", 200);
    assert_int(reply, "/trace/1/amount", 0);
    assert_str(reply, "/trace/1/state", "beaten");
    assert_str(reply, "/trace/1/wanted", "200");
    assert_str(reply, "/lines/1/sku", "lamp");
    assert_json(reply, "/lines/1/is_gift", "true");
    ck_assert_uint_eq(shop_count(reply, "/draft_ids"), 2);
    reply =
        price("{\"lines\":[{\"sku\":\"mug-red\",\"quantity\":1}],"
              "\"drafts\":[{\"rule\":\"order_amount_off\",\"group\":\"one\","
              "\"group_mode\":\"all\",\"params\":{\"amount\":200}}]}");
    assert_int(reply, "/totals/discount", 120 + 200);
    reply = price("{\"lines\":[{\"sku\":\"mug-red\",\"quantity\":1}]}");
    assert_int(reply, "/totals/discount", 120);
}
END_TEST

START_TEST(tells_what_is_wrong_with_a_draft)
{
    struct http_reply reply = admin_call(
        400, "POST", QUOTES,
        "{\"lines\":[{\"sku\":\"mug-rad\",\"quantity\":1}],"
        "\"customer_groups\":[\"VIP!\"],"
        "\"promotions\":[\"promo_00000000000000000000000001\",\"summer\"],"
        "\"drafts\":[{\"rule\":\"order_percent_of\",\"params\":{}},"
        "{\"rule\":\"order_percent_off\",\"params\":{\"percent\":101},"
        "\"channels\":[\"wep\"],\"starts_at\":\"2026-11-28T00:00:00Z\","
        "\"ends_at\":\"2026-11-27T00:00:00Z\",\"group\":\"new\"},"
        "{\"rule\":\"order_amount_off\",\"params\":{\"amount\":1},"
        "\"companion_of\":\"promo_00000000000000000000000001\"}]}");
    static const struct {
        const char *pointer, *code;
    } faults[] = {
        { "/customer_groups/0", "wrong_value" },
        { "/lines/0/sku", "unknown" },
        { "/promotions/0", "unknown" },
        { "/promotions/1", "unknown" },
        { "/drafts/0/rule", "unknown" },
        { "/drafts/1/ends_at", "wrong_value" },
        { "/drafts/1/params/percent", "too_large" },
        { "/drafts/1/channels/0", "unknown" },
        { "/drafts/1/group_mode", "required" },
        { "/drafts/2/companion_of", "unknown" },
    };
    for (size_t i = 0; i < KT_COUNT(faults); i++) {
        assert_str(reply, admin_text("/errors/%zu/pointer", i).ptr,
                   faults[i].pointer);
        assert_str(reply, admin_text("/errors/%zu/code", i).ptr,
                   faults[i].code);
    }
    ck_assert_uint_eq(shop_count(reply, "/errors"), KT_COUNT(faults));
    reply = admin_call(400, "POST", QUOTES,
                       "{\"lines\":[],\"drafts\":[{\"rul\":\"x\"}]}");
    assert_str(reply, "/errors/0/pointer", "/drafts/0/rul");
    assert_str(reply, "/errors/1/pointer", "/drafts/0/rule");
    promote("");
    struct kt_str id =
        shop_text(admin_get(KT_STR("/admin/v1/promotions")), "/data/0/id");
    reply = admin_call(400, "POST", QUOTES,
                       admin_text("{\"lines\":[],\"promotions\":[\"%.*s\","
                                  "\"%.*s\"]}",
                                  KT_STR_FMT(id), KT_STR_FMT(id))
                           .ptr);
    assert_str(reply, "/errors/0/pointer", "/promotions/1");
    assert_str(reply, "/errors/0/code", "twice");
}
END_TEST

/* ---- what is wrong ---- */

START_TEST(tells_every_fault_at_once)
{
    struct http_reply reply = admin_call(
        400, "POST", QUOTES,
        "{\"channel\":\"wep\",\"lines\":[{\"quantity\":1},"
        "{\"sku\":\"mug-red\",\"variant_id\":"
        "\"var_00000000000000000000000001\",\"quantity\":1}],"
        "\"coupons\":[\"A\",\"a \"],\"shipping_address\":{\"country\":\"de\"}"
        "}");
    static const char *const pointers[] = { "/lines/0/variant_id",
                                            "/lines/1/sku", "/coupons/1",
                                            "/shipping_address/country",
                                            "/channel" };
    ck_assert_uint_eq(shop_count(reply, "/errors"), KT_COUNT(pointers));
    for (size_t i = 0; i < KT_COUNT(pointers); i++)
        assert_str(reply, admin_text("/errors/%zu/pointer", i).ptr,
                   pointers[i]);
}
END_TEST

START_TEST(names_unknown_variants)
{
    struct http_reply reply =
        admin_call(400, "POST", QUOTES,
                   "{\"lines\":[{\"sku\":\"mug-red\",\"quantity\":1},"
                   "{\"sku\":\"mug-rad\",\"quantity\":1},{\"variant_id\":"
                   "\"var_00000000000000000000000001\",\"quantity\":1}]}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/0/pointer", "/lines/1/sku");
    assert_str(reply, "/errors/1/pointer", "/lines/2/variant_id");
    reply =
        admin_call(400, "POST", QUOTES, "{\"currency\":\"JPY\",\"lines\":[]}");
    assert_str(reply, "/errors/0/pointer", "/currency");
}
END_TEST

START_TEST(keeps_nothing)
{
    price("{\"lines\":[{\"sku\":\"lamp\",\"quantity\":1}]}");
    ck_assert_int_eq(shop_available("lamp"), 1);
    ck_assert_int_eq(shop_order_count(), 0);
    struct http_reply reply =
        price("{\"lines\":[{\"sku\":\"lamp\",\"quantity\":2},"
              "{\"sku\":\"draft\",\"quantity\":1}]}");
    assert_str(reply, "/problems/0/pointer", "/lines/0/quantity");
    assert_str(reply, "/problems/0/code", "out_of_stock");
    assert_str(reply, "/problems/1/code", "not_sellable");
}
END_TEST

Suite *
kt_suite_admin_quote(void)
{
    Suite *suite = suite_create("admin_quote");
    TCase *tcase = admin_case(suite, "pricing");
    tcase_add_test(tcase, prices_as_a_cart_would);
    tcase_add_test(tcase, prices_for_any_channel);
    tcase_add_test(tcase, takes_a_variant_and_a_price_by_hand);
    tcase_add_test(tcase, prices_for_any_moment);
    tcase_add_test(tcase, prices_for_any_buyer);
    tcase_add_test(tcase, takes_coupons);
    tcase_add_test(tcase, gives_the_same_bytes_again);
    tcase_add_test(tcase, explains_every_promotion);
    tcase_add_test(tcase, tells_effects_steps_and_times);
    tcase = admin_case(suite, "promotions");
    tcase_add_test(tcase, prices_with_a_promotion_not_yet_saved);
    tcase_add_test(tcase, prices_with_chosen_promotions_alone);
    tcase_add_test(tcase, chooses_by_the_code_of_an_import);
    tcase_add_test(tcase, a_draft_counts_like_a_saved_one);
    tcase_add_test(tcase, tells_what_is_wrong_with_a_draft);
    tcase = admin_case(suite, "faults");
    tcase_add_test(tcase, tells_every_fault_at_once);
    tcase_add_test(tcase, names_unknown_variants);
    tcase_add_test(tcase, keeps_nothing);
    return suite;
}
