#include "admin.h"

Suite *kt_suite_admin_coupon(void);

#define COUPONS "/admin/v1/coupons"

static const char mugs[] = "[{\"sku\":\"mug-red\",\"quantity\":2}]";

/* A promotion of 10 % that needs one of its coupons. */
static struct kt_str
make_promotion(void)
{
    return admin_id(
        admin_make("/admin/v1/promotions",
                   "{\"rule\":\"order_percent_off\","
                   "\"params\":{\"percent\":10},\"needs_coupon\":true}"));
}

static const char *
coupon_body(struct kt_str promotion, const char *code, const char *more)
{
    return admin_text("{\"promotion_id\":\"%.*s\",\"code\":\"%s\"%s}",
                      KT_STR_FMT(promotion), code, more)
        .ptr;
}

/* A millisecond after the one before, so that the newest is known. */
static struct kt_str
make_coupon(struct kt_str promotion, const char *code, const char *more)
{
    static int64_t now_ms = INT64_C(1767225600000);
    http_app.clock.fixed_ms = now_ms++;
    return admin_make(COUPONS, coupon_body(promotion, code, more));
}

static struct http_reply
enter(int status, struct kt_str cart, const char *code)
{
    return shop_call(status, "POST", shop_at(cart, "/coupons"),
                     admin_text("{\"code\":\"%s\"}", code).ptr);
}

/* ---- making ---- */

START_TEST(is_accepted_by_carts)
{
    struct kt_str promotion = make_promotion();
    struct kt_str cart = shop_cart(mugs);
    struct http_reply reply = enter(422, cart, "ten");
    assert_str(reply, "/reason", "unknown");
    make_coupon(promotion, " Ten ", "");
    assert_int(shop_get(cart), "/totals/discount", 0);
    reply = enter(200, cart, "tEN");
    assert_str(reply, "/coupons/0/state", "applied");
    assert_int(reply, "/totals/discount", 240);
}
END_TEST

START_TEST(tells_what_it_made)
{
    struct kt_str promotion = make_promotion();
    struct http_reply reply =
        admin_call(201, "POST", KT_STR(COUPONS),
                   coupon_body(promotion, "TEN",
                               ",\"uses_max\":5,\"uses_per_customer_max\":1,"
                               "\"starts_at\":\"2026-01-01T00:00:00Z\","
                               "\"ends_at\":\"2027-01-01T00:00:00Z\""));
    ck_assert(kt_str_eq(shop_text(reply, "/promotion_id"), promotion));
    assert_str(reply, "/code", "TEN");
    assert_json(reply, "/is_active", "true");
    assert_int(reply, "/uses_max", 5);
    assert_int(reply, "/uses_per_customer_max", 1);
    assert_str(reply, "/starts_at", "2026-01-01T00:00:00Z");
    assert_str(reply, "/ends_at", "2027-01-01T00:00:00Z");
    assert_int(reply, "/uses", 0);
    assert_int(reply, "/version", 1);
    assert_text(http_header(&reply, "ETag"), "\"v1\"");
    struct http_reply again = admin_get(
        admin_text(COUPONS "/%.*s", KT_STR_FMT(shop_text(reply, "/id"))));
    assert_text(again.body, kt_arena_cstr(&http_arena, reply.body));
}
END_TEST

