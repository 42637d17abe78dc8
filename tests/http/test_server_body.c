/* Bodies: strict JSON, checked by a shape before any service sees them. */

#include <stdio.h>

#include "http.h"

static struct http_reply
post(const char *body)
{
    return http_call("POST", "/store/v1/things", "", body);
}

struct bad_body {
    const char *body;
    const char *problem; /* slug */
    const char *error;   /* part of the answer */
};

static const struct bad_body bad_bodies[] = {
    { "", "invalid-body", "\"pointer\":\"/name\",\"code\":\"required\"" },
    { "{", "invalid-json", "" },
    { "nonsense", "invalid-json", "a value is none that JSON knows" },
    { "\xef\xbb\xbf{\"name\":\"a\"}", "invalid-json",
      "a byte order mark stands before it" },
    { "{\"size\":+1}", "invalid-json", "a value is none that JSON knows" },
    { "{\"size\":}", "invalid-json", "a value is missing" },
    { "{\"name\":\"a\"} x", "invalid-json", "" },
    { "{\"name\":\"a\",}", "invalid-json", "" },
    { "{'name':'a'}", "invalid-json", "" },
    { "{\"name\":\"a\",\"name\":\"b\"}", "invalid-json", "/name" },
    { "{\"name\":\"\\ud800\"}", "invalid-json", "" },
    { "{\"name\":\"a\\u0000b\"}", "invalid-json", "/name" },
    { "{\"name\":\"\xff\"}", "invalid-json", "" },
    { "{\"name\":\"a\",\"size\":9007199254740993}", "invalid-json", "/size" },
    { "{\"name\":\"a\",\"size\":1e400}", "invalid-json", "/size" },
    { "[]", "invalid-body", "object" },
    { "null", "invalid-body", "object" },
    { "{\"name\":7}", "invalid-body",
      "\"pointer\":\"/name\",\"code\":\"wrong_type\"" },
    { "{\"name\":null}", "invalid-body", "\"pointer\":\"/name\"" },
    { "{\"name\":\"a\",\"size\":1.5}", "invalid-body", "/size" },
    { "{\"name\":\"a\",\"size\":11}", "invalid-body",
      "\"pointer\":\"/size\",\"code\":\"too_large\"" },
    { "{\"name\":\"a\",\"sise\":1}", "invalid-body",
      "is not known; did you mean \\\"size\\\"?" },
    { "{\"name\":\"a\",\"tags\":[\"x\",2]}", "invalid-body", "/tags/1" },
    { "{\"name\":\"a\",\"tags\":[\"x\",\"y\",\"z\",\"w\"]}", "invalid-body",
      "/tags" },
};

START_TEST(bad_body_is_refused_with_its_place)
{
    const struct bad_body *bad = &bad_bodies[_i];
    struct http_reply reply = post(bad->body);
    char start[80];
    snprintf(start, sizeof start, "{\"type\":\"/problems/%s\"", bad->problem);
    assert_problem(reply, 400, start);
    assert_has(reply.body, bad->error);
}
END_TEST

START_TEST(all_faults_of_a_body_are_told)
{
    struct http_reply reply = post("{\"size\":11,\"tags\":7,\"colour\":1}");
    assert_has(reply.body, "\"pointer\":\"/name\"");
    assert_has(reply.body, "\"pointer\":\"/size\"");
    assert_has(reply.body, "\"pointer\":\"/tags\"");
    assert_has(reply.body, "\"pointer\":\"/colour\"");
}
END_TEST

START_TEST(deep_body_is_refused)
{
    char body[400] = "{\"tags\":";
    memset(body + 8, '[', 100);
    memset(body + 108, ']', 100);
    strcpy(body + 208, "}");
    assert_problem(post(body), 400, "{\"type\":\"/problems/invalid-json\"");
}
END_TEST

START_TEST(list_or_one)
{
    struct http_reply reply =
        http_call("POST", "/store/v1/lists", "", "{\"name\":\"a\"}");
    assert_has(reply.body, "\"name\":\"a\",\"count\":1,");
    reply = http_call("POST", "/store/v1/lists", "",
                      "[{\"name\":\"a\"},{\"name\":\"b\"}]");
    assert_has(reply.body, "\"name\":\"b\",\"count\":2,");
    reply = http_call("POST", "/store/v1/lists", "",
                      "[{\"name\":\"a\"},{\"nam\":\"b\"},{\"size\":\"x\"}]");
    assert_problem(reply, 400, "{\"type\":\"/problems/invalid-body\"");
    assert_has(reply.body, "\"pointer\":\"/1/nam\"");
    assert_has(reply.body, "\"pointer\":\"/1/name\"");
    assert_has(reply.body, "\"pointer\":\"/2/size\"");
}
END_TEST

