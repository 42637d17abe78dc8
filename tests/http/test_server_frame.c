/* What is no HTTP/1.1 is refused with 400 and the connection is closed, since
 * nobody knows where the next request would begin (RFC 9112, 11.2). */

#include <kontor/kontor.h>

#include "http.h"

struct raw {
    const char *name;
    const char *bytes;
    const char *detail; /* of the problem; NULL: libmicrohttpd answers alone */
};

#define GET_HEALTH "GET /healthz HTTP/1.1\r\n"
#define POST_THING "POST /store/v1/things HTTP/1.1\r\nHost: a\r\n"

static const struct raw malformed[] = {
    { "no host", GET_HEALTH "\r\n", NULL },
    { "two hosts", GET_HEALTH "Host: a\r\nHost: b\r\n\r\n",
      "Host stands twice" },
    { "host with a slash", GET_HEALTH "Host: a/b\r\n\r\n", "Host is no host" },
    { "two lengths",
      POST_THING "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
      "Content-Length stands twice" },
    { "signed length", POST_THING "Content-Length: +2\r\n\r\n{}", NULL },
    { "length and encoding",
      POST_THING "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "0\r\n\r\n",
      "Content-Length and Transfer-Encoding together" },
    { "unknown encoding",
      POST_THING "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      "Transfer-Encoding must be chunked" },
    { "bare line feed", "GET /healthz HTTP/1.1\nHost: a\n\n",
      "a header is malformed" },
    { "one bare line feed", GET_HEALTH "Host: a\nX-Other: b\r\n\r\n",
      "a header is malformed" },
    { "folded header", GET_HEALTH "Host: a\r\nX-Long: a\r\n b\r\n\r\n",
      "a header is malformed" },
    { "blank before the colon", GET_HEALTH "Host: a\r\nX-Name : b\r\n\r\n",
      "a header is malformed" },
    { "unknown expectation", GET_HEALTH "Host: a\r\nExpect: more\r\n\r\n",
      "Expect must be 100-continue" },
};

START_TEST(malformed_head_is_refused_and_closed)
{
    const struct raw *raw = &malformed[_i];
    struct http_reply reply = http_raw(raw->bytes, strlen(raw->bytes));
    ck_assert_msg(reply.status == 400, "%s: status %d", raw->name,
                  reply.status);
    if (raw->detail != NULL)
        assert_has(reply.body, raw->detail);
    ck_assert_msg(reply.is_closed, "%s: stays open", raw->name);
}
END_TEST

START_TEST(nul_in_a_header_is_refused)
{
    static const char bytes[] = GET_HEALTH "Host: a\r\nX-A: b\0c\r\n\r\n";
    struct http_reply reply = http_raw(bytes, sizeof bytes - 1);
    ck_assert_int_ne(reply.status, 200);
    ck_assert(reply.is_closed);
}
END_TEST

static const struct raw bad_paths[] = {
    { "NUL", "/store/v1/words/a%00b", "the path has a NUL in it" },
    { "half an escape", "/store/v1/words/a%2", "the path has a bad escape" },
    { "no hex", "/store/v1/words/a%zz", "the path has a bad escape in it" },
    { "escaped slash", "/store/v1/words/a%2fb",
      "the path has a slash or a backslash inside a segment" },
    { "backslash", "/store/v1/words/a%5cb",
      "the path has a slash or a backslash inside a segment" },
    { "dots", "/store/v1/words/../healthz", "the path has a dot segment" },
    { "escaped dots", "/store/v1/words/%2e%2e", "the path has a dot segment" },
    { "no UTF-8", "/store/v1/words/%ff", "the path is not UTF-8" },
    { "line feed", "/store/v1/words/a%0ab",
      "the path has a control character in it" },
    { "fragment", "/store/v1/words/a#b", "the path has a fragment" },
};

START_TEST(bad_path_is_refused)
{
    const struct raw *raw = &bad_paths[_i];
    struct http_reply reply = http_get(raw->bytes);
    ck_assert_msg(reply.status == 400, "%s: status %d", raw->name,
                  reply.status);
    assert_has(reply.body, raw->detail);
    ck_assert_msg(reply.is_closed, "%s: stays open", raw->name);
}
END_TEST

START_TEST(connection_serves_many_requests)
{
    struct http_client client;
    http_open(&client);
    for (int i = 0; i < 3; i++)
        http_print(&client, GET_HEALTH "Host: a\r\n\r\n");
    for (int i = 0; i < 3; i++) {
        struct http_reply reply = http_read(&client);
        ck_assert_int_eq(reply.status, 200);
        assert_text(reply.body, "{\"status\":\"ok\",\"version\":\"" //
                    KONTOR_VERSION "\"}");
    }
    http_close(&client);
}
END_TEST

START_TEST(head_answers_without_body)
{
    struct http_client client;
    http_open(&client);
    http_print(&client, "HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    struct http_reply reply = http_read_head(&client);
    ck_assert_int_eq(reply.status, 200);
    http_print(&client, GET_HEALTH "Host: a\r\n\r\n");
    ck_assert_int_eq(http_read(&client).status, 200);
    http_close(&client);
}
END_TEST

START_TEST(chunks_make_a_body)
{
    static const char bytes[] =
        POST_THING "Content-Type: application/json\r\n"
                   "Transfer-Encoding: chunked\r\n\r\n"
                   "8\r\n{\"name\":\r\n7\r\n\"cup 1\"\r\n1\r\n}\r\n0\r\n\r\n";
    struct http_reply reply = http_raw(bytes, sizeof bytes - 1);
    ck_assert_int_eq(reply.status, 201);
    assert_has(reply.body, "\"name\":\"cup 1\"");
}
END_TEST

START_TEST(request_id_is_taken_when_it_is_one)
{
    struct http_reply reply =
        http_call("GET", "/healthz", "X-Request-Id: trace-7.a_B\r\n", NULL);
    assert_text(http_header(&reply, "X-Request-Id"), "trace-7.a_B");
    reply = http_call("GET", "/healthz", "X-Request-Id: a b\r\n", NULL);
    assert_has(http_header(&reply, "X-Request-Id"), "req_");
    ck_assert_uint_eq(http_header(&reply, "X-Request-Id").len, 30);
}
END_TEST

/* ---- limits; each test starts its own server ---- */

START_TEST(slow_head_is_cut)
{
    struct http_client client;
    http_start((struct kt_server_options){ .threads = 1, .head_timeout_s = 1 });
    http_open(&client);
    for (int i = 0; i < 40 && !http_ends(&client, 100); i++)
        http_print(&client, i == 0 ? GET_HEALTH "X-Slow: " : "a");
    ck_assert(http_ends(&client, 0));
    http_close(&client);
}
END_TEST

START_TEST(slow_body_is_cut)
{
    struct http_client client;
    http_start((struct kt_server_options){ .threads = 1, .body_timeout_s = 1 });
    http_open(&client);
    http_print(&client, POST_THING "Content-Type: application/json\r\n"
                                   "Content-Length: 1000\r\n\r\n{");
    for (int i = 0; i < 40 && !http_ends(&client, 100); i++)
        http_print(&client, " ");
    ck_assert(http_ends(&client, 0));
    http_close(&client);
}
END_TEST

START_TEST(one_connection_too_many_is_told)
{
    enum { LIMIT = 4 };
    struct http_client clients[LIMIT + 4];
    http_start(
        (struct kt_server_options){ .threads = 1, .connections_max = LIMIT });
    int served = 0;
    int refused = 0;
    for (size_t i = 0; i < KT_COUNT(clients); i++) {
        http_open(&clients[i]);
        http_print(&clients[i], GET_HEALTH "Host: a\r\n\r\n");
        struct http_reply reply = http_read(&clients[i]);
        served += reply.status == 200;
        if (reply.status == 503) {
            refused++;
            assert_text(http_header(&reply, "Retry-After"), "1");
            assert_has(reply.body, "/problems/overloaded");
        }
    }
    ck_assert_int_ge(served, LIMIT);
    ck_assert_int_ge(refused, 1);
    ck_assert_int_eq(served + refused, (int)KT_COUNT(clients));
    for (size_t i = 0; i < KT_COUNT(clients); i++)
        http_close(&clients[i]);
}
END_TEST

START_TEST(port_of_another_server_is_refused)
{
    struct kt_server *second;
    struct kt_error err;
    http_start((struct kt_server_options){ .threads = 1 });
    struct kt_server_options options = { .address = "127.0.0.1",
                                         .port = kt_server_port(http_server),
                                         .threads = 1,
                                         .tables = http_tables };
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_server_start(&http_app, &options, &second, &err),
                     KT_IN_USE);
    assert_has(kt_error_text(&err), "cannot listen on 127.0.0.1 port");
}
END_TEST

Suite *
kt_suite_server_frame(void)
{
    Suite *suite = suite_create("server_frame");
    TCase *tcase = http_case(suite, "framing");
    tcase_add_loop_test(tcase, malformed_head_is_refused_and_closed, 0,
                        (int)KT_COUNT(malformed));
    tcase_add_test(tcase, nul_in_a_header_is_refused);
    tcase_add_loop_test(tcase, bad_path_is_refused, 0,
                        (int)KT_COUNT(bad_paths));
    tcase_add_test(tcase, connection_serves_many_requests);
    tcase_add_test(tcase, head_answers_without_body);
    tcase_add_test(tcase, chunks_make_a_body);
    tcase_add_test(tcase, request_id_is_taken_when_it_is_one);
    tcase = http_bare_case(suite, "limits");
    tcase_add_test(tcase, slow_head_is_cut);
    tcase_add_test(tcase, slow_body_is_cut);
    tcase_add_test(tcase, one_connection_too_many_is_told);
    tcase_add_test(tcase, port_of_another_server_is_refused);
    return suite;
}
