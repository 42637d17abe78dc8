/* What HTTP tests share: a server on a free port with a shop in a scratch
 * database, and a client that sends bytes as they stand. */
#ifndef KT_TESTS_HTTP_H
#define KT_TESTS_HTTP_H

#include <check.h>

#include "base/assert.h"
#include "http/route.h"
#include "http/server.h"
#include "media/folder.h"

/* The server of the running test. */
extern struct kt_app http_app;
extern struct kt_server *http_server;
extern struct kt_arena http_arena;

/* A publishable key of the shop, and tokens by scope. */
#define HTTP_KEY        "pk_test_web"
#define HTTP_TOKEN_ALL  "sk_test_all"
#define HTTP_TOKEN_READ "sk_test_read"
#define HTTP_TOKEN_OLD  "sk_test_old"

/* A group of tests with a shop and a server of two threads, which serves the
 * routes of test_routes.c. */
TCase *http_case(Suite *suite, const char *name);

/* The same without a server: each test starts its own. */
TCase *http_bare_case(Suite *suite, const char *name);
void http_start(struct kt_server_options options);
void http_stop(void);

/* Gives the running test a media folder below /tmp, which is removed with all
 * that is in it at the end of the test. Options that are zero get a default. */
const char *http_open_media(struct kt_media_options options);

/* The tests' own routes, beside those of the server; NULL ends the list. */
extern const struct kt_route_table *const http_tables[];

/* While the gate is closed the writer waits inside of a save of things. */
void http_gate_close(void);
void http_gate_open(void);
/* Saves that wait at the gate, or have waited. */
unsigned http_gate_count(void);

/* An answer; texts live in the arena of the test. */
struct http_reply {
    int status; /* 0: the connection ended without one */
    struct kt_str head;
    struct kt_str body;
    bool is_closed; /* nothing more can come */
};

struct http_client {
    int fd;
    struct kt_arena arena;
    char *bytes; /* received and not yet taken */
    size_t len;
};

void http_open(struct http_client *client);
/* From an address of this machine, as 127.0.0.2. */
void http_open_from(struct http_client *client, const char *address);
void http_close(struct http_client *client);
void http_send(struct http_client *client, const char *bytes, size_t len);
void http_print(struct http_client *client, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct http_reply http_read(struct http_client *client);
/* The head alone, for answers to HEAD. */
struct http_reply http_read_head(struct http_client *client);
/* True when the server ended the connection within the time. */
bool http_ends(struct http_client *client, int timeout_ms);

/* One request on a connection of its own. headers are lines that end in CR LF;
 * a body brings Content-Length and Content-Type with it. */
struct http_reply http_call(const char *method, const char *target,
                            const char *headers, const char *body);
/* Bytes as they stand. */
struct http_reply http_raw(const char *bytes, size_t len);

/* The value of a header, empty without pointer when absent. */
struct kt_str http_header(const struct http_reply *reply, const char *name);

#define http_get(target) http_call("GET", (target), "", NULL)

#define assert_text(actual, expected)                                          \
    do {                                                                       \
        struct kt_str actual_ = (actual);                                      \
        struct kt_str expected_ = kt_str_of(expected);                         \
        ck_assert_msg(kt_str_eq(actual_, expected_),                           \
                      "got \"%.*s\", want \"%.*s\"", KT_STR_FMT(actual_),      \
                      KT_STR_FMT(expected_));                                  \
    } while (0)

#define assert_has(text, part)                                                 \
    do {                                                                       \
        struct kt_str text_ = (text);                                          \
        ck_assert_msg(memmem(text_.ptr, text_.len, (part), strlen(part)) !=    \
                          NULL,                                                \
                      "\"%.*s\" lacks \"%s\"", KT_STR_FMT(text_), (part));     \
    } while (0)

/* The body of a problem, but for its request id. */
#define assert_problem(reply, expected_status, expected_start)                 \
    do {                                                                       \
        struct http_reply reply_ = (reply);                                    \
        ck_assert_msg(reply_.status == (expected_status),                      \
                      "status %d, want %d: %.*s", reply_.status,               \
                      (expected_status), KT_STR_FMT(reply_.body));             \
        ck_assert_msg(kt_str_starts(reply_.body, kt_str_of(expected_start)),   \
                      "got %.*s\nwant %s…", KT_STR_FMT(reply_.body),           \
                      expected_start);                                         \
        assert_text(http_header(&reply_, "Content-Type"),                      \
                    "application/problem+json");                               \
    } while (0)

#endif
