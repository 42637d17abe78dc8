#include "admin.h"

Suite *kt_suite_admin_tax(void);

/* Tax classes, zones, rates: kept by staff, due in the next cart. */

#define CLASSES "/admin/v1/tax-classes"
#define ZONES   "/admin/v1/tax-zones"
#define RATES   "/admin/v1/tax-rates"

static const char berlin[] =
    "{\"code\":\"berlin\",\"name\":\"Berlin\",\"members\":[{\"country\":\"DE\","
    "\"postal_from\":\"10000\",\"postal_to\":\"14199\"}]}";

static const char standard[] = "{\"code\":\"standard\",\"name\":\"Standard\"}";

static struct kt_str
make_rate(const char *members)
{
    return admin_make(RATES,
                      admin_text("{\"zone\":\"de\",\"tax_class\":\"standard\","
                                 "\"name\":\"VAT\",%s}",
                                 members)
                          .ptr);
}

/* Germany with 20 %, and the tax rule that asks for it in front of the
 * shop's. */
static void
open_zones(void)
{
    admin_make(CLASSES, standard);
    admin_make(ZONES, "{\"code\":\"de\",\"name\":\"Germany\",\"members\":[{"
                      "\"country\":\"DE\"}]}");
    make_rate("\"rate_ppm\":200000");
    admin_call(200, "PATCH",
               admin_text("/admin/v1/tax-rules/%.*s",
                          KT_STR_FMT(shop_text(admin_get(KT_STR(
                                                   "/admin/v1/tax-rules")),
                                               "/data/0/id"))),
               "{\"rule\":\"zone_rates\",\"params\":{}}");
}

static const char *
tax_at(const char *moment, const char *postal)
{
    struct http_reply reply =
        admin_call(200, "POST", KT_STR("/admin/v1/quotes"),
                   admin_text("{\"lines\":[{\"sku\":\"mug-red\",\"quantity\":10"
                              "}],\"as_of\":\"%s\",\"shipping_address\":{"
                              "\"country\":\"DE\",\"postal_code\":\"%s\"},"
                              "\"shipping_option\":\"pickup\"}",
                              moment, postal)
                       .ptr);
    return kt_arena_cstr(&http_arena,
                         kt_json_text(shop_node(reply, "/taxes"), &http_arena));
}

#define NOW "2026-12-31T23:59:59.999Z"

START_TEST(taxes_the_next_cart)
{
    open_zones();
    ck_assert_str_eq(tax_at(NOW, "80331"),
                     "[{\"name\":\"VAT\",\"rate\":\"20\",\"included\":true,"
                     "\"base\":10000,\"amount\":2000}]");
    make_rate("\"rate_ppm\":250000,\"starts_at\":\"2027-01-01T00:00:00Z\"");
    ck_assert_str_eq(tax_at(NOW, "80331"),
                     "[{\"name\":\"VAT\",\"rate\":\"20\",\"included\":true,"
                     "\"base\":10000,\"amount\":2000}]");
    ck_assert_str_eq(tax_at("2027-01-01T00:00:00Z", "80331"),
                     "[{\"name\":\"VAT\",\"rate\":\"25\",\"included\":true,"
                     "\"base\":9600,\"amount\":2400}]");
    admin_make(ZONES, berlin);
    admin_make(RATES, "{\"zone\":\"berlin\",\"tax_class\":\"standard\","
                      "\"name\":\"City\",\"rate_ppm\":0}");
    ck_assert_str_eq(tax_at(NOW, "10115"),
                     "[{\"name\":\"City\",\"rate\":\"0\",\"included\":true,"
                     "\"base\":12000,\"amount\":0}]");
    ck_assert_str_eq(tax_at(NOW, "14200"),
                     "[{\"name\":\"VAT\",\"rate\":\"20\",\"included\":true,"
                     "\"base\":10000,\"amount\":2000}]");
}
END_TEST

