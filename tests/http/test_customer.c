#include "admin.h"
#include "service/audit.h"

Suite *kt_suite_customer(void);

#define CUSTOMERS "/admin/v1/customers"
#define MOVES     "/admin/v1/point-moves"

static const char ada[] = "{\"email\":\" Ada@Example.com \",\"name\":\"Ada\","
                          "\"vat_id\":\"DE 136 695 976\",\"birthday\":"
                          "\"02-29\"}";

static struct kt_str
sub(struct kt_str customer, const char *rest)
{
    return admin_text("%.*s%s", KT_STR_FMT(customer), rest);
}

static struct http_reply
give(int status, struct kt_str customer, int points)
{
    return admin_call(
        status, "POST", sub(customer, "/points"),
        admin_text("{\"points\":%d,\"reason\":\"test\"}", points).ptr);
}

static void
tell_fault(void *arg, struct kt_str text)
{
    (void)arg;
    ck_abort_msg("%.*s", KT_STR_FMT(text));
}

/* Every balance is the sum of its moves. */
static void
assert_books(void)
{
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_audit_orders(http_app.store, tell_fault, NULL, &err),
                     KT_OK);
}

static void
make_group(const char *code)
{
    admin_make("/admin/v1/customer-groups",
               admin_text("{\"code\":\"%s\",\"name\":\"%s\"}", code, code).ptr);
}

/* ---- customers ---- */

START_TEST(test_a_customer_is_made_read_and_changed)
{
    make_group("vip");
    struct kt_str customer = admin_make(CUSTOMERS, ada);
    struct http_reply told = admin_get(customer);
    assert_text(shop_text(told, "/email"), "Ada@Example.com");
    assert_text(shop_text(told, "/name"), "Ada");
    assert_text(shop_text(told, "/vat_id"), "DE136695976");
    assert_text(shop_text(told, "/birthday"), "02-29");
    ck_assert_uint_eq(shop_count(told, "/groups"), 0);
    ck_assert_int_eq(shop_int(told, "/points"), 0);
    ck_assert_int_eq(shop_int(told, "/order_count"), 0);
    ck_assert_int_eq(shop_int(told, "/version"), 1);
    told = admin_match(200, "\"v1\"", "PATCH", customer,
                       "{\"groups\":[\"vip\"],\"birthday\":\"\"}");
    assert_text(shop_text(told, "/groups/0"), "vip");
    assert_text(shop_text(told, "/birthday"), "");
    assert_text(shop_text(told, "/name"), "Ada");
    ck_assert_int_eq(shop_int(told, "/version"), 2);
    admin_match(412, "\"v1\"", "PATCH", customer, "{\"name\":\"Eve\"}");
}
END_TEST

START_TEST(test_all_faults_of_a_customer_are_told)
{
    struct http_reply told =
        admin_call(400, "POST", KT_STR(CUSTOMERS),
                   "{\"email\":\"nobody\",\"vat_id\":\"DE123456789\","
                   "\"birthday\":\"02-30\",\"groups\":[\"gold\"]}");
    ck_assert_uint_eq(shop_count(told, "/errors"), 4);
    assert_text(shop_text(told, "/errors/0/pointer"), "/email");
    assert_text(shop_text(told, "/errors/1/pointer"), "/vat_id");
    assert_text(shop_text(told, "/errors/2/pointer"), "/birthday");
    assert_text(shop_text(told, "/errors/3/pointer"), "/groups/0");
    assert_text(shop_text(told, "/errors/3/code"), "unknown");
    admin_call(400, "POST", KT_STR(CUSTOMERS),
               "{\"email\":\"ada@example.com\",\"points\":5}");
}
END_TEST

START_TEST(test_an_address_belongs_to_one_customer)
{
    admin_make(CUSTOMERS, ada);
    struct kt_str other =
        admin_make(CUSTOMERS, "{\"email\":\"bob@example.com\"}");
    admin_call(409, "POST", KT_STR(CUSTOMERS),
               "{\"email\":\"ADA@EXAMPLE.COM\"}");
    admin_call(409, "PATCH", other, "{\"email\":\"ada@example.com\"}");
    admin_call(200, "PATCH", other, "{\"email\":\"BOB@example.com\"}");
}
END_TEST

