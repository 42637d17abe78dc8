/* Limits for those who want too much: connections of one address, requests a
 * minute by address, cart and token; and who counts as whom behind a proxy. */
#include <stdio.h>

#include "admin.h"
#include "shop.h"

Suite *kt_suite_server_limit(void);

static void
set_limits(struct kt_server_limits limits)
{
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_server_set_limits(http_server, &limits, &err), KT_OK);
}

/* ---- connections ---- */

#define GET_HEALTH "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"

static int
ask_health(struct http_client *client)
{
    http_print(client, GET_HEALTH);
    return http_read(client).status;
}

START_TEST(one_address_has_so_many_connections)
{
    enum { LIMIT = 3, TOLD = 8 };
    struct http_client mine[LIMIT + TOLD], other;
    set_limits((struct kt_server_limits){ .connections_per_address = LIMIT });
    for (int i = 0; i < LIMIT; i++) {
        http_open(&mine[i]);
        ck_assert_int_eq(ask_health(&mine[i]), 200);
    }
    for (int i = LIMIT; i < LIMIT + TOLD; i++)
        http_open(&mine[i]);
    /* Nobody may hold what he was refused. */
    for (int i = LIMIT; i < LIMIT + TOLD; i++)
        ck_assert_msg(http_ends(&mine[i], 5000), "connection %d stays", i);
    http_open_from(&other, "127.0.0.2");
    ck_assert_int_eq(ask_health(&other), 200);
    for (int i = 0; i < LIMIT; i++)
        ck_assert_int_eq(ask_health(&mine[i]), 200);
    http_close(&other);
    for (int i = 0; i < LIMIT + TOLD; i++)
        http_close(&mine[i]);
}
END_TEST

START_TEST(connection_too_many_of_an_address_is_told)
{
    struct http_client first, second;
    set_limits((struct kt_server_limits){ .connections_per_address = 1 });
    http_open(&first);
    ck_assert_int_eq(ask_health(&first), 200);
    http_open(&second);
    http_print(&second, GET_HEALTH);
    struct http_reply reply = http_read(&second);
    assert_problem(reply, 503, "{\"type\":\"/problems/overloaded\"");
    assert_text(http_header(&reply, "Retry-After"), "1");
    ck_assert(http_ends(&second, 5000));
    http_close(&first);
    http_close(&second);
    int status = 0;
    for (int i = 0; i < 100 && status != 200; i++) {
        http_open(&second); /* the server sees the ends soon */
        status = ask_health(&second);
        http_close(&second);
    }
    ck_assert_int_eq(status, 200);
}
END_TEST

START_TEST(proxy_has_as_many_connections_as_it_wants)
{
    struct http_client clients[20];
    set_limits((struct kt_server_limits){ .connections_per_address = 1,
                                          .trusted_proxies = "127.0.0.0/8" });
    for (size_t i = 0; i < KT_COUNT(clients); i++) {
        http_open(&clients[i]);
        ck_assert_int_eq(ask_health(&clients[i]), 200);
    }
    for (size_t i = 0; i < KT_COUNT(clients); i++)
        http_close(&clients[i]);
}
END_TEST

/* ---- requests ---- */

static struct http_reply
make_cart(const char *headers)
{
    return http_call("POST", "/store/v1/carts", headers, "{}");
}

START_TEST(address_makes_so_many_carts_a_minute)
{
    set_limits((struct kt_server_limits){ .per_minute[KT_QUOTA_CARTS] = 2 });
    struct http_reply reply = make_cart("");
    ck_assert_int_eq(reply.status, 201);
    assert_text(http_header(&reply, "RateLimit-Policy"), "\"carts\";q=2;w=60");
    assert_text(http_header(&reply, "RateLimit"), "\"carts\";r=1;t=30");
    ck_assert_int_eq(make_cart("").status, 201);
    reply = make_cart("");
    assert_problem(reply, 429, "{\"type\":\"/problems/too-many-requests\"");
    assert_has(reply.body, "\"detail\":\"carts: at most 2 a minute\"");
    assert_text(http_header(&reply, "Retry-After"), "30");
    assert_text(http_header(&reply, "RateLimit-Policy"), "\"carts\";q=2;w=60");
    assert_text(http_header(&reply, "RateLimit"), "\"carts\";r=0;t=30");
    assert_has(http_get("/metrics").body,
               "kontor_http_limited_total{limit=\"carts\"} 1\n");
    /* Another address, and what is not limited. */
    struct http_client other;
    http_open_from(&other, "127.0.0.2");
    http_print(&other, "POST /store/v1/carts HTTP/1.1\r\nHost: a\r\n\r\n");
    ck_assert_int_eq(http_read(&other).status, 201);
    http_close(&other);
    reply = http_get("/store/v1/products");
    ck_assert_int_eq(reply.status, 200);
    ck_assert_ptr_null(http_header(&reply, "RateLimit").ptr);
}
END_TEST

