/* Idempotency-Key: what was obeyed once is answered again, never done again.
 * If-Match and ETag. */

#include <pthread.h>
#include <stdio.h>

#include "http.h"

#define KEY(key) "Idempotency-Key: " key "\r\n"

static struct http_reply
make(const char *headers, const char *name)
{
    char body[60];
    snprintf(body, sizeof body, "{\"name\":\"%s\"}", name);
    return http_call("POST", "/store/v1/things", headers, body);
}

START_TEST(same_key_gives_the_same_answer)
{
    struct http_reply first = make(KEY("a-1"), "cup");
    struct http_reply again = make(KEY("a-1"), "cup");
    ck_assert_int_eq(first.status, 201);
    ck_assert_int_eq(again.status, 201);
    ck_assert(kt_str_eq(first.body, again.body));
    ck_assert_ptr_null(http_header(&first, "Idempotent-Replayed").ptr);
    assert_text(http_header(&again, "Idempotent-Replayed"), "true");
    ck_assert(kt_str_eq(http_header(&first, "Location"),
                        http_header(&again, "Location")));
    ck_assert(
        kt_str_eq(http_header(&first, "ETag"), http_header(&again, "ETag")));
    assert_has(first.body, "\"count\":1");
}
END_TEST

START_TEST(without_key_it_is_done_twice)
{
    make("", "cup");
    assert_has(make("", "cup").body, "\"count\":2");
}
END_TEST

START_TEST(other_body_with_the_key_is_422)
{
    make(KEY("a-2"), "cup");
    assert_problem(make(KEY("a-2"), "mug"), 422,
                   "{\"type\":\"/problems/idempotency-mismatch\"");
}
END_TEST

START_TEST(key_that_is_none_is_refused)
{
    assert_problem(make(KEY("a b"), "cup"), 400,
                   "{\"type\":\"/problems/invalid-request\"");
}
END_TEST

/* A refusal is not kept: the next try may succeed. */
START_TEST(refusal_is_not_kept)
{
    assert_problem(make(KEY("a-3"), "unsellable"), 422,
                   "{\"type\":\"/problems/not-sellable\"");
    struct http_reply again = make(KEY("a-3"), "unsellable");
    ck_assert_int_eq(again.status, 422);
    ck_assert_ptr_null(http_header(&again, "Idempotent-Replayed").ptr);
}
END_TEST

/* The work was saved, its answer was lost: the key finds it. */
START_TEST(lost_answer_is_made_again)
{
    struct http_reply lost = make(KEY("a-4"), "crash");
    assert_problem(lost, 500, "{\"type\":\"/problems/store-failed\"");
    ck_assert_ptr_null(memmem(lost.body.ptr, lost.body.len, "secret", 6));
    struct http_reply again = make(KEY("a-4"), "crash");
    ck_assert_int_eq(again.status, 201);
    assert_has(again.body, "\"count\":1");
    assert_text(http_header(&again, "Idempotent-Replayed"), "true");
}
END_TEST

enum { RACERS = 16 };

struct racer {
    pthread_t thread;
    const char *name;
    int status;
    char id[40];
};

static void *
race(void *arg)
{
    struct racer *racer = arg;
    struct http_client client;
    char body[60];
    int len = snprintf(body, sizeof body, "{\"name\":\"%s\"}", racer->name);
    http_open(&client);
    http_print(&client,
               "POST /store/v1/things HTTP/1.1\r\nHost: a\r\n" KEY(
                   "race") "Content-Type: application/json\r\nContent-Length: "
                           "%d\r\n\r\n"
                           "%s",
               len, body);
    struct http_reply reply = http_read(&client);
    racer->status = reply.status;
    if (reply.status == 201)
        memcpy(racer->id, reply.body.ptr, sizeof racer->id - 1);
    http_close(&client);
    return NULL;
}

START_TEST(racing_with_one_key_makes_one_thing)
{
    struct racer racers[RACERS];
    for (int i = 0; i < RACERS; i++) {
        racers[i] = (struct racer){ .name = "cup" };
        ck_assert_int_eq(pthread_create(&racers[i].thread, NULL, race,
                                        &racers[i]),
                         0);
    }
    for (int i = 0; i < RACERS; i++) {
        pthread_join(racers[i].thread, NULL);
        ck_assert_int_eq(racers[i].status, 201);
        ck_assert_str_eq(racers[i].id, racers[0].id);
    }
    assert_has(make("", "cup").body, "\"count\":2");
}
END_TEST

START_TEST(if_match_arrives)
{
    static const char path[] =
        "/store/v1/things/thing_00000000000000000000000001";
    struct http_reply reply =
        http_call("PATCH", path, "If-Match: \"v12\"\r\n", "{\"name\":\"a\"}");
    assert_has(reply.body, "\"if_match\":12");
    reply = http_call("PATCH", path, "", "{\"name\":\"a\"}");
    assert_has(reply.body, "\"if_match\":-1");
    reply = http_call("PATCH", path, "If-Match: 12\r\n", "{\"name\":\"a\"}");
    assert_problem(reply, 400, "{\"type\":\"/problems/invalid-request\"");
    assert_has(reply.body, "If-Match must be one ETag");
}
END_TEST

START_TEST(known_version_is_304)
{
    struct http_reply made = make("", "cup");
    struct kt_str path = http_header(&made, "Location");
    const char *target = kt_arena_cstr(&http_arena, path);
    struct http_reply reply = http_get(target);
    assert_text(http_header(&reply, "ETag"), "\"v1\"");
    reply = http_call("GET", target, "If-None-Match: \"v1\"\r\n", NULL);
    ck_assert_int_eq(reply.status, 304);
    ck_assert_uint_eq(reply.body.len, 0);
    reply = http_call("GET", target, "If-None-Match: \"v2\"\r\n", NULL);
    ck_assert_int_eq(reply.status, 200);
}
END_TEST

Suite *
kt_suite_server_key(void)
{
    Suite *suite = suite_create("server_key");
    TCase *tcase = http_case(suite, "keys");
    tcase_add_test(tcase, same_key_gives_the_same_answer);
    tcase_add_test(tcase, without_key_it_is_done_twice);
    tcase_add_test(tcase, other_body_with_the_key_is_422);
    tcase_add_test(tcase, key_that_is_none_is_refused);
    tcase_add_test(tcase, refusal_is_not_kept);
    tcase_add_test(tcase, lost_answer_is_made_again);
    tcase_add_test(tcase, racing_with_one_key_makes_one_thing);
    tcase_add_test(tcase, if_match_arrives);
    tcase_add_test(tcase, known_version_is_304);
    return suite;
}