START_TEST(test_customers_are_listed_by_address_and_group)
{
    make_group("vip");
    make_group("v_p");
    admin_make(CUSTOMERS, ada);
    admin_make(CUSTOMERS,
               "{\"email\":\"zoe@example.com\",\"groups\":[\"vip\"]}");
    admin_make(CUSTOMERS,
               "{\"email\":\"bob@example.com\",\"groups\":[\"v_p\",\"vip\"]}");
    struct http_reply list =
        admin_get(KT_STR(CUSTOMERS "?group=vip&sort=email"));
    ck_assert_uint_eq(shop_count(list, "/data"), 2);
    assert_text(shop_text(list, "/data/0/email"), "bob@example.com");
    assert_text(shop_text(list, "/data/1/email"), "zoe@example.com");
    list = admin_get(KT_STR(CUSTOMERS "?group=v_p"));
    ck_assert_uint_eq(shop_count(list, "/data"), 1);
    assert_text(shop_text(list, "/data/0/email"), "bob@example.com");
    list = admin_get(KT_STR(CUSTOMERS "?email=ada@EXAMPLE.com"));
    ck_assert_uint_eq(shop_count(list, "/data"), 1);
    assert_text(shop_text(list, "/data/0/name"), "Ada");
    list = admin_get(KT_STR(CUSTOMERS "?sort=email&limit=2"));
    struct http_reply next =
        admin_get(admin_text(CUSTOMERS "?sort=email&limit=2&after=%.*s",
                             KT_STR_FMT(shop_text(list, "/page/next"))));
    ck_assert_uint_eq(shop_count(next, "/data"), 1);
    assert_text(shop_text(next, "/data/0/email"), "zoe@example.com");
}
END_TEST

START_TEST(test_a_customer_with_orders_or_points_stays)
{
    struct kt_str idle =
        admin_make(CUSTOMERS, "{\"email\":\"bob@example.com\"}");
    struct kt_str cart =
        shop_ready_cart("[{\"sku\":\"mug-red\",\"quantity\":1}]");
    shop_call(201, "POST", shop_at(cart, "/checkout"),
              "{\"payment\":{\"provider\":\"test\"},\"expected_total\":1690}");
    struct http_reply list = admin_get(KT_STR(CUSTOMERS "?sort=email"));
    ck_assert_uint_eq(shop_count(list, "/data"), 2);
    struct kt_str buyer = admin_text(CUSTOMERS "/%.*s",
                                     KT_STR_FMT(shop_text(list, "/data/0/id")));
    ck_assert_int_eq(shop_int(admin_get(buyer), "/order_count"), 1);
    struct http_reply refused = admin_call(409, "DELETE", buyer, NULL);
    assert_text(shop_text(refused, "/kind"), "order");
    give(201, idle, 1);
    refused = admin_call(409, "DELETE", idle, NULL);
    assert_text(shop_text(refused, "/kind"), "point_move");
    struct kt_str other =
        admin_make(CUSTOMERS, "{\"email\":\"zoe@example.com\"}");
    admin_call(204, "DELETE", other, NULL);
    admin_call(404, "GET", other, NULL);
}
END_TEST

/* ---- points ---- */