START_TEST(wrong_coupons_are_few)
{
    set_limits((struct kt_server_limits){
        .per_minute = {
            [KT_QUOTA_COUPONS] = 5, [KT_QUOTA_CART_COUPONS] = 3 } });
    shop_promote(&(struct shop_promotion){ .rule = "order_percent_off",
                                           .stage = "order",
                                           .params = "{\"percent\":10}",
                                           .coupon = "SAVE10" });
    struct kt_str cart = shop_cart("[{\"sku\":\"mug-red\",\"quantity\":1}]");
    struct kt_str coupons = shop_at(cart, "/coupons");
    const char *right = "{\"code\":\"SAVE10\"}";
    const char *wrong = "{\"code\":\"GUESS\"}";
    for (int i = 0; i < 20; i++) { /* a right one costs nothing */
        struct http_reply entered = shop_call(200, "POST", coupons, right);
        ck_assert_ptr_null(http_header(&entered, "RateLimit").ptr);
    }
    for (int i = 0; i < 3; i++)
        shop_call(422, "POST", coupons, wrong);
    struct http_reply reply = shop_call(429, "POST", coupons, wrong);
    assert_has(reply.body, "wrong_coupons_of_cart: at most 3 a minute");
    assert_text(http_header(&reply, "Retry-After"), "20");
    shop_call(429, "POST", coupons, right); /* else the guess would be told */
    /* Another cart helps until the address has had enough, too. */
    coupons = shop_at(shop_cart("[]"), "/coupons");
    reply = shop_call(429, "POST", coupons, wrong);
    assert_has(reply.body, "wrong_coupons: at most 5 a minute");
    shop_get(cart);
}
END_TEST

START_TEST(checkouts_are_counted_by_cart_and_address)
{
    set_limits((struct kt_server_limits){
        .per_minute = {
            [KT_QUOTA_CHECKOUTS] = 3, [KT_QUOTA_CART_CHECKOUTS] = 2 } });
    const char *body =
        "{\"payment\":{\"provider\":\"test\"},\"expected_total\":1}";
    struct kt_str lines = KT_STR("[{\"sku\":\"mug-red\",\"quantity\":1}]");
    struct kt_str first = shop_at(shop_ready_cart(lines.ptr), "/checkout");
    struct kt_str second = shop_at(shop_ready_cart(lines.ptr), "/checkout");
    shop_call(409, "POST", first, body);
    shop_call(409, "POST", first, body);
    struct http_reply reply = shop_call(429, "POST", first, body);
    assert_has(reply.body, "checkouts_of_cart: at most 2 a minute");
    reply = shop_call(429, "POST", second, body);
    assert_has(reply.body, "checkouts: at most 3 a minute");
}
END_TEST

static struct http_reply
ask_staff(struct kt_str token)
{
    return admin_call_as(token, "", "GET", KT_STR("/admin/v1/orders"), NULL);
}

static struct kt_str
make_token(void)
{
    return admin_token((const char *const[]){ "*", NULL });
}

START_TEST(wrong_tokens_are_few)
{
    set_limits((struct kt_server_limits){ .per_minute[KT_QUOTA_LOGINS] = 2 });
    struct kt_str right = make_token();
    struct kt_str wrong = KT_STR("sk_wrong");
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(ask_staff(right).status, 200);
    ck_assert_int_eq(ask_staff(wrong).status, 401);
    struct http_reply reply = ask_staff(wrong);
    ck_assert_int_eq(reply.status, 401);
    assert_text(http_header(&reply, "RateLimit"), "\"wrong_tokens\";r=0;t=60");
    reply = ask_staff(right);
    assert_problem(reply, 429, "{\"type\":\"/problems/too-many-requests\"");
    assert_text(http_header(&reply, "Retry-After"), "30");
}
END_TEST

START_TEST(token_asks_so_often_a_minute)
{
    set_limits((struct kt_server_limits){ .per_minute[KT_QUOTA_TOKENS] = 2 });
    struct kt_str token = make_token();
    ck_assert_int_eq(ask_staff(token).status, 200);
    ck_assert_int_eq(ask_staff(token).status, 200);
    struct http_reply reply = ask_staff(token);
    ck_assert_int_eq(reply.status, 429);
    assert_has(reply.body, "requests_of_token: at most 2 a minute");
    ck_assert_int_eq(ask_staff(make_token()).status, 200);
}
END_TEST

/* ---- behind a proxy ---- */