START_TEST(body_where_none_belongs_is_refused)
{
    struct http_reply reply = http_call("GET", "/healthz", "", "{}");
    assert_problem(reply, 400, "{\"type\":\"/problems/invalid-request\"");
}
END_TEST

START_TEST(other_media_type_is_415)
{
    static const char bytes[] =
        "POST /store/v1/things HTTP/1.1\r\nHost: a\r\n"
        "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}";
    struct http_reply reply = http_raw(bytes, sizeof bytes - 1);
    assert_problem(reply, 415,
                   "{\"type\":\"/problems/unsupported-media-type\"");
    assert_has(reply.body,
               "\"detail\":\"Content-Type must be application/json\"");
}
END_TEST

START_TEST(packed_body_is_415)
{
    struct http_reply reply =
        http_call("POST", "/store/v1/things", "Content-Encoding: gzip\r\n",
                  "{\"name\":\"cup\"}");
    assert_problem(reply, 415,
                   "{\"type\":\"/problems/unsupported-media-type\"");
    assert_has(reply.body, "\"detail\":\"a body is taken as it is, without "
                           "Content-Encoding\"");
    reply = http_call("POST", "/store/v1/things",
                      "Content-Encoding: identity\r\n", "{\"name\":\"cup\"}");
    ck_assert_int_eq(reply.status, 201);
}
END_TEST

START_TEST(charset_may_be_utf8)
{
    static const char bytes[] =
        "POST /store/v1/things HTTP/1.1\r\nHost: a\r\n"
        "Content-Type: application/json; charset=\"UTF-8\"\r\n"
        "Content-Length: 14\r\n\r\n{\"name\":\"cup\"}";
    ck_assert_int_eq(http_raw(bytes, sizeof bytes - 1).status, 201);
}
END_TEST

/* ---- limits ---- */

START_TEST(large_body_is_413)
{
    char body[700];
    http_start((struct kt_server_options){ .threads = 1, .body_max = 512 });
    snprintf(body, sizeof body, "{\"name\":\"%600s\"}", "a");
    struct http_reply reply = post(body);
    assert_problem(reply, 413, "{\"type\":\"/problems/too-large\"");
}
END_TEST

START_TEST(large_chunks_are_413)
{
    struct http_client client;
    http_start((struct kt_server_options){ .threads = 1, .body_max = 512 });
    http_open(&client);
    http_print(&client, "POST /store/v1/things HTTP/1.1\r\nHost: a\r\n"
                        "Content-Type: application/json\r\n"
                        "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 20; i++)
        http_print(&client, "40\r\n%64s\r\n", "");
    http_print(&client, "0\r\n\r\n");
    ck_assert_int_eq(http_read(&client).status, 413);
    http_close(&client);
}
END_TEST

START_TEST(request_that_takes_too_much_memory_is_503)
{
    http_start((struct kt_server_options){
        .threads = 1, .request_memory_max = (size_t)8 * 1024 * 1024 });
    static const char *const names[] = { "hog", "working hog", "late hog" };
    for (size_t i = 0; i < KT_COUNT(names); i++) {
        char body[40];
        snprintf(body, sizeof body, "{\"name\":\"%s\"}", names[i]);
        assert_problem(post(body), 503, "{\"type\":\"/problems/overloaded\"");
    }
    ck_assert_int_eq(post("{\"name\":\"cup\"}").status, 201);
}
END_TEST

Suite *
kt_suite_server_body(void)
{
    Suite *suite = suite_create("server_body");
    TCase *tcase = http_case(suite, "bodies");
    tcase_add_loop_test(tcase, bad_body_is_refused_with_its_place, 0,
                        (int)KT_COUNT(bad_bodies));
    tcase_add_test(tcase, all_faults_of_a_body_are_told);
    tcase_add_test(tcase, deep_body_is_refused);
    tcase_add_test(tcase, list_or_one);
    tcase_add_test(tcase, body_where_none_belongs_is_refused);
    tcase_add_test(tcase, other_media_type_is_415);
    tcase_add_test(tcase, packed_body_is_415);
    tcase_add_test(tcase, charset_may_be_utf8);
    tcase = http_bare_case(suite, "body limits");
    tcase_add_test(tcase, large_body_is_413);
    tcase_add_test(tcase, large_chunks_are_413);
    tcase_add_test(tcase, request_that_takes_too_much_memory_is_503);
    return suite;
}
