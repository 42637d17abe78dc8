#include "admin.h"

Suite *kt_suite_admin_location(void);

/* Locations are the plainest resource: what all of them share is asked here. */

#define LOCATIONS "/admin/v1/locations"

static struct kt_str
make(const char *code, int position)
{
    return admin_make(LOCATIONS,
                      admin_text("{\"code\":\"%s\",\"name\":\"The %s\","
                                 "\"position\":%d}",
                                 code, code, position)
                          .ptr);
}

/* The codes of a list, in its order. */
static struct kt_str
codes_of(struct http_reply reply)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 64);
    for (size_t i = 0; i < shop_count(reply, "/data"); i++) {
        kt_buf_text(&buf, i > 0 ? " " : "");
        kt_buf_str(&buf, shop_text(reply, admin_text("/data/%zu/code", i).ptr));
    }
    return kt_buf_view(&buf);
}

/* ---- making ---- */

START_TEST(tells_what_it_made)
{
    struct http_reply reply =
        admin_call(201, "POST", KT_STR(LOCATIONS),
                   "{\"code\":\"east\",\"name\":\"East\"}");
    struct kt_str id = shop_text(reply, "/id");
    assert_text(reply.body, admin_text("{\"id\":\"%.*s\",\"code\":\"east\","
                                       "\"name\":\"East\",\"position\":0,"
                                       "\"is_active\":true,\"version\":1}",
                                       KT_STR_FMT(id))
                                .ptr);
    assert_text(http_header(&reply, "ETag"), "\"v1\"");
    struct kt_str at = admin_text(LOCATIONS "/%.*s", KT_STR_FMT(id));
    assert_text(http_header(&reply, "Location"), at.ptr);
    assert_text(admin_get(at).body, kt_arena_cstr(&http_arena, reply.body));
}
END_TEST