START_TEST(client_behind_a_proxy_is_counted)
{
    struct kt_server_limits limits = { .per_minute[KT_QUOTA_CARTS] = 1,
                                       .trusted_proxies = "127.0.0.1" };
    set_limits(limits);
    const char *ada = "X-Forwarded-For: 198.51.100.7\r\n";
    const char *liar = "X-Forwarded-For: 1.1.1.1, 198.51.100.7\r\n";
    ck_assert_int_eq(make_cart(ada).status, 201);
    ck_assert_int_eq(make_cart(ada).status, 429);
    ck_assert_int_eq(make_cart(liar).status, 429);
    ck_assert_int_eq(make_cart("X-Forwarded-For: 1.1.1.1\r\n"
                               "X-Forwarded-For: 198.51.100.7\r\n")
                         .status,
                     429);
    ck_assert_int_eq(make_cart("X-Forwarded-For: 198.51.100.8\r\n").status,
                     201);
    ck_assert_int_eq(make_cart("X-Forwarded-For: 2001:db8:0:1::1\r\n").status,
                     201);
    ck_assert_int_eq(make_cart("X-Forwarded-For: 2001:db8:0:1::2\r\n").status,
                     429);
    ck_assert_int_eq(make_cart("X-Forwarded-For: 2001:db8:0:2::1\r\n").status,
                     201);
    /* The other header is anybody's word; the proxy itself is not limited. */
    ck_assert_int_eq(make_cart("Forwarded: for=198.51.100.9\r\n").status, 201);
    ck_assert_int_eq(make_cart("Forwarded: for=198.51.100.9\r\n").status, 201);
    limits.reads_forwarded = true;
    set_limits(limits);
    ck_assert_int_eq(make_cart("Forwarded: for=198.51.100.9\r\n").status, 201);
    ck_assert_int_eq(make_cart("Forwarded: for=198.51.100.9\r\n").status, 429);
}
END_TEST

START_TEST(nobody_else_is_believed)
{
    set_limits((struct kt_server_limits){ .per_minute[KT_QUOTA_CARTS] = 1,
                                          .trusted_proxies = "10.0.0.0/8" });
    ck_assert_int_eq(make_cart("X-Forwarded-For: 198.51.100.7\r\n").status,
                     201);
    ck_assert_int_eq(make_cart("X-Forwarded-For: 198.51.100.8\r\n").status,
                     429);
}
END_TEST

START_TEST(https_is_told_to_last_where_a_proxy_says_so)
{
    static const char name[] = "Strict-Transport-Security";
    const char *https = "X-Forwarded-Proto: https\r\n";
    struct kt_server_limits limits = { .hsts_s = 1000,
                                       .trusted_proxies = "127.0.0.1" };
    set_limits(limits);
    struct http_reply reply = http_call("GET", "/healthz", https, NULL);
    assert_text(http_header(&reply, name), "max-age=1000");
    reply = http_call("GET", "/healthz", "X-Forwarded-Proto: http\r\n", NULL);
    ck_assert_ptr_null(http_header(&reply, name).ptr);
    limits.trusted_proxies = NULL;
    set_limits(limits);
    reply = http_call("GET", "/healthz", https, NULL);
    ck_assert_ptr_null(http_header(&reply, name).ptr);
}
END_TEST

START_TEST(wrong_limits_leave_the_old_ones)
{
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    set_limits((struct kt_server_limits){ .per_minute[KT_QUOTA_CARTS] = 1 });
    struct kt_server_limits wrong = { .trusted_proxies = "10.0.0.0/8, nobody" };
    ck_assert_int_eq(kt_server_set_limits(http_server, &wrong, &err),
                     KT_INVALID_REQUEST);
    assert_has(kt_error_text(&err), "'nobody' is no network");
    ck_assert_int_eq(make_cart("").status, 201);
    ck_assert_int_eq(make_cart("").status, 429);
}
END_TEST

Suite *
kt_suite_server_limit(void)
{
    Suite *suite = suite_create("server_limit");
    TCase *tcase = shop_case(suite, "limits");
    tcase_add_test(tcase, one_address_has_so_many_connections);
    tcase_add_test(tcase, connection_too_many_of_an_address_is_told);
    tcase_add_test(tcase, proxy_has_as_many_connections_as_it_wants);
    tcase_add_test(tcase, address_makes_so_many_carts_a_minute);
    tcase_add_test(tcase, wrong_coupons_are_few);
    tcase_add_test(tcase, checkouts_are_counted_by_cart_and_address);
    tcase_add_test(tcase, client_behind_a_proxy_is_counted);
    tcase_add_test(tcase, nobody_else_is_believed);
    tcase_add_test(tcase, https_is_told_to_last_where_a_proxy_says_so);
    tcase_add_test(tcase, wrong_limits_leave_the_old_ones);
    tcase = admin_case(suite, "tokens");
    tcase_add_test(tcase, wrong_tokens_are_few);
    tcase_add_test(tcase, token_asks_so_often_a_minute);
    return suite;
}
