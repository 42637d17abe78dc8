/* The lowest price before a reduction, however prices changed: by import, by
 * staff, by a list, by dates. The clock is the server's. */
#include "admin.h"

Suite *kt_suite_store_prior(void);

#define DAY     INT64_C(86400000)
#define START   INT64_C(1800000000000)
#define ETCHING "/store/v1/products/etching"

static void
set_day(int64_t day)
{
    http_app.clock.fixed_ms = START + day * DAY;
}

static void
import_etching(const char *prices)
{
    admin_import(admin_text("{\"kind\":\"product\",\"slug\":\"etching\","
                            "\"titles\":{\"en\":\"Etching\"},\"variants\":["
                            "{\"sku\":\"etching\",\"prices\":[%s]}]}\n",
                            prices)
                     .ptr);
}

/* Asked twice, so that it is kept afterwards; 0: none. */
static void
assert_prior(int64_t price, int64_t prior)
{
    struct kt_str wanted =
        admin_text("\"prior_price\":%lld,", (long long)prior);
    for (int i = 0; i < 2; i++) {
        struct http_reply reply = shop_get(KT_STR(ETCHING));
        assert_int(reply, "/variants/0/price", price);
        if (prior > 0) {
            assert_int(reply, "/prior_price", prior);
            assert_int(reply, "/variants/0/prior_price", prior);
        }
        struct http_reply list = shop_get(KT_STR("/store/v1/products"));
        ck_assert((memmem(list.body.ptr, list.body.len, wanted.ptr,
                          wanted.len) != NULL) == (prior > 0));
        ck_assert(prior > 0 || memmem(reply.body.ptr, reply.body.len,
                                      "prior_price", 11) == NULL);
    }
}

/* 100.00, 120.00, then 90.00 and 80.00 as a sale. */
START_TEST(remembers_what_imports_replace)
{
    set_day(0);
    import_etching("{\"currency\":\"EUR\",\"amount\":10000}");
    assert_prior(10000, 0);
    set_day(40);
    import_etching("{\"currency\":\"EUR\",\"amount\":12000}");
    assert_prior(12000, 0);
    set_day(50);
    import_etching(
        "{\"currency\":\"EUR\",\"amount\":9000,\"compare_at\":12000}");
    assert_prior(9000, 10000);
    set_day(60);
    import_etching(
        "{\"currency\":\"EUR\",\"amount\":8000,\"compare_at\":12000}");
    assert_prior(8000, 10000);
    import_etching(
        "{\"currency\":\"EUR\",\"amount\":8000,\"compare_at\":12000}");
    assert_prior(8000, 10000);
}
END_TEST

/* A price for everybody that stood two days long; then a sale. */
START_TEST(remembers_a_price_that_was_deleted)
{
    set_day(0);
    import_etching("{\"currency\":\"EUR\",\"amount\":12000}");
    struct http_reply product = shop_get(KT_STR(ETCHING));
    set_day(10);
    struct kt_str cheap =
        admin_make("/admin/v1/prices",
                   admin_text("{\"variant_id\":\"%.*s\",\"currency\":\"EUR\","
                              "\"amount\":7000}",
                              KT_STR_FMT(shop_text(product, "/variants/0/id")))
                       .ptr);
    assert_prior(7000, 0);
    set_day(11);
    admin_call(200, "PATCH", cheap, "{\"amount\":7500}");
    set_day(12);
    admin_call(204, "DELETE", cheap, NULL);
    assert_prior(12000, 0);
    set_day(20);
    struct kt_str sale = admin_make("/admin/v1/promotions",
                                    "{\"rule\":\"catalogue_sale\","
                                    "\"title\":\"S\",\"params\":{"
                                    "\"percent\":10},\"is_active\":true}");
    assert_prior(10800, 7000);
    admin_call(204, "DELETE", sale, NULL);
    assert_prior(12000, 0);
}
END_TEST

static struct kt_str
make_sale(int percent)
{
    return admin_make("/admin/v1/promotions",
                      admin_text("{\"rule\":\"catalogue_sale\",\"title\":"
                                 "\"S\",\"params\":{\"percent\":%d}}",
                                 percent)
                          .ptr);
}

/* A sale counts for the price before the next one, however it came to its end:
 * deleted, changed, switched off. What changes nothing of it, such as another
 * title, leaves its begin alone. */