/* The rates are in the order's frozen input. */
START_TEST(can_be_replayed_after_a_change)
{
    open_zones();
    struct kt_str cart =
        shop_ready_cart("[{\"sku\":\"mug-red\",\"quantity\":1}]");
    struct http_reply placed =
        shop_call(201, "POST", shop_at(cart, "/checkout"),
                  "{\"payment\":{\"provider\":\"test\"},"
                  "\"expected_total\":1690}");
    struct kt_id id;
    ck_assert(kt_id_parse(shop_text(placed, "/id"), "ord", &id));
    struct kt_str rate = shop_text(admin_get(KT_STR(RATES)), "/data/0/id");
    admin_call(204, "DELETE", admin_text(RATES "/%.*s", KT_STR_FMT(rate)),
               NULL);
    struct http_reply again = shop_price(shop_order_input(id));
    ck_assert_int_eq(shop_int(again, "/totals/tax"),
                     shop_int(placed, "/totals/tax"));
    /* The fee of the shop has no class. */
    assert_int(again, "/totals/tax", 1200 / 6);
}
END_TEST

/* Of an answer that explains, without what the clock says. */
static const char *
trace_of(struct http_reply reply)
{
    static const char word[] = ",\"microseconds\":";
    const char *from =
        kt_arena_cstr(&http_arena, kt_json_text(shop_node(reply, "/rule_trace"),
                                                &http_arena));
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, strlen(from) + 1);
    for (const char *at = from; (at = strstr(from, word)) != NULL;) {
        kt_buf_append(&buf, from, (size_t)(at - from));
        from = at + sizeof word - 1;
        from += strspn(from, "0123456789");
    }
    kt_buf_text(&buf, from);
    return kt_arena_cstr(&http_arena, kt_buf_view(&buf));
}

/* A cart, the order that it became, and a quote of staff say the same. */
START_TEST(tells_how_it_came_about)
{
    open_zones();
    admin_make(ZONES, berlin);
    admin_make(RATES, "{\"zone\":\"berlin\",\"tax_class\":\"standard\","
                      "\"name\":\"City\",\"rate_ppm\":70000,"
                      "\"starts_at\":\"2020-01-01T00:00:00Z\"}");
    admin_make("/admin/v1/shipping-zones",
               "{\"code\":\"alps\",\"name\":\"Alps\",\"members\":["
               "{\"country\":\"CH\"}]}");
    admin_make("/admin/v1/shipping-methods",
               "{\"code\":\"ropeway\",\"title\":\"Ropeway\","
               "\"rule\":\"flat_fee\",\"params\":{\"fee\":900},"
               "\"zones\":[\"alps\"]}");
    struct kt_str cart =
        shop_ready_cart("[{\"sku\":\"mug-red\",\"quantity\":1}]");
    shop_call(200, "PATCH", cart,
              "{\"shipping_address\":{\"country\":\"DE\",\"last_name\":\"L\","
              "\"line1\":\"Weg 1\",\"city\":\"Berlin\","
              "\"postal_code\":\"10115\"}}");
    struct http_reply reply = shop_get(shop_at(cart, "?explain=1"));
    const char *told = trace_of(reply);
    ck_assert_str_eq(
        told, "{\"prices\":[{\"line\":0,\"source\":\"core\",\"price\":1200,"
              "\"candidates\":[{\"amount\":1200,\"state\":\"chosen\"}]}],"
              "\"shipping\":{\"choice\":\"asked\","
              "\"methods\":[{\"code\":\"standard\",\"rule\":\"flat_fee\","
              "\"state\":\"chosen\",\"price\":490,\"steps\":18},"
              "{\"code\":\"pickup\",\"rule\":\"pickup\",\"state\":\"offered\","
              "\"steps\":13},{\"code\":\"ropeway\",\"rule\":\"flat_fee\","
              "\"state\":\"not_offered\",\"reason\":\"zone\","
              "\"wanted\":\"alps\"}]},\"tax\":{\"code\":\"vat\","
              "\"rule\":\"zone_rates\",\"place\":\"shipping_address\","
              "\"country\":\"DE\",\"postal_code\":\"10115\","
              "\"is_cross_border\":false,\"vat_id\":\"none\","
              "\"mode\":\"included\",\"level\":\"line\","
              "\"rounding\":\"half_up\",\"keeps\":\"gross\","
              "\"lines\":[{\"line\":0,\"state\":\"rates\","
              "\"tax_class\":\"standard\",\"taxes\":[{\"name\":\"City\","
              "\"rate\":\"7\",\"is_included\":true,\"zone\":\"berlin\","
              "\"place\":\"DE, 10000 to 14199\","
              "\"starts_at\":\"2020-01-01T00:00:00Z\",\"amount\":79,"
              "\"exact\":\"78.505\"}],\"steps\":26},{\"line\":-1,"
              "\"state\":\"no_rate\",\"tax_class\":\"\",\"steps\":26}]}}");
    struct http_reply placed =
        shop_call(201, "POST", shop_at(cart, "/checkout"),
                  admin_text("{\"payment\":{\"provider\":\"test\"},"
                             "\"expected_total\":%lld}",
                             (long long)shop_int(reply, "/totals/total"))
                      .ptr);
    struct kt_str order = shop_text(placed, "/id");
    ck_assert_str_eq(trace_of(
                         admin_get(admin_text("/admin/v1/orders/%.*s?explain=1",
                                              KT_STR_FMT(order)))),
                     told);
    ck_assert_str_eq(
        trace_of(admin_call(200, "POST", KT_STR("/admin/v1/quotes"),
                            "{\"explain\":true,\"lines\":[{\"sku\":\"mug-red\","
                            "\"quantity\":1}],\"shipping_option\":\"standard\","
                            "\"shipping_address\":{\"country\":\"DE\","
                            "\"postal_code\":\"10115\"}}")),
        told);
}
END_TEST

