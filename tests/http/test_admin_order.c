#include <stdlib.h>

#include "admin.h"
#include "service/audit.h"
#include "service/shop.h"

Suite *kt_suite_admin_order(void);

#define ORDERS "/admin/v1/orders"

static const char mugs[] = "[{\"sku\":\"mug-red\",\"quantity\":2}]";

/* Places an order of 28.90 and gives its address. */
static struct kt_str
place(const char *token)
{
    struct kt_str body = admin_text(
        "{\"payment\":{\"provider\":\"test\"%s},\"expected_total\":2890}",
        token);
    struct http_reply reply =
        shop_call(201, "POST", shop_at(shop_ready_cart(mugs), "/checkout"),
                  body.ptr);
    return admin_text(ORDERS "/%.*s", KT_STR_FMT(shop_text(reply, "/id")));
}

static struct http_reply
send(int status, struct kt_str order, const char *body)
{
    return admin_call(status, "POST", shop_at(order, "/transitions"), body);
}

/* ---- reading ---- */

START_TEST(tells_an_order_with_its_history)
{
    struct kt_str at = place("");
    struct http_reply reply = admin_get(at);
    assert_str(reply, "/number", "T-1000");
    assert_str(reply, "/state", "placed");
    assert_str(reply, "/payment_state", "paid");
    assert_json(reply, "/events", "[\"confirm\",\"hold\",\"cancel\"]");
    assert_str(reply, "/lines/0/sku", "mug-red");
    assert_int(reply, "/totals/total", 2890);
    assert_str(reply, "/history/0/machine", "order");
    assert_str(reply, "/history/0/event", "place");
    assert_str(reply, "/history/0/to", "placed");
    assert_text(http_header(&reply, "ETag"), "\"v1\"");
    struct http_reply buyer =
        shop_get(admin_text("/store/v1/orders/%.*s", KT_STR_FMT(admin_id(at))));
    ck_assert_ptr_null(memmem(buyer.body.ptr, buyer.body.len, "history", 7));
    admin_call(404, "GET", KT_STR(ORDERS "/ord_00000000000000000000000001"),
               NULL);
    admin_call(404, "GET", KT_STR(ORDERS "/1000"), NULL);
}
END_TEST

/* What was true when it was placed, whatever became of the promotion. */
START_TEST(tells_why_it_cost_that)
{
    struct kt_str promotion =
        admin_make("/admin/v1/promotions",
                   "{\"rule\":\"order_percent_off\","
                   "\"params\":{\"percent\":10},\"subtotal_min\":5000}");
    struct kt_str at = place("");
    admin_call(204, "DELETE", promotion, NULL);
    struct http_reply reply = admin_get(shop_at(at, "?explain=1"));
    ck_assert_uint_eq(shop_text(reply, "/rules_hash").len, 64);
    assert_str(reply, "/history/0/event", "place");
    ck_assert_uint_eq(shop_count(reply, "/trace"), 1);
    ck_assert(kt_str_eq(shop_text(reply, "/trace/0/promotion_id"),
                        admin_id(promotion)));
    assert_str(reply, "/trace/0/reason", "subtotal_min");
    assert_str(reply, "/trace/0/actual", "2400");
    assert_str(reply, "/rule_trace/prices/0/source", "core");
    assert_int(reply, "/rule_trace/prices/0/price", 1200);
    struct http_reply plain = admin_get(at);
    ck_assert_ptr_null(memmem(plain.body.ptr, plain.body.len, "trace", 5));
}
END_TEST

/* So many promotions that what orders have in common stands in pieces. */
START_TEST(tells_why_among_many_promotions)
{
    for (int i = 0; i < 50; i++)
        admin_make("/admin/v1/promotions",
                   "{\"rule\":\"order_percent_off\","
                   "\"params\":{\"percent\":10},\"subtotal_min\":5000}");
    struct http_reply reply = admin_get(shop_at(place(""), "?explain=1"));
    ck_assert_uint_eq(shop_count(reply, "/trace"), 50);
    assert_str(reply, "/trace/49/reason", "subtotal_min");
    assert_int(reply, "/rule_trace/prices/0/price", 1200);
}
END_TEST

