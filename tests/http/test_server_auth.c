/* Who may call: a publishable key names the channel, a bearer token with the
 * route's scope lets staff in. */

#include "http.h"

#define BEARER(token) "Authorization: Bearer " token "\r\n"

START_TEST(no_key_is_the_default_channel)
{
    struct http_reply reply = http_get("/store/v1/things");
    assert_has(reply.body, "\"channel\":\"web\"");
}
END_TEST

START_TEST(key_names_the_channel)
{
    struct http_reply reply =
        http_call("GET", "/store/v1/things",
                  "X-Publishable-Key: " HTTP_KEY "\r\n", NULL);
    assert_has(reply.body, "\"channel\":\"web\"");
}
END_TEST

START_TEST(unknown_key_is_401)
{
    struct http_reply reply =
        http_call("GET", "/store/v1/things", "X-Publishable-Key: pk_other\r\n",
                  NULL);
    assert_problem(reply, 401, "{\"type\":\"/problems/unauthorized\"");
    assert_has(reply.body, "no channel has this publishable key");
}
END_TEST

struct admission {
    const char *method;
    const char *headers;
    int status;
    const char *text;
};

static const struct admission admissions[] = {
    { "GET", "", 401, "Authorization: Bearer sk_… is missing" },
    { "GET", "Authorization: Basic sk_test_all\r\n", 401, "is missing" },
    { "GET", BEARER("sk_nobody"), 401, "the token is not known" },
    { "GET", BEARER(HTTP_KEY), 401, "is missing" },
    { "GET", BEARER(HTTP_TOKEN_OLD), 401, "the token has expired" },
    { "GET", BEARER(HTTP_TOKEN_READ), 200, "" },
    { "GET", BEARER(HTTP_TOKEN_ALL), 200, "" },
    { "POST", BEARER(HTTP_TOKEN_READ), 403, "things:write" },
    { "POST", BEARER(HTTP_TOKEN_ALL), 201, "\"name\":\"cup\"" },
};

START_TEST(token_with_scope_is_let_in)
{
    const struct admission *row = &admissions[_i];
    bool is_post = row->method[0] == 'P';
    struct http_reply reply =
        http_call(row->method, "/admin/v1/things", row->headers,
                  is_post ? "{\"name\":\"cup\"}" : NULL);
    ck_assert_int_eq(reply.status, row->status);
    assert_has(reply.body, row->text);
    if (row->status == 401)
        assert_text(http_header(&reply, "WWW-Authenticate"), "Bearer");
}
END_TEST

/* A stranger learns nothing of bodies and ids. */
START_TEST(token_is_asked_for_first)
{
    struct http_reply reply =
        http_call("POST", "/admin/v1/things", "", "{\"nonsense\":1}");
    assert_problem(reply, 401, "{\"type\":\"/problems/unauthorized\"");
}
END_TEST

START_TEST(failure_tells_nothing_from_inside)
{
    struct http_reply reply = http_get("/store/v1/things/failing");
    assert_problem(reply, 500, "{\"type\":\"/problems/rule-failed\"");
    ck_assert_ptr_null(
        memmem(reply.body.ptr, reply.body.len, "eu_vat.lua", 10));
}
END_TEST

START_TEST(language_is_the_buyers_first)
{
    struct http_reply reply =
        http_call("GET", "/store/v1/things",
                  "Accept-Language: fr;q=0.5, de-AT, *;q=0.1\r\n", NULL);
    assert_has(reply.body, "\"locale\":\"de-AT\"");
}
END_TEST

Suite *
kt_suite_server_auth(void)
{
    Suite *suite = suite_create("server_auth");
    TCase *tcase = http_case(suite, "admission");
    tcase_add_test(tcase, no_key_is_the_default_channel);
    tcase_add_test(tcase, key_names_the_channel);
    tcase_add_test(tcase, unknown_key_is_401);
    tcase_add_loop_test(tcase, token_with_scope_is_let_in, 0,
                        (int)KT_COUNT(admissions));
    tcase_add_test(tcase, token_is_asked_for_first);
    tcase_add_test(tcase, failure_tells_nothing_from_inside);
    tcase_add_test(tcase, language_is_the_buyers_first);
    return suite;
}