START_TEST(keeps_all_that_is_given)
{
    struct http_reply reply = admin_get(admin_make(ZONES, berlin));
    assert_json(reply, "/members",
                "[{\"country\":\"DE\",\"postal_from\":\"10000\","
                "\"postal_to\":\"14199\"}]");
    assert_int(reply, "/version", 1);
    struct kt_str at =
        admin_text(ZONES "/%.*s", KT_STR_FMT(shop_text(reply, "/id")));
    reply = admin_match(200, "\"v1\"", "PATCH", at,
                        "{\"members\":[{\"country\":\"DE\",\"postal_code\":"
                        "\"1*\"},{\"country\":\"PL\"}]}");
    assert_str(reply, "/name", "Berlin");
    assert_json(reply, "/members",
                "[{\"country\":\"DE\",\"postal_code\":\"1*\"},{\"country\":"
                "\"PL\"}]");
    admin_match(412, "\"v1\"", "PATCH", at, "{\"name\":\"B\"}");
    ck_assert_uint_eq(shop_count(admin_get(KT_STR(ZONES "?country=PL")),
                                 "/data"),
                      1);
    ck_assert_uint_eq(shop_count(admin_get(KT_STR(ZONES "?country=FR")),
                                 "/data"),
                      0);
    admin_make(CLASSES, standard);
    reply = admin_get(
        admin_make(RATES,
                   "{\"zone\":\"berlin\",\"tax_class\":\"standard\",\"name\":"
                   "\"VAT 19 %\",\"rate_ppm\":190000,\"is_compound\":true,"
                   "\"priority\":2,\"starts_at\":\"2026-01-01T00:00:00Z\","
                   "\"ends_at\":\"2027-01-01T00:00:00Z\"}"));
    assert_int(reply, "/rate_ppm", 190000);
    assert_json(reply, "/is_compound", "true");
    assert_int(reply, "/priority", 2);
    assert_str(reply, "/starts_at", "2026-01-01T00:00:00Z");
    assert_str(reply, "/ends_at", "2027-01-01T00:00:00Z");
    ck_assert_uint_eq(shop_count(admin_get(KT_STR(
                                     RATES "?holds_at=2026-12-31T23:59:59Z"
                                           "&zone=berlin")),
                                 "/data"),
                      1);
    ck_assert_uint_eq(shop_count(admin_get(KT_STR(
                                     RATES "?holds_at=2027-01-01T00:00:00Z")),
                                 "/data"),
                      0);
}
END_TEST