START_TEST(test_points_are_given_and_taken)
{
    struct kt_str customer = admin_make(CUSTOMERS, ada);
    struct http_reply move = give(201, customer, 500);
    ck_assert_int_eq(shop_int(move, "/points"), 500);
    assert_text(shop_text(move, "/kind"), "adjust");
    assert_text(shop_text(move, "/reason"), "test");
    assert_text(shop_text(move, "/customer_id"), admin_id(customer).ptr);
    give(201, customer, -200);
    ck_assert_int_eq(shop_int(admin_get(customer), "/points"), 300);
    struct http_reply refused = give(400, customer, -301);
    assert_text(shop_text(refused, "/errors/0/pointer"), "/points");
    assert_text(shop_text(refused, "/errors/0/detail"), "there would be -1");
    give(400, customer, 0);
    give(400, customer, 1000000000);
    ck_assert_int_eq(shop_int(admin_get(customer), "/points"), 300);
    struct http_reply list = admin_get(
        admin_text(MOVES "?customer_id=%.*s", KT_STR_FMT(admin_id(customer))));
    ck_assert_uint_eq(shop_count(list, "/data"), 2);
    admin_get(admin_text(MOVES "/%.*s", KT_STR_FMT(shop_text(move, "/id"))));
    admin_call(404, "POST",
               KT_STR(CUSTOMERS "/cust_00000000000000000000000000/points"),
               "{\"points\":1,\"reason\":\"test\"}");
    assert_books();
}
END_TEST

START_TEST(test_a_repeated_call_moves_points_once)
{
    struct kt_str customer = admin_make(CUSTOMERS, ada);
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct kt_str first = KT_STR("");
    for (int i = 0; i < 3; i++) {
        struct http_reply move =
            admin_call_as(token, "Idempotency-Key: stamp-1\r\n", "POST",
                          sub(customer, "/points"),
                          "{\"points\":7,\"reason\":\"stamp\"}");
        ck_assert_int_eq(move.status, 201);
        if (i > 0)
            ck_assert(kt_str_eq(shop_text(move, "/id"), first));
        first = shop_text(move, "/id");
    }
    ck_assert_int_eq(shop_int(admin_get(customer), "/points"), 7);
    assert_books();
}
END_TEST

/* ---- points that pay ---- */

static const char mug[] = "[{\"sku\":\"mug-red\",\"quantity\":1}]";

/* Ada with so many points, a cent each. */
static struct kt_str
collect(int points)
{
    struct kt_str customer = admin_make(CUSTOMERS, ada);
    give(201, customer, points);
    admin_make("/admin/v1/promotions",
               "{\"rule\":\"loyalty_points\",\"params\":{}}");
    return customer;
}

static struct kt_str
redeem(const char *points)
{
    struct kt_str cart = shop_ready_cart(mug);
    shop_call(200, "PATCH", cart, admin_text("{\"points\":%s}", points).ptr);
    return cart;
}

static int64_t
balance_of(struct kt_str customer)
{
    return shop_int(admin_get(customer), "/points");
}

static struct http_reply
place(int status, struct kt_str cart, int total)
{
    return shop_call(status, "POST", shop_at(cart, "/checkout"),
                     admin_text("{\"payment\":{\"provider\":\"test\"},"
                                "\"expected_total\":%d}",
                                total)
                         .ptr);
}

START_TEST(test_a_cart_uses_up_points)
{
    struct kt_str customer = collect(500);
    struct kt_str cart = redeem("120");
    struct http_reply told = shop_get(cart);
    assert_int(told, "/points", 120);
    assert_int(told, "/points_used", 120);
    assert_int(told, "/totals/total", 1570);
    told = shop_call(200, "PATCH", cart, "{\"points\":1000000000}");
    assert_int(told, "/points_used", 500);
    assert_int(told, "/totals/discount", 500);
    assert_int(told, "/totals/total", 1190);
    told = shop_call(200, "PATCH", cart, "{\"points\":null}");
    assert_int(told, "/points", 0);
    ck_assert_ptr_null(strstr(told.body.ptr, "points_used"));
    assert_int(told, "/totals/total", 1690);
    shop_call(400, "PATCH", cart, "{\"points\":-1}");
    told = shop_call(200, "PATCH", redeem("500"),
                     "{\"email\":\"nobody@example.com\"}");
    assert_int(told, "/totals/total", 1690);
    ck_assert_int_eq(balance_of(customer), 500);
}
END_TEST

START_TEST(test_an_order_takes_its_points)
{
    struct kt_str customer = collect(500);
    struct http_reply order = place(201, redeem("120"), 1570);
    assert_int(order, "/points_used", 120);
    ck_assert_int_eq(balance_of(customer), 380);
    struct http_reply moves =
        admin_get(admin_text(MOVES "?order_id=%.*s",
                             KT_STR_FMT(shop_text(order, "/id"))));
    ck_assert_uint_eq(shop_count(moves, "/data"), 1);
    assert_str(moves, "/data/0/kind", "redeem");
    assert_int(moves, "/data/0/points", -120);
    assert_books();
}
END_TEST