START_TEST(lists_and_filters)
{
    struct kt_str first = place("");
    place("");
    place("");
    send(200, first, "{\"event\":\"confirm\"}");
    static const struct {
        const char *query;
        size_t count;
    } cases[] = {
        { "", 3 },
        { "?state=placed", 2 },
        { "?state=confirmed", 1 },
        { "?state=completed", 0 },
        { "?email=ADA@example.com", 3 },
        { "?email=bob@example.com", 0 },
        { "?number=T-1001", 1 },
        { "?number=1001", 1 },
        { "?number=1001&state=confirmed", 0 },
        { "?number=t-1001&q=1001", 1 },
        { "?number=1001&q=1002", 0 },
        { "?payment_state=paid", 3 },
        { "?payment_state=pending", 0 },
        { "?fulfilment_state=unfulfilled", 3 },
        { "?fulfilment_state=fulfilled", 0 },
        { "?channel=web", 3 },
        { "?channel=app", 0 },
        { "?q=T-1002", 1 },
        { "?q=byr", 3 },
        { "?q=BYRON%20Ada@", 3 },
        { "?q=ada%20bob", 0 },
        { "?total_min=2890&total_max=2890", 3 },
        { "?total_min=2891", 0 },
        { "?placed_from=2001-01-01T00:00:00Z", 3 },
        { "?placed_to=2001-01-01T00:00:00Z", 0 },
        { "?limit=2", 2 },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        struct http_reply reply =
            admin_get(admin_text(ORDERS "%s", cases[i].query));
        ck_assert_msg(shop_count(reply, "/data") == cases[i].count, "%s: %.*s",
                      cases[i].query, KT_STR_FMT(reply.body));
    }
    struct http_reply reply = admin_get(KT_STR(ORDERS "?state=confirmed"));
    ck_assert(kt_str_eq(shop_text(reply, "/data/0/id"), admin_id(first)));
    assert_str(reply, "/data/0/number", "T-1000");
    assert_str(reply, "/data/0/payment_state", "paid");
    assert_str(reply, "/data/0/fulfilment_state", "unfulfilled");
    assert_str(reply, "/data/0/channel", "web");
    assert_str(reply, "/data/0/email", "Ada@Example.com");
    assert_int(reply, "/data/0/total", 2890);
    assert_int(reply, "/data/0/version", 2);
}
END_TEST

START_TEST(goes_on_behind_a_page)
{
    for (int i = 0; i < 3; i++)
        place("");
    struct http_reply reply = admin_get(KT_STR(ORDERS "?limit=2"));
    struct kt_str next = shop_text(reply, "/page/next");
    struct http_reply last =
        admin_get(admin_text(ORDERS "?limit=2&after=%.*s", KT_STR_FMT(next)));
    ck_assert_uint_eq(shop_count(last, "/data"), 1);
    assert_json(last, "/page/next", "null");
    for (int i = 0; i < 2; i++) {
        struct kt_str id = shop_text(reply, admin_text("/data/%d/id", i).ptr);
        ck_assert(!kt_str_eq(shop_text(last, "/data/0/id"), id));
    }
}
END_TEST

START_TEST(refuses_wrong_filters)
{
    struct http_reply reply =
        admin_call(400, "GET", KT_STR(ORDERS "?state=paid&sort=price"), NULL);
    assert_str(reply, "/type", "/problems/invalid-query");
    assert_str(reply, "/errors/0/pointer", "/state");
    assert_str(reply, "/errors/0/detail",
               "must be placed, held, confirmed, completed or cancelled");
    assert_str(reply, "/errors/1/pointer", "/sort");
    assert_str(reply, "/errors/1/detail", "must be newest, oldest or total");
    reply = admin_call(400, "GET", KT_STR(ORDERS "?number=abc&q=!&channel=wep"),
                       NULL);
    assert_str(reply, "/type", "/problems/invalid-query");
    assert_str(reply, "/errors/0/pointer", "/number");
    assert_str(reply, "/errors/1/pointer", "/q");
    assert_str(reply, "/errors/2/pointer", "/channel");
    assert_str(reply, "/errors/2/detail",
               "there is no channel \"wep\", did you mean \"web\"?");
}
END_TEST

