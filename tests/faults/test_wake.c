/* A thread that stands still before it wakes a loop of the server. */

#include <pthread.h>
#include <unistd.h>

#include "faults.h"

Suite *kt_suite_wake(void);

static void *
stop_server(void *arg)
{
    (void)arg;
    faults_spare_thread(true);
    http_stop();
    return NULL;
}

/* The loop finds the saved request by itself, answers it, and could end. */
START_TEST(loop_outlives_who_wakes_it)
{
    struct http_client buyer;
    struct http_reply reply;
    pthread_t stopper;
    http_start((struct kt_server_options){ .threads = 1 });
    faults_hold_wakes(true);
    http_open(&buyer);
    http_print(&buyer, "POST /store/v1/things HTTP/1.1\r\nHost: a\r\n"
                       "Content-Type: application/json\r\n"
                       "Content-Length: 14\r\n\r\n{\"name\":\"cup\"}");
    while (faults_held_wakes() == 0)
        usleep(1000);
    ck_assert_int_eq(http_get("/healthz").status, 200);
    reply = http_read(&buyer);
    ck_assert_int_eq(reply.status, 201);
    http_close(&buyer);
    ck_assert_int_eq(pthread_create(&stopper, NULL, stop_server, NULL), 0);
    usleep(300 * 1000); /* much longer than such a stop takes */
    ck_assert_uint_eq(faults_held_wakes(), 1);
    faults_hold_wakes(false);
    pthread_join(stopper, NULL);
    ck_assert_uint_eq(faults_held_wakes(), 0);
    ck_assert_uint_eq(faults_lost_wakes(), 0);
}
END_TEST

Suite *
kt_suite_wake(void)
{
    Suite *suite = suite_create("wake");
    TCase *tcase = http_bare_case(suite, "wake");
    tcase_add_test(tcase, loop_outlives_who_wakes_it);
    return suite;
}
