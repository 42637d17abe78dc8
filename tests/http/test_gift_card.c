#include "admin.h"
#include "service/audit.h"

Suite *kt_suite_gift_card(void);

#define CARDS "/admin/v1/gift-cards"
#define MOVES "/admin/v1/gift-card-moves"

static const char mug[] = "[{\"sku\":\"mug-red\",\"quantity\":1}]";

/* The answer that tells the code of a new card. */
static struct http_reply
issue(const char *members)
{
    return admin_call(201, "POST", KT_STR(CARDS),
                      admin_text("{\"currency\":\"EUR\"%s}", members).ptr);
}

static struct kt_str
at_card(struct http_reply made)
{
    return admin_text(CARDS "/%.*s", KT_STR_FMT(shop_text(made, "/id")));
}

static struct http_reply
enter(int status, struct kt_str cart, struct kt_str code)
{
    return shop_call(status, "POST", shop_at(cart, "/gift-cards"),
                     admin_text("{\"code\":\"%.*s\"}", KT_STR_FMT(code)).ptr);
}

static struct http_reply
place(int status, struct kt_str cart, int total, int due)
{
    struct kt_str payment =
        due > 0 ? KT_STR("\"payment\":{\"provider\":\"test\"},") : KT_STR("");
    return shop_call(status, "POST", shop_at(cart, "/checkout"),
                     admin_text("{%.*s\"expected_total\":%d,"
                                "\"expected_due\":%d}",
                                KT_STR_FMT(payment), total, due)
                         .ptr);
}