/* ---- moving on ---- */

START_TEST(goes_its_way)
{
    struct kt_str at = place("");
    struct http_reply reply =
        send(200, at, "{\"event\":\"confirm\",\"note\":\"checked\"}");
    assert_str(reply, "/state", "confirmed");
    assert_json(reply, "/events", "[\"hold\",\"complete\",\"cancel\"]");
    assert_text(http_header(&reply, "ETag"), "\"v2\"");
    reply = send(200, at, "{\"event\":\"complete\"}");
    assert_str(reply, "/state", "completed");
    assert_str(reply, "/fulfilment_state", "fulfilled");
    assert_json(reply, "/events", "[]");
    size_t last = shop_count(reply, "/history") - 1;
    struct kt_str event = admin_text("/history/%zu", last);
    assert_str(reply, admin_text("%s/event", event.ptr).ptr, "complete");
    assert_str(reply, admin_text("%s/from", event.ptr).ptr, "confirmed");
    assert_str(reply, admin_text("%s/to", event.ptr).ptr, "completed");
    assert_str(reply, admin_text("%s/actor", event.ptr).ptr, "test");
    assert_str(reply, admin_text("/history/%zu/note", last - 1).ptr, "checked");
}
END_TEST

START_TEST(tells_what_is_possible)
{
    struct kt_str at = place("");
    struct http_reply reply = send(409, at, "{\"event\":\"complete\"}");
    assert_str(reply, "/type", "/problems/transition-refused");
    assert_str(reply, "/state", "placed");
    assert_str(reply, "/event", "complete");
    assert_str(reply, "/possible", "confirm, hold, cancel");
    reply = send(409, at, "{\"event\":\"capture\"}");
    assert_str(reply, "/state", "captured");
    assert_str(reply, "/possible", "refund");
    assert_int(admin_get(at), "/version", 1);
    reply = send(400, at, "{\"event\":\"ship\"}");
    assert_str(reply, "/errors/0/pointer", "/event");
    reply = send(400, at, "{\"evnt\":\"confirm\"}");
    assert_str(reply, "/errors/0/detail",
               "is not known; did you mean \"event\"?");
    send(404, KT_STR(ORDERS "/ord_00000000000000000000000001"),
         "{\"event\":\"confirm\"}");
}
END_TEST

START_TEST(gives_back_what_a_cancelled_order_held)
{
    struct kt_str at = place("");
    ck_assert_int_eq(shop_available("mug-red"), 98);
    send(200, at, "{\"event\":\"hold\",\"note\":\"address unclear\"}");
    assert_str(admin_get(at), "/hold_reason", "address unclear");
    struct http_reply reply = send(200, at, "{\"event\":\"cancel\"}");
    assert_str(reply, "/state", "cancelled");
    assert_json(reply, "/hold_reason", "null");
    ck_assert_int_eq(shop_available("mug-red"), 100);
    reply = send(409, at, "{\"event\":\"confirm\"}");
    assert_str(reply, "/possible", "");
}
END_TEST

START_TEST(moves_a_payment)
{
    struct kt_str at = place(",\"token\":\"authorize\"");
    assert_str(admin_get(at), "/payment_state", "authorized");
    send(200, at, "{\"event\":\"confirm\"}");
    struct http_reply reply = send(409, at, "{\"event\":\"complete\"}");
    assert_str(reply, "/possible", "hold, cancel");
    reply = send(200, at, "{\"event\":\"capture\"}");
    assert_str(reply, "/payment_state", "paid");
    assert_int(reply, "/payments/0/captured", 2890);
    reply = send(422, at, "{\"event\":\"refund\",\"amount\":2891}");
    assert_int(reply, "/limit", 2890);
    reply = send(200, at, "{\"event\":\"refund\",\"amount\":90}");
    assert_int(reply, "/payments/0/refunded", 90);
    assert_str(reply, "/payments/0/state", "partially_refunded");
    reply = send(200, at, "{\"event\":\"refund\"}");
    assert_int(reply, "/payments/0/refunded", 2890);
    assert_str(reply, "/payments/0/state", "refunded");
}
END_TEST

