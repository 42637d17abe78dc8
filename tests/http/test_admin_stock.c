#include <stdlib.h>

#include "admin.h"
#include "service/audit.h"

Suite *kt_suite_admin_stock(void);

#define STOCK "/admin/v1/stock"
#define MOVES "/admin/v1/stock/movements"

static struct http_reply
move(int status, const char *sku, const char *members)
{
    return admin_call(status, "POST", KT_STR(MOVES),
                      admin_text("{\"sku\":\"%s\",\"location\":\"main\","
                                 "\"reason\":\"counted\",%s}",
                                 sku, members)
                          .ptr);
}

/* "available reserved on_hand" of a sku. */
static struct kt_str
level_of(const char *sku)
{
    struct http_reply reply = admin_get(admin_text(STOCK "?sku=%s", sku));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    return admin_text("%lld %lld %lld",
                      (long long)shop_int(reply, "/data/0/available"),
                      (long long)shop_int(reply, "/data/0/reserved"),
                      (long long)shop_int(reply, "/data/0/on_hand"));
}

static int
by_text(const void *a, const void *b)
{
    return kt_str_cmp(*(const struct kt_str *)a, *(const struct kt_str *)b);
}

/* "kind quantity" of each move of a list, in the order of the alphabet: those
 * of one millisecond stand in any order. */
static struct kt_str
listed(const char *query)
{
    struct http_reply reply = admin_get(admin_text(MOVES "?%s", query));
    struct kt_str texts[100];
    struct kt_buf buf;
    size_t count = shop_count(reply, "/data");
    for (size_t i = 0; i < count; i++) {
        struct kt_str kind =
            shop_text(reply, admin_text("/data/%zu/kind", i).ptr);
        int64_t quantity =
            shop_int(reply, admin_text("/data/%zu/quantity", i).ptr);
        texts[i] =
            admin_text("%.*s %lld", KT_STR_FMT(kind), (long long)quantity);
    }
    qsort(texts, count, sizeof *texts, by_text);
    kt_buf_init(&buf, &http_arena, 64);
    for (size_t i = 0; i < count; i++)
        kt_buf_format(&buf, "%s%.*s", i > 0 ? ", " : "", KT_STR_FMT(texts[i]));
    return kt_buf_view(&buf);
}

static struct kt_str
order(const char *sku, int quantity)
{
    struct kt_str cart = shop_ready_cart(
        admin_text("[{\"sku\":\"%s\",\"quantity\":%d}]", sku, quantity).ptr);
    int64_t total = shop_int(shop_get(cart), "/totals/total");
    struct http_reply reply =
        shop_call(201, "POST", shop_at(cart, "/checkout"),
                  admin_text("{\"payment\":{\"provider\":\"test\"},"
                             "\"expected_total\":%lld}",
                             (long long)total)
                      .ptr);
    return kt_arena_str(&http_arena, shop_text(reply, "/id"));
}

/* Rows of the shop stand without moves. */
static void
tell_fault(void *arg, struct kt_str fault)
{
    (void)arg;
    if (memmem(fault.ptr, fault.len, "jug", 3) != NULL)
        ck_abort_msg("%.*s", KT_STR_FMT(fault));
}

START_TEST(sets_and_adjusts)
{
    struct http_reply reply = move(201, "plate", "\"set\":14");
    struct kt_str id = kt_arena_str(&http_arena, shop_text(reply, "/id"));
    ck_assert(kt_str_starts(id, KT_STR("move_")));
    assert_str(reply, "/sku", "plate");
    assert_str(reply, "/location", "main");
    assert_str(reply, "/kind", "set");
    assert_str(reply, "/reason", "counted");
    assert_int(reply, "/quantity", 4);
    assert_json(reply, "/order_id", "null");
    struct kt_str at = admin_text(MOVES "/%.*s", KT_STR_FMT(id));
    assert_text(http_header(&reply, "Location"), at.ptr);
    assert_text(admin_get(at).body, kt_arena_cstr(&http_arena, reply.body));
    assert_text(level_of("plate"), "14 0 14");
    reply = move(201, "plate", "\"adjust\":-5");
    assert_str(reply, "/kind", "adjust");
    assert_int(reply, "/quantity", -5);
    assert_text(level_of("plate"), "9 0 9");
    move(201, "plate", "\"set\":9");
    assert_text(listed("sku=plate"), "adjust -5, set 0, set 4");
    ck_assert_int_eq(shop_available("plate"), 9);
}
END_TEST