START_TEST(remembers_sales_that_were_not_ended)
{
    set_day(0);
    import_etching("{\"currency\":\"EUR\",\"amount\":10000}");
    set_day(10);
    struct kt_str sale = make_sale(40);
    assert_prior(6000, 10000);
    set_day(11);
    admin_call(204, "DELETE", sale, NULL);
    assert_prior(10000, 0);
    set_day(20);
    sale = make_sale(10);
    assert_prior(9000, 6000);
    set_day(25);
    admin_call(200, "PATCH", sale, "{\"title\":\"T\"}");
    assert_prior(9000, 6000);
    admin_call(200, "PATCH", sale, "{\"params\":{\"percent\":20}}");
    assert_prior(8000, 6000);
    set_day(26);
    admin_call(200, "PATCH", sale, "{\"is_active\":false}");
    assert_prior(10000, 0);
    set_day(45);
    admin_call(200, "PATCH", sale, "{\"is_active\":true}");
    assert_prior(8000, 8000);
    set_day(46);
    admin_call(200, "PATCH", sale, "{\"is_active\":false}");
    http_app.clock.fixed_ms = START + 75 * DAY - 1;
    admin_call(200, "PATCH", sale,
               "{\"is_active\":true,\"params\":{\"percent\":5}}");
    assert_prior(9500, 8000);
}
END_TEST

/* The answer that is kept ends with the moment at which the sale begins. */
START_TEST(goes_by_the_dates_of_a_sale)
{
    set_day(0);
    import_etching(
        "{\"currency\":\"EUR\",\"amount\":12000},"
        "{\"currency\":\"EUR\",\"amount\":9000,"
        "\"compare_at\":12000,\"starts_at\":\"2027-01-20T08:00:00Z\","
        "\"ends_at\":\"2027-01-25T08:00:00Z\"}");
    assert_prior(12000, 0);
    http_app.clock.fixed_ms = START + 5 * DAY - 1;
    assert_prior(12000, 0);
    set_day(5);
    assert_prior(9000, 12000);
    set_day(10);
    assert_prior(12000, 0);
}
END_TEST

/* Prices of a list that was switched off, and days of the channel. */
START_TEST(remembers_what_a_list_said)
{
    set_day(0);
    struct kt_str list = admin_make("/admin/v1/price-lists",
                                    "{\"code\":\"week\",\"name\":\"W\"}");
    import_etching("{\"currency\":\"EUR\",\"amount\":12000},"
                   "{\"currency\":\"EUR\",\"amount\":6000,"
                   "\"price_list\":\"week\"}");
    assert_prior(6000, 0);
    set_day(3);
    admin_call(200, "PATCH", list, "{\"is_active\":false}");
    assert_prior(12000, 0);
    set_day(20);
    import_etching("{\"currency\":\"EUR\",\"amount\":9000,"
                   "\"compare_at\":12000},{\"currency\":\"EUR\","
                   "\"amount\":6000,\"price_list\":\"week\"}");
    assert_prior(9000, 6000);
    struct http_reply channels =
        admin_get(KT_STR("/admin/v1/channels?limit=1"));
    admin_call(200, "PATCH",
               admin_text("/admin/v1/channels/%.*s",
                          KT_STR_FMT(shop_text(channels, "/data/0/id"))),
               "{\"prior_price_days\":17}");
    assert_prior(9000, 12000);
}
END_TEST

START_TEST(tells_staff_what_held)
{
    set_day(0);
    import_etching("{\"currency\":\"EUR\",\"amount\":10000}");
    set_day(1);
    import_etching("{\"currency\":\"EUR\",\"amount\":12000}");
    set_day(2);
    import_etching("{\"currency\":\"EUR\",\"amount\":9000,"
                   "\"compare_at\":12000}");
    struct http_reply reply =
        admin_get(KT_STR("/admin/v1/price-history?sku=etching&limit=1"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    assert_int(reply, "/data/0/amount", 12000);
    assert_str(reply, "/data/0/from", "2027-01-16T08:00:00Z");
    assert_str(reply, "/data/0/to", "2027-01-17T08:00:00Z");
    reply = admin_get(
        admin_text("/admin/v1/price-history?sku=etching&limit=1&after=%.*s",
                   KT_STR_FMT(shop_text(reply, "/page/next"))));
    assert_int(reply, "/data/0/amount", 10000);
    assert_json(reply, "/data/0/price_list", "null");
    assert_json(reply, "/page/next", "null");
    reply = admin_get(KT_STR("/admin/v1/price-history?currency=EUR"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 2);
    reply = admin_get(KT_STR("/admin/v1/price-history?sku=lamp"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 0);
}
END_TEST

Suite *
kt_suite_store_prior(void)
{
    Suite *suite = suite_create("store_prior");
    TCase *tcase = admin_case(suite, "prior prices");
    tcase_add_test(tcase, remembers_what_imports_replace);
    tcase_add_test(tcase, remembers_sales_that_were_not_ended);
    tcase_add_test(tcase, remembers_a_price_that_was_deleted);
    tcase_add_test(tcase, goes_by_the_dates_of_a_sale);
    tcase_add_test(tcase, remembers_what_a_list_said);
    tcase_add_test(tcase, tells_staff_what_held);
    return suite;
}