/* ---- what lists filter by ---- */

static size_t fault_count;
static struct kt_str last_fault;

static void
take_fault(void *arg, struct kt_str text)
{
    (void)arg;
    fault_count++;
    last_fault = kt_arena_str(&http_arena, text);
}

static void
audit(void)
{
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    fault_count = 0;
    ck_assert_int_eq(kt_audit_orders(http_app.store, take_fault, NULL, &err),
                     KT_OK);
}

/* The order stands in the list of these states, and both books agree. */
static void
assert_listed(struct kt_str at, const char *paid, const char *fulfilled)
{
    struct http_reply order = admin_get(at);
    assert_str(order, "/payment_state", paid);
    assert_str(order, "/fulfilment_state", fulfilled);
    struct http_reply reply =
        admin_get(admin_text(ORDERS "?payment_state=%s&fulfilment_state=%s",
                             paid, fulfilled));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    ck_assert(kt_str_eq(shop_text(reply, "/data/0/id"), admin_id(at)));
    audit();
    ck_assert_msg(fault_count == 0, "%.*s", KT_STR_FMT(last_fault));
}

START_TEST(lists_what_payments_and_lines_come_to)
{
    struct kt_str at = place(",\"token\":\"authorize\"");
    assert_listed(at, "authorized", "unfulfilled");
    send(200, at, "{\"event\":\"confirm\"}");
    send(200, at, "{\"event\":\"capture\"}");
    assert_listed(at, "paid", "unfulfilled");
    send(200, at, "{\"event\":\"complete\"}");
    assert_listed(at, "paid", "fulfilled");
    send(200, at, "{\"event\":\"refund\",\"amount\":90}");
    assert_listed(at, "partially_refunded", "fulfilled");
    send(200, at, "{\"event\":\"refund\"}");
    assert_listed(at, "refunded", "fulfilled");
    at = place(",\"token\":\"needs_action\"");
    assert_listed(at, "needs_action", "unfulfilled");
    send(200, at, "{\"event\":\"cancel\"}");
    assert_listed(at, "voided", "unfulfilled");
    at = place(",\"token\":\"authorize\"");
    send(200, at, "{\"event\":\"void\"}");
    ck_assert_uint_eq(
        shop_count(admin_get(KT_STR(ORDERS "?payment_state=voided")), "/data"),
        2);
    audit();
    ck_assert_uint_eq(fault_count, 0);
}
END_TEST

static enum kt_status
falsify(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const char *const *states = arg;
    struct kt_str text = shop_text(admin_get(KT_STR(ORDERS)), "/data/0/id");
    struct kt_id id;
    ck_assert(kt_id_parse(text, "ord", &id));
    return kt_exec(tx, KT_SQL_ORDER_SET_STATE, 1,
                   KT_ARGS(KT_TEXT(KT_STR("placed")),
                           KT_TEXT(kt_str_of(states[0])),
                           KT_TEXT(kt_str_of(states[1])), KT_NULL, KT_INT(1),
                           KT_ID(id), KT_INT(atoll(states[2]))),
                   err);
}

START_TEST(audits_what_lists_filter_by)
{
    static const char *const cases[][4] = {
        { "authorized", "unfulfilled", "1",
          "shop test: order 1000 has another payment state than its payments" },
        { "paid", "fulfilled", "2",
          "shop test: order 1000 has another fulfilment state than its lines" },
    };
    struct kt_id store_id;
    struct kt_error err;
    place("");
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_shop_find(&http_app, KT_STR(""), &store_id, &err),
                     KT_OK);
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        ck_assert_int_eq(kt_store_write(http_app.store, store_id, falsify,
                                        (void *)(uintptr_t)cases[i], &err),
                         KT_OK);
        audit();
        ck_assert_uint_eq(fault_count, 1);
        assert_text(last_fault, cases[i][3]);
    }
}
END_TEST

