/* Which route a request meets, and what it is told when it meets none. */

#include <stdio.h>

#include "http.h"

START_TEST(literal_wins_over_parameter)
{
    struct http_reply reply = http_get("/store/v1/things/failing");
    ck_assert_int_eq(reply.status, 500);
    reply = http_get("/store/v1/words/failing");
    ck_assert_int_eq(reply.status, 200);
    assert_has(reply.body, "\"name\":\"failing\"");
}
END_TEST

START_TEST(segment_arrives_decoded)
{
    struct http_reply reply = http_get("/store/v1/words/gr%C3%BCn%20+x");
    ck_assert_int_eq(reply.status, 200);
    assert_has(reply.body, "\"name\":\"grün +x\"");
}
END_TEST

START_TEST(unknown_path_is_404)
{
    assert_problem(http_get("/store/v1/nothing"), 404,
                   "{\"type\":\"/problems/no-route\"");
    assert_problem(http_get("/store/v1/things/"), 404,
                   "{\"type\":\"/problems/no-route\"");
    assert_problem(http_get("//healthz"), 404,
                   "{\"type\":\"/problems/no-route\"");
}
END_TEST

START_TEST(other_method_is_405_with_allow)
{
    struct http_reply reply =
        http_call("PUT", "/store/v1/things", "", "{\"name\":\"cup\"}");
    assert_problem(reply, 405, "{\"type\":\"/problems/method-not-allowed\"");
    assert_text(http_header(&reply, "Allow"), "GET, HEAD, POST, OPTIONS");
}
END_TEST

START_TEST(options_tells_methods_and_cors)
{
    struct http_reply reply =
        http_call("OPTIONS", "/store/v1/things",
                  "Origin: https://shop.example\r\n"
                  "Access-Control-Request-Method: POST\r\n",
                  NULL);
    ck_assert_int_eq(reply.status, 204);
    assert_text(http_header(&reply, "Allow"), "GET, HEAD, POST, OPTIONS");
    assert_text(http_header(&reply, "Access-Control-Allow-Origin"), "*");
    assert_text(http_header(&reply, "Access-Control-Allow-Methods"),
                "GET, HEAD, POST, OPTIONS");
    assert_has(http_header(&reply, "Access-Control-Allow-Headers"),
               "Idempotency-Key");
}
END_TEST

START_TEST(admin_routes_have_no_cors)
{
    struct http_reply reply =
        http_call("OPTIONS", "/admin/v1/things", "", NULL);
    ck_assert_int_eq(reply.status, 204);
    ck_assert_ptr_null(http_header(&reply, "Access-Control-Allow-Origin").ptr);
}
END_TEST

START_TEST(id_of_another_kind_is_404)
{
    struct http_reply reply =
        http_get("/store/v1/things/cart_00000000000000000000000000");
    assert_problem(reply, 404, "{\"type\":\"/problems/not-found\"");
    assert_has(reply.body, "cart_00000000000000000000000000 is no id of this "
                           "kind");
}
END_TEST

START_TEST(query_is_read_by_its_shape)
{
    struct http_reply reply =
        http_get("/store/v1/things?limit=5&deep=true&tag=a%26b+c&sort=price");
    ck_assert_int_eq(reply.status, 200);
    assert_text(reply.body,
                "{\"limit\":5,\"deep\":1,\"tag\":\"a&b c\",\"sort\":\"price\","
                "\"channel\":\"web\",\"locale\":\"\"}");
}
END_TEST

struct bad_query {
    const char *query;
    const char *error;
};

static const struct bad_query bad_queries[] = {
    { "limit=0", "{\"pointer\":\"/limit\",\"code\":\"too_small\"" },
    { "limit=x", "{\"pointer\":\"/limit\",\"code\":\"wrong_type\"" },
    { "limit=1&limit=2", "{\"pointer\":\"/limit\",\"code\":\"invalid\","
                         "\"detail\":\"stands twice\"}" },
    { "sort=size", "{\"pointer\":\"/sort\",\"code\":\"not_an_option\"" },
    { "limits=1", "is not known; did you mean \\\"limit\\\"?" },
    { "tag=%zz", "{\"pointer\":\"/tag\",\"code\":\"invalid\",\"detail\":\"has "
                 "a bad escape in it\"}" },
    { "tag=12345678901", "{\"pointer\":\"/tag\",\"code\":\"too_long\"" },
};

START_TEST(bad_query_names_its_parameter)
{
    char target[100];
    snprintf(target, sizeof target, "/store/v1/things?%s",
             bad_queries[_i].query);
    struct http_reply reply = http_get(target);
    assert_problem(reply, 400, "{\"type\":\"/problems/invalid-query\"");
    assert_has(reply.body, bad_queries[_i].error);
}
END_TEST

START_TEST(all_faults_of_a_query_are_told)
{
    struct http_reply reply = http_get("/store/v1/things?limit=0&sort=size");
    assert_has(reply.body, "\"pointer\":\"/limit\"");
    assert_has(reply.body, "\"pointer\":\"/sort\"");
}
END_TEST

Suite *
kt_suite_server_route(void)
{
    Suite *suite = suite_create("server_route");
    TCase *tcase = http_case(suite, "routes");
    tcase_add_test(tcase, literal_wins_over_parameter);
    tcase_add_test(tcase, segment_arrives_decoded);
    tcase_add_test(tcase, unknown_path_is_404);
    tcase_add_test(tcase, other_method_is_405_with_allow);
    tcase_add_test(tcase, options_tells_methods_and_cors);
    tcase_add_test(tcase, admin_routes_have_no_cors);
    tcase_add_test(tcase, id_of_another_kind_is_404);
    tcase_add_test(tcase, query_is_read_by_its_shape);
    tcase_add_loop_test(tcase, bad_query_names_its_parameter, 0,
                        (int)KT_COUNT(bad_queries));
    tcase_add_test(tcase, all_faults_of_a_query_are_told);
    return suite;
}
