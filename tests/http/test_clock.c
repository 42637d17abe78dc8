/* A clock that is set back by an hour: what follows stands behind what was
 * before, nothing waits for the hour to come again, and what is bound to dates
 * goes by the clock as it is. */
#include "admin.h"
#include "job/jobs.h"

Suite *kt_suite_clock(void);

#define NOON_MS INT64_C(1800000000000)
#define HOUR_MS INT64_C(3600000)

/* The clock is the server's, which reads it only while it answers. */
static void
set_clock(int64_t now_ms)
{
    http_app.clock.fixed_ms = now_ms;
}

/* An order of 16.90; its address. */
static struct kt_str
place(void)
{
    struct kt_str cart =
        shop_ready_cart("[{\"sku\":\"mug-red\",\"quantity\":1}]");
    struct http_reply reply = shop_call(
        201, "POST", shop_at(cart, "/checkout"),
        "{\"payment\":{\"provider\":\"test\"},\"expected_total\":1690}");
    return admin_text("/admin/v1/orders/%.*s",
                      KT_STR_FMT(shop_text(reply, "/id")));
}

START_TEST(history_goes_on_behind_what_was)
{
    set_clock(NOON_MS);
    struct kt_str order = place();
    struct kt_str events = admin_text("%.*s/transitions", KT_STR_FMT(order));
    size_t before = shop_count(admin_get(order), "/history");
    set_clock(NOON_MS - HOUR_MS);
    admin_call(200, "POST", events, "{\"event\":\"hold\"}");
    admin_call(200, "POST", events, "{\"event\":\"release\"}");
    struct http_reply reply = admin_get(order);
    ck_assert_uint_eq(shop_count(reply, "/history"), before + 2);
    assert_str(reply, "/history/0/event", "place");
    assert_str(reply, admin_text("/history/%zu/event", before).ptr, "hold");
    assert_str(reply, admin_text("/history/%zu/event", before + 1).ptr,
               "release");
    assert_str(reply, admin_text("/history/%zu/at", before + 1).ptr,
               "2027-01-15T07:00:00Z");
}
END_TEST

START_TEST(events_do_not_wait_for_the_hour)
{
    struct kt_error err;
    size_t done;
    kt_error_init(&err, &http_arena);
    set_clock(NOON_MS);
    place();
    set_clock(NOON_MS - HOUR_MS);
    ck_assert_int_eq(kt_jobs_run_due(&http_app, &done, &err), KT_OK);
    ck_assert_uint_eq(done, 2); /* the order, its payment */
}
END_TEST

START_TEST(orders_are_sold_and_numbered_on)
{
    set_clock(NOON_MS);
    struct http_reply first = admin_get(place());
    set_clock(NOON_MS - HOUR_MS);
    struct http_reply second = admin_get(place());
    assert_str(first, "/number", "T-1000");
    assert_str(second, "/number", "T-1001");
    ck_assert_int_eq(shop_available("mug-red"), 98);
    ck_assert_int_eq(shop_order_count(), 2);
}
END_TEST

START_TEST(a_coupon_begins_by_the_clock)
{
    set_clock(NOON_MS);
    shop_promote(&(struct shop_promotion){ .title = "Ten",
                                           .rule = "order_percent_off",
                                           .stage = "order",
                                           .params = "{\"percent\":10}",
                                           .coupon = "TEN",
                                           .starts_ms = NOON_MS - 1 });
    struct kt_str cart = shop_cart("[{\"sku\":\"mug-red\",\"quantity\":1}]");
    struct http_reply reply =
        shop_call(200, "POST", shop_at(cart, "/coupons"), "{\"code\":\"TEN\"}");
    assert_int(reply, "/totals/discount", 120);
    set_clock(NOON_MS - HOUR_MS);
    assert_int(shop_get(cart), "/totals/discount", 0);
    set_clock(NOON_MS);
    assert_int(shop_get(cart), "/totals/discount", 120);
}
END_TEST

Suite *
kt_suite_clock(void)
{
    Suite *suite = suite_create("clock");
    TCase *back = admin_case(suite, "back");
    tcase_add_test(back, history_goes_on_behind_what_was);
    tcase_add_test(back, events_do_not_wait_for_the_hour);
    tcase_add_test(back, orders_are_sold_and_numbered_on);
    tcase_add_test(back, a_coupon_begins_by_the_clock);
    return suite;
}