START_TEST(tells_all_faults_at_once)
{
    struct http_reply reply =
        admin_call(400, "POST", KT_STR(ZONES),
                   "{\"code\":\"a\",\"name\":\"A\",\"members\":[{\"country\":"
                   "\"de\"},{\"region\":\"NY\"},{\"country\":\"US\","
                   "\"postal_from\":\"2\",\"postal_to\":\"1\"}]}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 3);
    assert_str(reply, "/errors/0/pointer", "/members/0/country");
    assert_str(reply, "/errors/1/pointer", "/members/1/country");
    assert_str(reply, "/errors/2/pointer", "/members/2/postal_to");
    admin_make(CLASSES, standard);
    admin_make(ZONES, berlin);
    reply = admin_call(400, "POST", KT_STR(RATES),
                       "{\"zone\":\"berli\",\"tax_class\":\"standart\","
                       "\"name\":\"VAT\",\"rate_ppm\":1,\"starts_at\":"
                       "\"2027-01-01T00:00:00Z\",\"ends_at\":"
                       "\"2026-01-01T00:00:00Z\"}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 3);
    assert_str(reply, "/errors/0/pointer", "/ends_at");
    assert_str(reply, "/errors/1/pointer", "/zone");
    assert_str(reply, "/errors/1/detail",
               "there is no tax zone \"berli\", did you mean \"berlin\"?");
    assert_str(reply, "/errors/2/pointer", "/tax_class");
    reply = admin_call(400, "POST", KT_STR(RATES),
                       "{\"zone\":\"berlin\",\"tax_class\":\"standard\","
                       "\"name\":\"VAT\",\"rate_ppm\":1000001}");
    assert_str(reply, "/errors/0/pointer", "/rate_ppm");
}
END_TEST

START_TEST(gives_a_moment_to_one_rate)
{
    open_zones();
    struct http_reply reply =
        admin_call(400, "POST", KT_STR(RATES),
                   "{\"zone\":\"de\",\"tax_class\":\"standard\",\"name\":"
                   "\"VAT\",\"rate_ppm\":1}");
    assert_str(reply, "/errors/0/pointer", "/starts_at");
    assert_str(reply, "/errors/0/code", "in_use");
    make_rate("\"rate_ppm\":1,\"priority\":1");
    reply = admin_call(409, "POST", KT_STR(CLASSES), standard);
    assert_str(reply, "/type", "/problems/already-exists");
    admin_make("/admin/v1/shipping-zones", berlin);
    admin_make(ZONES, berlin);
    admin_call(409, "POST", KT_STR(ZONES), berlin);
}
END_TEST

START_TEST(stays_while_it_is_used)
{
    open_zones();
    struct kt_str zone = shop_text(admin_get(KT_STR(ZONES)), "/data/0/id");
    struct kt_str class = shop_text(admin_get(KT_STR(CLASSES)), "/data/0/id");
    struct kt_str rate = shop_text(admin_get(KT_STR(RATES)), "/data/0/id");
    struct kt_str zone_at = admin_text(ZONES "/%.*s", KT_STR_FMT(zone));
    struct http_reply reply = admin_call(409, "DELETE", zone_at, NULL);
    assert_str(reply, "/kind", "tax_rate");
    ck_assert(kt_str_eq(shop_text(reply, "/used_by"), rate));
    reply = admin_call(409, "DELETE",
                       admin_text(CLASSES "/%.*s", KT_STR_FMT(class)), NULL);
    ck_assert_uint_ge(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/0/code", "tax_rate");
    assert_str(reply, "/errors/1/code", "product");
    admin_call(404, "GET",
               admin_text("/admin/v1/shipping-zones/%.*s", KT_STR_FMT(zone)),
               NULL);
    admin_call(204, "DELETE", admin_text(RATES "/%.*s", KT_STR_FMT(rate)),
               NULL);
    admin_call(204, "DELETE", zone_at, NULL);
    admin_call(404, "GET", zone_at, NULL);
}
END_TEST

Suite *
kt_suite_admin_tax(void)
{
    Suite *suite = suite_create("admin_tax");
    TCase *tcase = admin_case(suite, "tax");
    tcase_add_test(tcase, taxes_the_next_cart);
    tcase_add_test(tcase, can_be_replayed_after_a_change);
    tcase_add_test(tcase, tells_how_it_came_about);
    tcase_add_test(tcase, keeps_all_that_is_given);
    tcase_add_test(tcase, tells_all_faults_at_once);
    tcase_add_test(tcase, gives_a_moment_to_one_rate);
    tcase_add_test(tcase, stays_while_it_is_used);
    return suite;
}