static int64_t
balance_of(struct http_reply made)
{
    return shop_int(admin_get(at_card(made)), "/balance");
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

/* ---- cards ---- */

START_TEST(tells_its_code_once)
{
    struct http_reply made = issue(",\"amount\":5000");
    struct kt_str code = shop_text(made, "/code");
    ck_assert_uint_eq(code.len, 19);
    for (size_t i = 0; i < code.len; i++)
        ck_assert(i % 5 == 4 ? code.ptr[i] == '-'
                             : strchr("ABCDEFGHJKLMNPQRSTUVWXYZ23456789",
                                      code.ptr[i]) != NULL);
    assert_text(shop_text(made, "/ending"),
                admin_text("%.4s", code.ptr + 15).ptr);
    assert_int(made, "/amount", 5000);
    assert_int(made, "/balance", 5000);
    assert_json(made, "/is_active", "true");
    assert_json(made, "/email", "null");
    struct http_reply again = admin_get(at_card(made));
    ck_assert_ptr_null(memmem(again.body.ptr, again.body.len, "\"code\"", 6));
    struct http_reply found =
        admin_get(admin_text(CARDS "?code=%.*s", KT_STR_FMT(code)));
    ck_assert_uint_eq(shop_count(found, "/data"), 1);
    found = admin_get(KT_STR(CARDS "?code=AAAA-AAAA-AAAA-AAAA"));
    ck_assert_uint_eq(shop_count(found, "/data"), 0);
}
END_TEST

START_TEST(takes_a_code_of_its_own)
{
    struct http_reply made =
        issue(",\"amount\":100,\"code\":\"gift 2026-abcd\"");
    assert_str(made, "/ending", "ABCD");
    struct http_reply reply = admin_call(409, "POST", KT_STR(CARDS),
                                         "{\"currency\":\"EUR\",\"amount\":1,"
                                         "\"code\":\"GIFT2026ABCD\"}");
    assert_str(reply, "/field", "code");
    assert_str(reply, "/value", "…");
    reply = admin_call(400, "POST", KT_STR(CARDS),
                       "{\"currency\":\"XYZ\",\"amount\":5,"
                       "\"code\":\"a-b-c-d-\",\"email\":\"nobody\"}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 3);
    assert_str(reply, "/errors/0/pointer", "/code");
    assert_str(reply, "/errors/1/pointer", "/currency");
    assert_str(reply, "/errors/2/pointer", "/email");
}
END_TEST

START_TEST(lists_by_state_and_owner)
{
    issue(",\"amount\":100,\"email\":\"Ada@Example.com\"");
    struct http_reply off = issue(",\"amount\":100");
    issue(",\"amount\":100,\"ends_at\":\"2020-01-01T00:00:00Z\"");
    admin_call(200, "PATCH", at_card(off), "{\"is_active\":false}");
    struct http_reply reply = admin_get(KT_STR(CARDS "?email=ada@example.com"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    assert_str(reply, "/data/0/email", "Ada@Example.com");
    static const char *const states[] = { "running", "off", "ended" };
    for (size_t i = 0; i < 3; i++) {
        reply = admin_get(admin_text(CARDS "?state=%s", states[i]));
        ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    }
    reply = admin_get(admin_text(CARDS "?ending=%.*s",
                                 KT_STR_FMT(shop_text(off, "/ending"))));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    reply =
        admin_match(412, "\"v1\"", "PATCH", at_card(off), "{\"note\":\"x\"}");
    assert_str(reply, "/type", "/problems/version-mismatch");
}
END_TEST

/* ---- carts ---- */

START_TEST(pays_for_an_order_in_part)
{
    struct http_reply card = issue(",\"amount\":1000");
    struct kt_str cart = shop_ready_cart(mug); /* 12.00 and 4.90 */
    struct http_reply reply = enter(200, cart, shop_text(card, "/code"));
    assert_int(reply, "/totals/total", 1690);
    assert_int(reply, "/totals/tendered", 1000);
    assert_int(reply, "/totals/due", 690);
    ck_assert(kt_str_eq(shop_text(reply, "/gift_cards/0/id"),
                        shop_text(card, "/id")));
    assert_str(reply, "/gift_cards/0/state", "applied");
    assert_int(reply, "/gift_cards/0/amount", 1000);
    assert_int(reply, "/gift_cards/0/rest", 0);
    ck_assert_int_eq(balance_of(card), 1000);
    reply = place(409, cart, 1690, 680);
    assert_str(reply, "/errors/0/pointer", "/expected_due");
    reply = place(201, cart, 1690, 690);
    assert_int(reply, "/payments/0/amount", 690);
    assert_int(reply, "/gift_cards/0/amount", 1000);
    ck_assert_int_eq(balance_of(card), 0);
    assert_books();
}
END_TEST

START_TEST(pays_with_several_in_the_order_of_entry)
{
    struct http_reply first = issue(",\"amount\":700");
    struct http_reply second = issue(",\"amount\":5000");
    struct kt_str cart = shop_ready_cart(mug);
    enter(200, cart, shop_text(first, "/code"));
    enter(200, cart, shop_text(first, "/code")); /* twice is once */
    struct http_reply reply = enter(200, cart, shop_text(second, "/code"));
    ck_assert_uint_eq(shop_count(reply, "/gift_cards"), 2);
    assert_int(reply, "/gift_cards/1/amount", 990);
    assert_int(reply, "/totals/due", 0);
    reply = place(201, cart, 1690, 0);
    assert_str(reply, "/payment_state", "paid");
    ck_assert_int_eq(balance_of(first), 0);
    ck_assert_int_eq(balance_of(second), 4010);
    reply = admin_get(admin_text(MOVES "?order_id=%.*s",
                                 KT_STR_FMT(shop_text(reply, "/id"))));
    ck_assert_uint_eq(shop_count(reply, "/data"), 2);
    assert_str(reply, "/data/0/kind", "redeem");
}
END_TEST

START_TEST(is_taken_back)
{
    struct http_reply card = issue(",\"amount\":700");
    struct kt_str cart = shop_cart(mug);
    enter(200, cart, shop_text(card, "/code"));
    struct kt_str at =
        shop_at(cart, "/gift-cards/%.*s", KT_STR_FMT(shop_text(card, "/id")));
    struct http_reply reply = shop_call(200, "DELETE", at, NULL);
    ck_assert_uint_eq(shop_count(reply, "/gift_cards"), 0);
    assert_int(reply, "/totals/tendered", 0);
    shop_call(404, "DELETE", at, NULL);
}
END_TEST

START_TEST(is_refused_with_its_reason)
{
    struct kt_str cart = shop_cart(mug);
    struct http_reply reply = enter(422, cart, KT_STR("ABCD-EFGH-JKLM-NPQR"));
    assert_str(reply, "/type", "/problems/gift-card-refused");
    assert_str(reply, "/reason", "unknown");
    const struct {
        const char *members, *reason;
    } refused[] = {
        { ",\"amount\":1,\"is_active\":false", "cancelled" },
        { ",\"amount\":1,\"ends_at\":\"2020-01-01T00:00:00Z\"", "ended" },
        { ",\"amount\":1,\"email\":\"bob@example.com\"", "other_customer" },
    };
    for (size_t i = 0; i < 3; i++) {
        reply = enter(422, cart, shop_text(issue(refused[i].members), "/code"));
        assert_str(reply, "/reason", refused[i].reason);
    }
    reply = admin_call(201, "POST", KT_STR(CARDS),
                       "{\"currency\":\"USD\",\"amount\":5}");
    reply = enter(422, cart, shop_text(reply, "/code"));
    assert_str(reply, "/reason", "other_currency");
    ck_assert_uint_eq(shop_count(shop_get(cart), "/gift_cards"), 0);
}
END_TEST

START_TEST(stands_in_the_way_when_it_went_bad)
{
    struct http_reply card = issue(",\"amount\":700");
    struct kt_str cart = shop_ready_cart(mug);
    enter(200, cart, shop_text(card, "/code"));
    admin_call(200, "PATCH", at_card(card), "{\"is_active\":false}");
    struct http_reply reply = shop_get(cart);
    assert_str(reply, "/gift_cards/0/state", "cancelled");
    assert_int(reply, "/totals/due", 1690);
    reply = place(409, cart, 1690, 1690);
    assert_str(reply, "/errors/0/pointer", "/gift_cards/0");
    assert_str(reply, "/errors/0/code", "cancelled");
}
END_TEST

START_TEST(pays_once_for_many_who_race)
{
    enum { RACERS = 8 };
    struct http_reply card = issue(",\"amount\":1690");
    struct kt_str targets[RACERS];
    struct http_reply replies[RACERS];
    for (size_t i = 0; i < RACERS; i++) {
        struct kt_str cart = shop_ready_cart(mug);
        enter(200, cart, shop_text(card, "/code"));
        targets[i] = shop_at(cart, "/checkout");
    }
    shop_race("POST", targets, RACERS, "",
              "{\"expected_total\":1690,\"expected_due\":0}", replies);
    assert_text(shop_tally(replies, RACERS), "1 x 201, 7 x 409");
    ck_assert_int_eq(balance_of(card), 0);
    ck_assert_int_eq(shop_order_count(), 1);
    assert_books();
}
END_TEST

/* ---- giving back ---- */

static struct http_reply
place_with(struct http_reply card)
{
    struct kt_str cart = shop_ready_cart(mug);
    enter(200, cart, shop_text(card, "/code"));
    return place(201, cart, 1690, 690);
}

START_TEST(is_restored_by_a_cancelled_order)
{
    struct http_reply card = issue(",\"amount\":1000");
    struct http_reply order = place_with(card);
    struct kt_str at = admin_text("/admin/v1/orders/%.*s/transitions",
                                  KT_STR_FMT(shop_text(order, "/id")));
    admin_call(200, "POST", at, "{\"event\":\"cancel\"}");
    ck_assert_int_eq(balance_of(card), 1000);
    struct http_reply moves =
        admin_get(admin_text(MOVES "?gift_card_id=%.*s",
                             KT_STR_FMT(shop_text(card, "/id"))));
    ck_assert_uint_eq(shop_count(moves, "/data"), 3);
    assert_books();
}
END_TEST

static struct http_reply
move(int status, struct http_reply card, const char *members)
{
    return admin_call(status, "POST", KT_STR(MOVES),
                      admin_text("{\"gift_card_id\":\"%.*s\","
                                 "\"reason\":\"by hand\",%s}",
                                 KT_STR_FMT(shop_text(card, "/id")), members)
                          .ptr);
}

START_TEST(is_restored_no_more_than_an_order_had)
{
    struct http_reply card = issue(",\"amount\":1000");
    struct kt_str id = shop_text(place_with(card), "/id");
    struct http_reply reply = move(
        201, card,
        admin_text("\"amount\":400,\"order_id\":\"%.*s\"", KT_STR_FMT(id)).ptr);
    assert_str(reply, "/kind", "restore");
    reply = move(
        400, card,
        admin_text("\"amount\":601,\"order_id\":\"%.*s\"", KT_STR_FMT(id)).ptr);
    assert_str(reply, "/errors/0/pointer", "/amount");
    assert_str(reply, "/errors/0/detail", "the order has 600 from the card");
    admin_call(200, "POST",
               admin_text("/admin/v1/orders/%.*s/transitions", KT_STR_FMT(id)),
               "{\"event\":\"cancel\"}");
    ck_assert_int_eq(balance_of(card), 1000);
}
END_TEST

START_TEST(is_adjusted_down_to_nothing)
{
    struct http_reply card = issue(",\"amount\":1000");
    struct http_reply reply = move(201, card, "\"amount\":-1000");
    assert_str(reply, "/kind", "adjust");
    assert_int(reply, "/amount", -1000);
    move(400, card, "\"amount\":-1");
    move(400, card, "\"amount\":0");
    ck_assert_int_eq(balance_of(card), 0);
    struct kt_str cart = shop_cart(mug);
    reply = enter(422, cart, shop_text(card, "/code"));
    assert_str(reply, "/reason", "used_up");
    move(201, card, "\"amount\":250");
    enter(200, cart, shop_text(card, "/code"));
    assert_books();
}
END_TEST

Suite *
kt_suite_gift_card(void)
{
    Suite *suite = suite_create("gift_card");
    TCase *tcase = admin_case(suite, "gift cards");
    tcase_add_test(tcase, tells_its_code_once);
    tcase_add_test(tcase, takes_a_code_of_its_own);
    tcase_add_test(tcase, lists_by_state_and_owner);
    tcase_add_test(tcase, pays_for_an_order_in_part);
    tcase_add_test(tcase, pays_with_several_in_the_order_of_entry);
    tcase_add_test(tcase, is_taken_back);
    tcase_add_test(tcase, is_refused_with_its_reason);
    tcase_add_test(tcase, stands_in_the_way_when_it_went_bad);
    tcase_add_test(tcase, pays_once_for_many_who_race);
    tcase_add_test(tcase, is_restored_by_a_cancelled_order);
    tcase_add_test(tcase, is_restored_no_more_than_an_order_had);
    tcase_add_test(tcase, is_adjusted_down_to_nothing);
    return suite;
}