START_TEST(test_a_cancelled_order_gives_its_points_back)
{
    struct kt_str customer = collect(500);
    struct kt_str cart = redeem("500");
    struct http_reply order = place(201, cart, 1190);
    ck_assert_int_eq(balance_of(customer), 0);
    admin_call(200, "POST",
               admin_text("/admin/v1/orders/%.*s/transitions",
                          KT_STR_FMT(shop_text(order, "/id"))),
               "{\"event\":\"cancel\"}");
    ck_assert_int_eq(balance_of(customer), 500);
    struct http_reply moves = admin_get(
        admin_text(MOVES "?customer_id=%.*s", KT_STR_FMT(admin_id(customer))));
    ck_assert_uint_eq(shop_count(moves, "/data"), 3);
    assert_books();
}
END_TEST

/* Points that went meanwhile change the total, which the buyer must see. */
START_TEST(test_points_that_are_gone_are_told)
{
    struct kt_str customer = collect(500);
    struct kt_str cart = redeem("500");
    give(201, customer, -400);
    struct http_reply told = place(409, cart, 1190);
    assert_has(told.body, "/problems/price-changed");
    place(201, cart, 1590);
    ck_assert_int_eq(balance_of(customer), 0);
    assert_books();
}
END_TEST

START_TEST(test_no_point_is_spent_twice_by_many_who_race)
{
    enum { RACERS = 8 };
    struct kt_str customer = collect(500);
    struct kt_str targets[RACERS];
    struct http_reply replies[RACERS];
    for (size_t i = 0; i < RACERS; i++)
        targets[i] = shop_at(redeem("100"), "/checkout");
    shop_race("POST", targets, RACERS, "",
              "{\"payment\":{\"provider\":\"test\"},"
              "\"expected_total\":1590}",
              replies);
    assert_text(shop_tally(replies, RACERS), "5 x 201, 3 x 409");
    ck_assert_int_eq(balance_of(customer), 0);
    ck_assert_int_eq(shop_order_count(), 5);
    assert_books();
}
END_TEST

START_TEST(test_staff_prices_a_cart_with_points)
{
    collect(500);
    struct http_reply told =
        admin_call(200, "POST", KT_STR("/admin/v1/quotes"),
                   "{\"lines\":[{\"sku\":\"mug-red\",\"quantity\":1}],"
                   "\"email\":\"ada@example.com\",\"points\":300,"
                   "\"shipping_address\":{\"country\":\"DE\"}}");
    assert_int(told, "/points_used", 300);
    assert_int(told, "/totals/discount", 300);
}
END_TEST

Suite *
kt_suite_customer(void)
{
    Suite *suite = suite_create("customer");
    TCase *tcase = admin_case(suite, "customers");
    tcase_add_test(tcase, test_a_customer_is_made_read_and_changed);
    tcase_add_test(tcase, test_all_faults_of_a_customer_are_told);
    tcase_add_test(tcase, test_an_address_belongs_to_one_customer);
    tcase_add_test(tcase, test_customers_are_listed_by_address_and_group);
    tcase_add_test(tcase, test_a_customer_with_orders_or_points_stays);
    tcase_add_test(tcase, test_points_are_given_and_taken);
    tcase_add_test(tcase, test_a_repeated_call_moves_points_once);
    tcase_add_test(tcase, test_a_cart_uses_up_points);
    tcase_add_test(tcase, test_an_order_takes_its_points);
    tcase_add_test(tcase, test_a_cancelled_order_gives_its_points_back);
    tcase_add_test(tcase, test_points_that_are_gone_are_told);
    tcase_add_test(tcase, test_no_point_is_spent_twice_by_many_who_race);
    tcase_add_test(tcase, test_staff_prices_a_cart_with_points);
    return suite;
}