START_TEST(tells_all_faults_at_once)
{
    struct http_reply reply =
        admin_call(400, "POST", KT_STR(MOVES),
                   "{\"ajust\":1,\"set\":-1,\"location\":\"main\"}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 3);
    assert_str(reply, "/errors/0/detail",
               "is not known; did you mean \"adjust\"?");
    reply = admin_call(400, "POST", KT_STR(MOVES),
                       "{\"location\":\"man\",\"reason\":\"x\"}");
    static const char *const pointers[] = { "/set", "/variant_id",
                                            "/location" };
    ck_assert_uint_eq(shop_count(reply, "/errors"), KT_COUNT(pointers));
    for (size_t i = 0; i < KT_COUNT(pointers); i++)
        assert_str(reply, admin_text("/errors/%zu/pointer", i).ptr,
                   pointers[i]);
    reply = move(400, "plait", "\"adjust\":0,\"set\":1");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 3);
    assert_str(reply, "/errors/2/pointer", "/sku");
    reply = move(400, "plate", "\"adjust\":1000000000");
    assert_str(reply, "/errors/0/code", "out_of_range");
    admin_call(405, "PATCH", KT_STR(MOVES), "{}");
    assert_text(listed(""), "");
}
END_TEST

/* Page, list and cart know it from the very next request on. */
START_TEST(is_shown_at_once)
{
    struct kt_str page = KT_STR("/store/v1/products/lamp");
    struct kt_str list =
        KT_STR("/store/v1/products?price_min=5000&price_max=5000");
    assert_json(shop_get(list), "/data/0/is_available", "true");
    struct kt_str cart = shop_cart("[{\"sku\":\"lamp\",\"quantity\":1}]");
    assert_int(shop_get(page), "/variants/0/available", 1);
    move(201, "lamp", "\"adjust\":-1");
    assert_int(shop_get(page), "/variants/0/available", 0);
    assert_json(shop_get(page), "/variants/0/is_available", "false");
    assert_json(shop_get(list), "/data/0/is_available", "false");
    assert_str(shop_get(cart), "/problems/0/code", "out_of_stock");
    move(201, "lamp", "\"set\":3");
    assert_int(shop_get(page), "/variants/0/available", 3);
    assert_json(shop_get(cart), "/problems", "[]");
}
END_TEST

START_TEST(keeps_what_orders_hold)
{
    admin_make("/admin/v1/products",
               "{\"slug\":\"jug\",\"titles\":{\"en\":\"Jug\"},"
               "\"variants\":[{\"sku\":\"jug\",\"prices\":["
               "{\"currency\":\"EUR\",\"amount\":900}],\"stock\":["
               "{\"location\":\"main\",\"available\":20}]}]}");
    struct kt_str id = order("jug", 6);
    assert_text(level_of("jug"), "14 6 20");
    struct http_reply reply = move(409, "jug", "\"set\":5");
    assert_str(reply, "/type", "/problems/out-of-stock");
    assert_int(reply, "/available", 14);
    assert_str(reply, "/detail", "orders hold 6 of them there");
    move(409, "jug", "\"adjust\":-15");
    move(201, "jug", "\"set\":6");
    assert_text(level_of("jug"), "0 6 6");
    admin_call(200, "POST",
               admin_text("/admin/v1/orders/%.*s/transitions", KT_STR_FMT(id)),
               "{\"event\":\"cancel\"}");
    assert_text(level_of("jug"), "6 0 6");
    assert_text(listed("sku=jug"), "cancel 6, sale -6, set -14, set 20");
    assert_text(listed(admin_text("order_id=%.*s", KT_STR_FMT(id)).ptr),
                "cancel 6, sale -6");
    assert_text(listed("sku=jug&kind=set"), "set -14, set 20");
    move(201, "poster", "\"adjust\":-7");
    assert_text(level_of("poster"), "-7 0 -7");
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_audit_stock(http_app.store, tell_fault, NULL, &err),
                     KT_OK);
}
END_TEST