START_TEST(wants_the_version_that_it_read)
{
    struct kt_str at = shop_at(place(""), "/transitions");
    admin_match(412, "\"v2\"", "POST", at, "{\"event\":\"confirm\"}");
    admin_match(200, "\"v1\"", "POST", at, "{\"event\":\"confirm\"}");
    admin_match(412, "\"v1\"", "POST", at, "{\"event\":\"hold\"}");
}
END_TEST

START_TEST(moves_once_for_one_of_many)
{
    enum { RACERS = 8 };
    struct kt_str order = place("");
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct kt_str headers =
        admin_text("Authorization: Bearer %.*s\r\n", KT_STR_FMT(token));
    struct kt_str targets[RACERS];
    struct http_reply replies[RACERS];
    for (size_t i = 0; i < RACERS; i++)
        targets[i] = shop_at(order, "/transitions");
    shop_race("POST", targets, RACERS, headers.ptr, "{\"event\":\"cancel\"}",
              replies);
    assert_text(shop_tally(replies, RACERS), "1 x 200, 7 x 409");
    ck_assert_int_eq(shop_available("mug-red"), 100);
}
END_TEST

/* ---- the merchant's guards ---- */

static enum kt_status
save_guard(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)arg;
    kt_tx_touch_settings(tx);
    return kt_exec(tx, KT_SQL_SHOP_RULE_UPSERT, 1,
                   KT_ARGS(KT_ID(kt_id_new(1)), KT_TEXT(KT_STR("order_guard")),
                           KT_TEXT(KT_STR("large")), KT_TEXT(KT_STR("")),
                           KT_TEXT(KT_STR("hold_large_orders")),
                           KT_TEXT(KT_STR("{\"limit\":2000}")),
                           KT_TEXT(KT_STR("")), KT_TEXT(KT_STR("[]")),
                           KT_TEXT(KT_STR("[]")), KT_INT(0), KT_INT(1),
                           KT_TEXT(KT_STR("[]"))),
                   err);
}

/* Its row names no events: those of the rule hold. */
START_TEST(asks_the_guards)
{
    struct kt_id store_id;
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_shop_find(&http_app, KT_STR(""), &store_id, &err),
                     KT_OK);
    ck_assert_int_eq(kt_store_write(http_app.store, store_id, save_guard, NULL,
                                    &err),
                     KT_OK);
    struct kt_str at = place("");
    struct http_reply reply = send(200, at, "{\"event\":\"confirm\"}");
    assert_str(reply, "/state", "held");
    assert_str(reply, "/hold_reason", "large-order");
    reply = send(200, at, "{\"event\":\"release\"}");
    assert_str(reply, "/state", "confirmed");
    assert_json(reply, "/hold_reason", "null");
}
END_TEST

Suite *
kt_suite_admin_order(void)
{
    Suite *suite = suite_create("admin_order");
    TCase *tcase = admin_case(suite, "reading");
    tcase_add_test(tcase, tells_an_order_with_its_history);
    tcase_add_test(tcase, tells_why_it_cost_that);
    tcase_add_test(tcase, tells_why_among_many_promotions);
    tcase_add_test(tcase, lists_and_filters);
    tcase_add_test(tcase, goes_on_behind_a_page);
    tcase_add_test(tcase, refuses_wrong_filters);
    tcase = admin_case(suite, "moving");
    tcase_add_test(tcase, goes_its_way);
    tcase_add_test(tcase, tells_what_is_possible);
    tcase_add_test(tcase, gives_back_what_a_cancelled_order_held);
    tcase_add_test(tcase, moves_a_payment);
    tcase_add_test(tcase, lists_what_payments_and_lines_come_to);
    tcase_add_test(tcase, audits_what_lists_filter_by);
    tcase_add_test(tcase, wants_the_version_that_it_read);
    tcase_add_test(tcase, moves_once_for_one_of_many);
    tcase_add_test(tcase, asks_the_guards);
    return suite;
}