START_TEST(refuses_what_is_wrong)
{
    struct kt_str promotion = make_promotion();
    struct http_reply reply =
        admin_call(400, "POST", KT_STR(COUPONS),
                   "{\"promotion_id\":\"promo_00000000000000000000000001\","
                   "\"code\":\"a/b\",\"starts_at\":\"2027-01-01T00:00:00Z\","
                   "\"ends_at\":\"2026-01-01T00:00:00Z\"}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 3);
    assert_str(reply, "/errors/0/pointer", "/code");
    assert_str(reply, "/errors/1/pointer", "/ends_at");
    assert_str(reply, "/errors/2/pointer", "/promotion_id");
    assert_str(reply, "/errors/2/detail", "there is no such promotion");
    make_coupon(promotion, "Straße", "");
    reply = admin_call(409, "POST", KT_STR(COUPONS),
                       coupon_body(promotion, "STRASSE", ""));
    assert_str(reply, "/type", "/problems/already-exists");
    assert_str(reply, "/field", "code");
    assert_str(reply, "/value", "STRASSE");
}
END_TEST

START_TEST(gives_one_code_to_one_of_many)
{
    enum { RACERS = 8 };
    struct kt_str promotion = make_promotion();
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct kt_str headers =
        admin_text("Authorization: Bearer %.*s\r\n", KT_STR_FMT(token));
    struct kt_str targets[RACERS];
    struct http_reply replies[RACERS];
    for (size_t i = 0; i < RACERS; i++)
        targets[i] = KT_STR(COUPONS);
    shop_race("POST", targets, RACERS, headers.ptr,
              coupon_body(promotion, "ONE", ""), replies);
    assert_text(shop_tally(replies, RACERS), "1 x 201, 7 x 409");
}
END_TEST

/* ---- changing ---- */

START_TEST(changes_what_is_given)
{
    struct kt_str promotion = make_promotion();
    struct kt_str at = make_coupon(promotion, "TEN", ",\"uses_max\":5");
    struct kt_str cart = shop_cart(mugs);
    enter(200, cart, "TEN");
    struct http_reply reply =
        admin_call(200, "PATCH", at, "{\"is_active\":false}");
    assert_int(reply, "/uses_max", 5);
    assert_int(reply, "/version", 2);
    assert_int(shop_get(cart), "/totals/discount", 0);
    reply = admin_match(200, "\"v2\"", "PATCH", at,
                        "{\"is_active\":true,\"code\":\"TENNER\"}");
    assert_str(reply, "/code", "TENNER");
    admin_match(412, "\"v2\"", "PATCH", at, "{\"uses_max\":null}");
    assert_str(shop_get(cart), "/coupons/0/state", "unknown");
    enter(200, cart, "tenner");
    assert_int(shop_get(cart), "/totals/discount", 240);
    make_coupon(promotion, "TEN", "");
    admin_call(409, "PATCH", at, "{\"code\":\"ten\"}");
    admin_match(412, "\"v2\"", "DELETE", at, NULL);
    admin_match(204, "\"v3\"", "DELETE", at, NULL);
    admin_call(404, "GET", at, NULL);
}
END_TEST

START_TEST(lists_and_filters)
{
    struct kt_str promotion = make_promotion();
    struct kt_str other = make_promotion();
    struct kt_str at = make_coupon(promotion, "ONE", "");
    make_coupon(promotion, "TWO", "");
    make_coupon(other, "THREE", "");
    struct http_reply reply = admin_get(KT_STR(COUPONS));
    ck_assert_uint_eq(shop_count(reply, "/data"), 3);
    reply = admin_get(
        admin_text(COUPONS "?promotion_id=%.*s", KT_STR_FMT(promotion)));
    ck_assert_uint_eq(shop_count(reply, "/data"), 2);
    reply = admin_get(KT_STR(COUPONS "?code=%20one"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    ck_assert(kt_str_eq(shop_text(reply, "/data/0/id"), admin_id(at)));
    reply = admin_get(KT_STR(COUPONS "?limit=2"));
    reply = admin_get(admin_text(COUPONS "?limit=2&after=%.*s",
                                 KT_STR_FMT(shop_text(reply, "/page/next"))));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    assert_json(reply, "/page/next", "null");
}
END_TEST

static void
assert_codes(const char *query, const char *codes)
{
    struct http_reply reply = admin_get(admin_text(COUPONS "?%s", query));
    struct kt_str found = KT_STR("");
    for (size_t i = 0; i < shop_count(reply, "/data"); i++)
        found = admin_text(
            "%.*s%s%.*s", KT_STR_FMT(found), i > 0 ? " " : "",
            KT_STR_FMT(shop_text(reply, admin_text("/data/%zu/code", i).ptr)));
    ck_assert_msg(kt_str_eq(found, kt_str_of(codes)), "%s: %.*s", query,
                  KT_STR_FMT(found));
}

START_TEST(sorts_and_finds_codes)
{
    struct kt_str promotion = make_promotion();
    struct kt_str other = make_promotion();
    const char *of = admin_text("promotion_id=%.*s", KT_STR_FMT(other)).ptr;
    make_coupon(promotion, "Summer-2", "");
    make_coupon(other, "summer-1", ",\"is_active\":false");
    make_coupon(other, "WINTER", ",\"starts_at\":\"2999-01-01T00:00:00Z\"");
    make_coupon(other, "AUTUMN", ",\"ends_at\":\"2001-01-01T00:00:00Z\"");
    assert_codes("", "AUTUMN WINTER summer-1 Summer-2");
    assert_codes("sort=code", "AUTUMN summer-1 Summer-2 WINTER");
    assert_codes(of, "AUTUMN WINTER summer-1");
    assert_codes(admin_text("%s&sort=code", of).ptr, "AUTUMN summer-1 WINTER");
    assert_codes("code_prefix=SUM", "summer-1 Summer-2");
    assert_codes("code_prefix=sum&sort=code", "summer-1 Summer-2");
    assert_codes(admin_text("%s&sort=code&code_prefix=su", of).ptr, "summer-1");
    assert_codes("code_prefix=winterx", "");
    assert_codes("code=winter&code_prefix=win", "WINTER");
    assert_codes("code=winter&code_prefix=sum", "");
    assert_codes("state=off", "summer-1");
    assert_codes("state=scheduled", "WINTER");
    assert_codes("state=ended", "AUTUMN");
    assert_codes("state=running", "Summer-2");
    assert_codes("state=used_up", "");
}
END_TEST

START_TEST(goes_through_codes_page_by_page)
{
    static const char *const wanted[] = { "A1", "A2", "A3", "B1" };
    struct kt_str promotion = make_promotion();
    for (size_t i = KT_COUNT(wanted); i-- > 0;)
        make_coupon(promotion, wanted[i], "");
    struct kt_str after = KT_STR("");
    for (size_t i = 0; i < 3; i++) {
        struct http_reply reply = admin_get(
            admin_text(COUPONS "?sort=code&code_prefix=a&limit=1&after=%.*s",
                       KT_STR_FMT(after)));
        assert_str(reply, "/data/0/code", wanted[i]);
        if (i == 2)
            assert_json(reply, "/page/next", "null");
        else
            after = shop_text(reply, "/page/next");
    }
    admin_call(400, "GET",
               admin_text(COUPONS "?sort=newest&after=%.*s", KT_STR_FMT(after)),
               NULL);
}
END_TEST

/* ---- used by orders ---- */

static struct kt_str
place_with(const char *code)
{
    struct kt_str cart = shop_ready_cart(mugs);
    enter(200, cart, code);
    struct http_reply reply = shop_call(
        201, "POST", shop_at(cart, "/checkout"),
        "{\"payment\":{\"provider\":\"test\"},\"expected_total\":2650}");
    return admin_text("/admin/v1/orders/%.*s",
                      KT_STR_FMT(shop_text(reply, "/id")));
}

static void
cancel(struct kt_str order)
{
    admin_call(200, "POST", shop_at(order, "/transitions"),
               "{\"event\":\"refund\"}");
    admin_call(200, "POST", shop_at(order, "/transitions"),
               "{\"event\":\"cancel\"}");
}

START_TEST(counts_what_orders_use)
{
    struct kt_str promotion = make_promotion();
    struct kt_str at = make_coupon(promotion, "TEN", ",\"uses_max\":1");
    struct kt_str row =
        admin_text("/admin/v1/promotions/%.*s", KT_STR_FMT(promotion));
    struct kt_str order = place_with("TEN");
    assert_int(admin_get(at), "/uses", 1);
    assert_int(admin_get(row), "/uses", 1);
    assert_int(admin_get(row), "/spent", 240);
    assert_codes("state=used_up", "TEN");
    struct http_reply reply = enter(422, shop_cart(mugs), "TEN");
    assert_str(reply, "/reason", "used_up");
    admin_call(200, "PATCH", row, "{\"priority\":3}");
    assert_int(admin_get(row), "/uses", 1);
    cancel(order);
    assert_int(admin_get(at), "/uses", 0);
    assert_int(admin_get(row), "/uses", 0);
    assert_int(admin_get(row), "/spent", 0);
}
END_TEST

/* What orders need of a coupon or promotion, they have. */
START_TEST(may_go_before_its_orders)
{
    struct kt_str promotion = make_promotion();
    struct kt_str first = make_coupon(promotion, "ONE", "");
    make_coupon(promotion, "TWO", "");
    struct kt_str one = place_with("ONE");
    struct kt_str two = place_with("TWO");
    admin_call(204, "DELETE", first, NULL);
    cancel(one);
    admin_call(204, "DELETE",
               admin_text("/admin/v1/promotions/%.*s", KT_STR_FMT(promotion)),
               NULL);
    cancel(two);
    struct http_reply reply = admin_get(two);
    assert_str(reply, "/state", "cancelled");
    assert_int(reply, "/totals/discount", 240);
    assert_str(reply, "/lines/0/discounts/0/title", "10 % off your order");
    assert_str(reply, "/coupons/0/code", "TWO");
}
END_TEST

Suite *
kt_suite_admin_coupon(void)
{
    Suite *suite = suite_create("admin_coupon");
    TCase *tcase = admin_case(suite, "making");
    tcase_add_test(tcase, is_accepted_by_carts);
    tcase_add_test(tcase, tells_what_it_made);
    tcase_add_test(tcase, refuses_what_is_wrong);
    tcase_add_test(tcase, gives_one_code_to_one_of_many);
    tcase = admin_case(suite, "changing");
    tcase_add_test(tcase, changes_what_is_given);
    tcase_add_test(tcase, lists_and_filters);
    tcase_add_test(tcase, sorts_and_finds_codes);
    tcase_add_test(tcase, goes_through_codes_page_by_page);
    tcase = admin_case(suite, "orders");
    tcase_add_test(tcase, counts_what_orders_use);
    tcase_add_test(tcase, may_go_before_its_orders);
    return suite;
}