/* Whoever takes the last ones at once: none is taken twice. */
START_TEST(loses_no_move_of_many)
{
    enum { RACERS = 8 };
    move(201, "plate", "\"set\":20");
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct kt_str headers =
        admin_text("Authorization: Bearer %.*s\r\n", KT_STR_FMT(token));
    struct kt_str targets[RACERS];
    struct http_reply replies[RACERS];
    for (size_t i = 0; i < RACERS; i++)
        targets[i] = KT_STR(MOVES);
    shop_race("POST", targets, RACERS, headers.ptr,
              "{\"sku\":\"plate\",\"location\":\"main\",\"adjust\":-5,"
              "\"reason\":\"broken\"}",
              replies);
    assert_text(shop_tally(replies, RACERS), "4 x 201, 4 x 409");
    assert_text(level_of("plate"), "0 0 0");
}
END_TEST

START_TEST(obeys_a_key_once)
{
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    static const char body[] =
        "{\"sku\":\"plate\",\"location\":\"main\",\"adjust\":-5,"
        "\"reason\":\"broken\"}";
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(admin_call_as(token, "Idempotency-Key: a\r\n", "POST",
                                       KT_STR(MOVES), body)
                             .status,
                         201);
    assert_text(level_of("plate"), "5 0 5");
}
END_TEST

START_TEST(lists_levels)
{
    struct http_reply reply = admin_get(KT_STR(STOCK "?limit=2"));
    assert_str(reply, "/data/0/sku", "draft");
    assert_str(reply, "/data/1/sku", "lamp");
    struct kt_str next = shop_text(reply, "/page/next");
    reply =
        admin_get(admin_text(STOCK "?limit=2&after=%.*s", KT_STR_FMT(next)));
    assert_str(reply, "/data/0/sku", "mug-blue");
    reply = admin_get(KT_STR(STOCK "?below=10"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 2);
    reply = admin_get(KT_STR(STOCK "?location=nowhere"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 0);
    struct kt_str mug =
        kt_arena_str(&http_arena,
                     shop_text(shop_get(KT_STR("/store/v1/products/mug")),
                               "/id"));
    reply = admin_get(admin_text(STOCK "?product_id=%.*s", KT_STR_FMT(mug)));
    ck_assert_uint_eq(shop_count(reply, "/data"), 2);
    assert_str(reply, "/data/1/sku", "mug-red");
}
END_TEST

START_TEST(keeps_the_ledger_of_what_is_gone)
{
    move(201, "lamp", "\"set\":3");
    struct http_reply reply = admin_get(KT_STR(STOCK "?sku=lamp"));
    struct kt_str id =
        kt_arena_str(&http_arena, shop_text(reply, "/data/0/variant_id"));
    admin_call(204, "DELETE",
               admin_text("/admin/v1/variants/%.*s", KT_STR_FMT(id)), NULL);
    reply = admin_get(admin_text(MOVES "?variant_id=%.*s", KT_STR_FMT(id)));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    assert_json(reply, "/data/0/sku", "null");
    reply = admin_get(KT_STR(STOCK "?sku=lamp"));
    assert_json(reply, "/data", "[]");
}
END_TEST

Suite *
kt_suite_admin_stock(void)
{
    Suite *suite = suite_create("admin_stock");
    TCase *tcase = admin_case(suite, "stock");
    tcase_add_test(tcase, sets_and_adjusts);
    tcase_add_test(tcase, tells_all_faults_at_once);
    tcase_add_test(tcase, is_shown_at_once);
    tcase_add_test(tcase, keeps_what_orders_hold);
    tcase_add_test(tcase, loses_no_move_of_many);
    tcase_add_test(tcase, obeys_a_key_once);
    tcase_add_test(tcase, lists_levels);
    tcase_add_test(tcase, keeps_the_ledger_of_what_is_gone);
    return suite;
}
