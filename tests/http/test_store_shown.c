/* Pages and lists are kept ready: each change shows in them at once. */
#include "own_rule.h"
#include "shop.h"

Suite *kt_suite_store_shown(void);

static const struct kt_str page =
    KT_STR_INIT("/store/v1/products/mug?currency=EUR");
static const struct kt_str list = KT_STR_INIT("/store/v1/products?tag=gift");

/* Asked twice: made, and kept. The first product with the tag is "paper", the
 * second the mug. */
static void
assert_price(int64_t red, int64_t from)
{
    for (int i = 0; i < 2; i++) {
        assert_int(shop_get(page), "/variants/0/price", red);
        assert_int(shop_get(list), "/data/1/price_min", from);
    }
}

START_TEST(shows_a_new_price)
{
    assert_price(1200, 1100);
    shop_add_price("mug-red", 900, 0, 0);
    assert_price(900, 900);
    shop_add_price("mug-blue", 800, 0, 0);
    assert_price(900, 800);
}
END_TEST

START_TEST(shows_a_new_promotion)
{
    assert_price(1200, 1100);
    shop_promote(&(struct shop_promotion){ .rule = "catalogue_sale",
                                           .stage = "catalog",
                                           .params = "{\"percent\":10}" });
    assert_price(1080, 990);
}
END_TEST

/* The clock is the server's, which reads it only while it answers. */
static void
set_clock(int64_t now_ms)
{
    http_app.clock.fixed_ms = now_ms;
}

START_TEST(shows_a_price_from_its_first_moment_to_its_last)
{
    set_clock(1000000);
    shop_add_price("mug-red", 900, 2000000, 3000000);
    assert_price(1200, 1100);
    set_clock(1999999);
    assert_price(1200, 1100);
    set_clock(2000000);
    assert_price(900, 900);
    set_clock(2999999);
    assert_price(900, 900);
    set_clock(3000000);
    assert_price(1200, 1100);
    set_clock(2500000);
    assert_price(900, 900);
}
END_TEST

START_TEST(shows_a_promotion_from_its_first_moment_to_its_last)
{
    set_clock(1999999);
    shop_promote(&(struct shop_promotion){ .rule = "catalogue_sale",
                                           .stage = "catalog",
                                           .params = "{\"percent\":50}",
                                           .from_ms = 2000000,
                                           .until_ms = 2000001 });
    assert_price(1200, 1100);
    set_clock(2000000);
    assert_price(600, 550);
    set_clock(2000001);
    assert_price(1200, 1100);
}
END_TEST

static void
buy(const char *line, int64_t total)
{
    struct kt_str body = kt_arena_format(
        &http_arena,
        "{\"payment\":{\"provider\":\"test\"},\"expected_total\":%lld}",
        (long long)total);
    shop_call(201, "POST", shop_at(shop_ready_cart(line), "/checkout"),
              body.ptr);
}

START_TEST(shows_that_the_last_one_is_sold)
{
    const struct kt_str lamp = KT_STR("/store/v1/products/lamp");
    const struct kt_str lamps = KT_STR("/store/v1/products?sort=title");
    for (int i = 0; i < 2; i++) {
        assert_json(shop_get(lamp), "/variants/0/is_available", "true");
        assert_json(shop_get(lamps), "/data/1/is_available", "true");
    }
    assert_str(shop_get(lamps), "/data/1/slug", "lamp");
    buy("[{\"sku\":\"lamp\",\"quantity\":1}]", 5490);
    for (int i = 0; i < 2; i++) {
        assert_json(shop_get(lamp), "/variants/0/is_available", "false");
        assert_json(shop_get(lamps), "/data/1/is_available", "false");
    }
}
END_TEST

START_TEST(shows_that_a_sale_is_used_up)
{
    shop_promote(&(struct shop_promotion){ .rule = "catalogue_sale",
                                           .stage = "catalog",
                                           .params = "{\"percent\":10}",
                                           .uses_max = 1 });
    assert_price(1080, 990);
    buy("[{\"sku\":\"mug-red\",\"quantity\":1}]", 1570);
    assert_price(1200, 1100);
}
END_TEST

START_TEST(shows_that_a_variant_is_gone)
{
    assert_price(1200, 1100);
    shop_retire("mug-blue");
    assert_price(1200, 1200);
    shop_retire("mug-red");
    shop_call(404, "GET", page, NULL);
    ck_assert_uint_eq(shop_count(shop_get(list), "/data"), 1);
}
END_TEST

START_TEST(keeps_an_answer_for_each_way_to_ask)
{
    static const char german[] = "Accept-Language: de\r\n";
    static const char app[] = "X-Publishable-Key: " SHOP_APP_KEY "\r\n";
    for (int i = 0; i < 2; i++) {
        const char *mug = "/store/v1/products/mug";
        assert_str(http_call("GET", mug, "", NULL), "/title", "Mug");
        assert_str(http_call("GET", mug, german, NULL), "/title", "Becher");
        struct http_reply reply = http_call("GET", mug, app, NULL);
        assert_str(reply, "/currency", "USD");
        assert_int(reply, "/price_min", 1400);
        reply =
            http_call("GET", "/store/v1/products/mug?currency=USD", "", NULL);
        ck_assert_int_eq(reply.status, 400);
    }
}
END_TEST

/* ---- rules of the shop's own ---- */

START_TEST(shows_what_a_changed_rule_says)
{
    assert_price(1200, 1100);
    own_rule_write("item:best_price() * 2");
    assert_price(1200, 1100);
    own_rule_reload();
    assert_price(2400, 2200);
}
END_TEST

START_TEST(asks_a_rule_that_looks_at_the_clock_each_time)
{
    set_clock(7000);
    own_rule_write("item.now");
    own_rule_reload();
    assert_price(7000, 7000);
    set_clock(8000);
    assert_price(8000, 8000);
    set_clock(3600000 * 5);
    own_rule_write("item.time.hour");
    own_rule_reload();
    assert_price(5, 5);
    set_clock(3600000 * 6);
    assert_price(6, 6);
}
END_TEST

Suite *
kt_suite_store_shown(void)
{
    Suite *suite = suite_create("store_shown");
    TCase *changes = shop_case(suite, "changes");
    tcase_add_test(changes, shows_a_new_price);
    tcase_add_test(changes, shows_a_new_promotion);
    tcase_add_test(changes, shows_a_price_from_its_first_moment_to_its_last);
    tcase_add_test(changes,
                   shows_a_promotion_from_its_first_moment_to_its_last);
    tcase_add_test(changes, shows_that_the_last_one_is_sold);
    tcase_add_test(changes, shows_that_a_sale_is_used_up);
    tcase_add_test(changes, shows_that_a_variant_is_gone);
    tcase_add_test(changes, keeps_an_answer_for_each_way_to_ask);
    TCase *rules = tcase_create("rules");
    tcase_add_checked_fixture(rules, own_rule_open, own_rule_close);
    tcase_set_timeout(rules, 60);
    suite_add_tcase(suite, rules);
    tcase_add_test(rules, shows_what_a_changed_rule_says);
    tcase_add_test(rules, asks_a_rule_that_looks_at_the_clock_each_time);
    return suite;
}