START_TEST(tells_all_faults_at_once)
{
    struct http_reply reply =
        admin_call(400, "POST", KT_STR(LOCATIONS),
                   "{\"cod\":\"east\",\"name\":\"\",\"position\":-1}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 4);
    assert_str(reply, "/errors/0/pointer", "/cod");
    assert_str(reply, "/errors/0/code", "unknown_field");
    assert_str(reply, "/errors/0/detail",
               "is not known; did you mean \"code\"?");
    assert_str(reply, "/errors/1/pointer", "/name");
    assert_str(reply, "/errors/2/pointer", "/position");
    assert_str(reply, "/errors/3/pointer", "/code");
    reply = admin_call(400, "POST", KT_STR(LOCATIONS),
                       "{\"code\":\"The East\",\"name\":\"East\"}");
    assert_str(reply, "/errors/0/pointer", "/code");
}
END_TEST

START_TEST(gives_a_code_once)
{
    make("east", 0);
    struct http_reply reply =
        admin_call(409, "POST", KT_STR(LOCATIONS),
                   "{\"code\":\"east\",\"name\":\"Another\"}");
    assert_str(reply, "/type", "/problems/already-exists");
    assert_str(reply, "/field", "code");
    assert_str(reply, "/value", "east");
}
END_TEST

START_TEST(obeys_a_key_once)
{
    static const char body[] = "{\"code\":\"east\",\"name\":\"East\"}";
    static const char key[] = "Idempotency-Key: one\r\n";
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct http_reply first =
        admin_call_as(token, key, "POST", KT_STR(LOCATIONS), body);
    ck_assert_int_eq(first.status, 201);
    struct http_reply again =
        admin_call_as(token, key, "POST", KT_STR(LOCATIONS), body);
    ck_assert_int_eq(again.status, 201);
    assert_text(again.body, kt_arena_cstr(&http_arena, first.body));
    ck_assert(kt_str_eq(http_header(&again, "Location"),
                        http_header(&first, "Location")));
    assert_text(codes_of(admin_get(KT_STR(LOCATIONS "?sort=code"))),
                "east main");
}
END_TEST

START_TEST(gives_one_code_to_one_of_many)
{
    enum { RACERS = 8 };
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct kt_str headers =
        admin_text("Authorization: Bearer %.*s\r\n", KT_STR_FMT(token));
    struct kt_str targets[RACERS];
    struct http_reply replies[RACERS];
    for (size_t i = 0; i < RACERS; i++)
        targets[i] = KT_STR(LOCATIONS);
    shop_race("POST", targets, RACERS, headers.ptr,
              "{\"code\":\"one\",\"name\":\"One\"}", replies);
    assert_text(shop_tally(replies, RACERS), "1 x 201, 7 x 409");
}
END_TEST

/* ---- changing ---- */

START_TEST(changes_what_is_given)
{
    struct kt_str at = make("east", 3);
    struct http_reply reply =
        admin_call(200, "PATCH", at, "{\"name\":\"Far east\"}");
    assert_str(reply, "/name", "Far east");
    assert_int(reply, "/position", 3);
    assert_int(reply, "/version", 2);
    assert_text(http_header(&reply, "ETag"), "\"v2\"");
    reply = admin_match(412, "\"v1\"", "PATCH", at, "{\"position\":4}");
    assert_int(reply, "/version", 2);
    reply = admin_match(200, "\"v2\"", "PATCH", at, "{\"is_active\":false}");
    assert_json(reply, "/is_active", "false");
    reply = admin_call(400, "PATCH", at, "{\"code\":\"west\"}");
    assert_str(reply, "/errors/0/pointer", "/code");
    assert_str(reply, "/errors/0/code", "unknown_field");
}
END_TEST

START_TEST(loses_no_change_of_many)
{
    enum { RACERS = 4 };
    struct kt_str at = make("east", 3);
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct kt_str headers =
        admin_text("Authorization: Bearer %.*s\r\nIf-Match: \"v1\"\r\n",
                   KT_STR_FMT(token));
    struct kt_str targets[RACERS] = { at, at, at, at };
    struct http_reply replies[RACERS];
    shop_race("PATCH", targets, RACERS, headers.ptr, "{\"position\":4}",
              replies);
    assert_text(shop_tally(replies, RACERS), "1 x 200, 3 x 412");
    assert_int(admin_get(at), "/version", 2);
}
END_TEST

START_TEST(goes)
{
    struct kt_str at = make("east", 3);
    admin_match(412, "\"v9\"", "DELETE", at, NULL);
    admin_match(204, "\"v1\"", "DELETE", at, NULL);
    admin_call(404, "GET", at, NULL);
    admin_call(404, "DELETE", at, NULL);
    admin_call(404, "PATCH", at, "{\"position\":1}");
}
END_TEST

/* Six variants of the shop have stock in its only location. */
START_TEST(stays_while_it_has_stock)
{
    struct http_reply reply = admin_get(KT_STR(LOCATIONS));
    assert_text(codes_of(reply), "main");
    struct kt_str at = admin_text(LOCATIONS "/%.*s",
                                  KT_STR_FMT(shop_text(reply, "/data/0/id")));
    reply = admin_call(409, "DELETE", at, NULL);
    assert_str(reply, "/type", "/problems/in-use");
    assert_str(reply, "/kind", "variant");
    assert_int(reply, "/count", 6);
    ck_assert(kt_str_starts(shop_text(reply, "/used_by"), KT_STR("var_")));
    ck_assert_uint_eq(shop_count(reply, "/errors"), 1);
    assert_str(reply, "/errors/0/code", "variant");
    admin_call(200, "GET", at, NULL);
}
END_TEST

/* ---- the list ---- */

START_TEST(lists_by_pages_in_every_order)
{
    make("b", 4);
    make("c", 2);
    make("d", 3);
    make("a", 1);
    assert_text(codes_of(admin_get(KT_STR(LOCATIONS "?sort=code"))),
                "a b c d main");
    struct http_reply reply =
        admin_get(KT_STR(LOCATIONS "?sort=position&limit=4"));
    assert_text(codes_of(reply), "main a c d");
    struct kt_str next = shop_text(reply, "/page/next");
    reply = admin_get(
        admin_text(LOCATIONS "?limit=4&after=%.*s", KT_STR_FMT(next)));
    assert_text(codes_of(reply), "b");
    assert_json(reply, "/page/next", "null");
    reply = admin_call(400, "GET",
                       admin_text(LOCATIONS "?sort=code&after=%.*s",
                                  KT_STR_FMT(next)),
                       NULL);
    assert_str(reply, "/errors/0/pointer", "/after");
    reply = admin_call(400, "GET",
                       admin_text("/admin/v1/price-lists?after=%.*s",
                                  KT_STR_FMT(next)),
                       NULL);
    assert_str(reply, "/errors/0/detail",
               "must be page.next of the page before");
    admin_call(400, "GET", KT_STR(LOCATIONS "?after=AAAA"), NULL);
    reply = admin_call(400, "GET", KT_STR(LOCATIONS "?sort=name"), NULL);
    assert_str(reply, "/errors/0/pointer", "/sort");
}
END_TEST

START_TEST(filters)
{
    struct kt_str at = make("a", 0);
    admin_call(200, "PATCH", at, "{\"is_active\":false}");
    assert_text(codes_of(admin_get(KT_STR(LOCATIONS "?is_active=true"))),
                "main");
    assert_text(codes_of(admin_get(KT_STR(LOCATIONS "?is_active=false"))), "a");
}
END_TEST

Suite *
kt_suite_admin_location(void)
{
    Suite *suite = suite_create("admin_location");
    TCase *tcase = admin_case(suite, "making");
    tcase_add_test(tcase, tells_what_it_made);
    tcase_add_test(tcase, tells_all_faults_at_once);
    tcase_add_test(tcase, gives_a_code_once);
    tcase_add_test(tcase, obeys_a_key_once);
    tcase_add_test(tcase, gives_one_code_to_one_of_many);
    tcase = admin_case(suite, "changing");
    tcase_add_test(tcase, changes_what_is_given);
    tcase_add_test(tcase, loses_no_change_of_many);
    tcase_add_test(tcase, goes);
    tcase_add_test(tcase, stays_while_it_has_stock);
    tcase = admin_case(suite, "lists");
    tcase_add_test(tcase, lists_by_pages_in_every_order);
    tcase_add_test(tcase, filters);
    return suite;
}
