/* The way of a request under load: conflicts, waiting for the disk, an end. */

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http.h"

static struct http_reply
make(const char *name)
{
    char body[60];
    snprintf(body, sizeof body, "{\"name\":\"%s\"}", name);
    return http_call("POST", "/store/v1/things", "", body);
}

/* Sends the request of a thing and leaves its answer for later. */
static void
begin(struct http_client *client, const char *name)
{
    http_open(client);
    http_print(client,
               "POST /store/v1/things HTTP/1.1\r\nHost: a\r\n"
               "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n"
               "{\"name\":\"%s\"}",
               strlen(name) + 11, name);
}

static void
wait_at_gate(unsigned count)
{
    for (int i = 0; i < 2000 && http_gate_count() < count; i++)
        usleep(5000);
    ck_assert_uint_ge(http_gate_count(), count);
}

static void
wait_for_suspended(unsigned count)
{
    struct http_reply reply;
    char line[60];
    snprintf(line, sizeof line, "\nkontor_http_requests_suspended %u\n", count);
    for (int i = 0; i < 2000; i++) {
        reply = http_get("/metrics");
        if (memmem(reply.body.ptr, reply.body.len, line, strlen(line)) != NULL)
            break;
        usleep(5000);
    }
    assert_has(reply.body, line);
}

START_TEST(conflict_is_tried_again)
{
    struct http_reply reply = make("conflict 2");
    ck_assert_int_eq(reply.status, 201);
    assert_has(reply.body, "\"count\":1");
}
END_TEST

START_TEST(three_conflicts_are_409)
{
    assert_problem(make("conflict 3"), 409, "{\"type\":\"/problems/conflict\"");
}
END_TEST

START_TEST(unchanged_thing_is_not_saved)
{
    unsigned before = http_gate_count();
    ck_assert_int_eq(make("unchanged").status, 201);
    ck_assert_uint_eq(http_gate_count(), before);
}
END_TEST

/* While a save waits for the disk, the same two threads answer readers. */
START_TEST(readers_do_not_wait_for_writers)
{
    struct http_client writers[8];
    http_gate_close();
    for (size_t i = 0; i < KT_COUNT(writers); i++)
        begin(&writers[i], "cup");
    wait_at_gate(1);
    for (int i = 0; i < 20; i++)
        ck_assert_int_eq(http_get("/healthz").status, 200);
    http_gate_open();
    for (size_t i = 0; i < KT_COUNT(writers); i++) {
        ck_assert_int_eq(http_read(&writers[i]).status, 201);
        http_close(&writers[i]);
    }
}
END_TEST

START_TEST(too_many_waiting_are_503)
{
    enum { MAX = 4 };
    struct http_client writers[MAX];
    http_start(
        (struct kt_server_options){ .threads = 1, .suspended_max = MAX });
    http_gate_close();
    for (int i = 0; i < MAX; i++)
        begin(&writers[i], "cup");
    wait_for_suspended(MAX);
    struct http_reply reply = make("cup");
    assert_problem(reply, 503, "{\"type\":\"/problems/overloaded\"");
    assert_text(http_header(&reply, "Retry-After"), "1");
    http_gate_open();
    for (int i = 0; i < MAX; i++) {
        ck_assert_int_eq(http_read(&writers[i]).status, 201);
        http_close(&writers[i]);
    }
    ck_assert_int_eq(make("cup").status, 201);
}
END_TEST

static void *
stop_server(void *arg)
{
    (void)arg;
    http_stop();
    return NULL;
}

/* Stopping answers what was accepted. */
START_TEST(stop_waits_for_what_runs)
{
    struct http_client writers[4];
    pthread_t stopper;
    http_start((struct kt_server_options){ .threads = 2 });
    http_gate_close();
    for (size_t i = 0; i < KT_COUNT(writers); i++)
        begin(&writers[i], "cup");
    wait_for_suspended(KT_COUNT(writers));
    ck_assert_int_eq(pthread_create(&stopper, NULL, stop_server, NULL), 0);
    usleep(100 * 1000);
    http_gate_open();
    for (size_t i = 0; i < KT_COUNT(writers); i++) {
        struct http_reply reply = http_read(&writers[i]);
        ck_assert_int_eq(reply.status, 201);
        http_close(&writers[i]);
    }
    pthread_join(stopper, NULL);
}
END_TEST

static struct sockaddr_in
door(unsigned port)
{
    return (struct sockaddr_in){ .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr = { htonl(INADDR_LOOPBACK) } };
}

struct passers_by {
    struct sockaddr_in at;
    atomic_bool is_over;
};

/* The loops are awake when they are stopped, and look whether to accept. */
static void *
come_and_go(void *arg)
{
    struct passers_by *these = arg;
    while (!atomic_load(&these->is_over)) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        ck_assert_int_ge(fd, 0);
        (void)connect(fd, (struct sockaddr *)&these->at, sizeof these->at);
        close(fd);
    }
    return NULL;
}

START_TEST(stop_while_buyers_come_and_go)
{
    enum { ROUNDS = 100 };
    for (int i = 0; i < ROUNDS; i++) {
        pthread_t thread;
        http_start((struct kt_server_options){ .threads = 2 });
        struct passers_by these = { .at = door(kt_server_port(http_server)) };
        ck_assert_int_eq(pthread_create(&thread, NULL, come_and_go, &these), 0);
        usleep(500);
        http_stop();
        atomic_store(&these.is_over, true);
        pthread_join(thread, NULL);
    }
}
END_TEST

/* Asks from another address than the server's, so that it never meets itself,
 * until it is let in. */
static void *
wait_at_door(void *arg)
{
    const struct sockaddr_in *at = arg;
    struct sockaddr_in own = { .sin_family = AF_INET,
                               .sin_addr = { htonl(INADDR_LOOPBACK + 1) } };
    static const char ask[] = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    char reply[13] = "";
    int fd;
    for (;;) {
        fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ck_assert_int_ge(fd, 0);
        ck_assert_int_eq(bind(fd, (struct sockaddr *)&own, sizeof own), 0);
        if (connect(fd, (const struct sockaddr *)at, sizeof *at) == 0)
            break;
        close(fd);
    }
    (void)send(fd, ask, sizeof ask - 1, MSG_NOSIGNAL);
    (void)recv(fd, reply, sizeof reply - 1, MSG_WAITALL);
    ck_assert_str_eq(reply, "HTTP/1.1 200");
    close(fd);
    return NULL;
}

START_TEST(who_is_let_in_is_answered)
{
    enum { ROUNDS = 100 };
    unsigned port = 0;
    for (int i = 0; i <= ROUNDS; i++) {
        pthread_t thread;
        struct sockaddr_in at = door(port);
        if (i > 0)
            ck_assert_int_eq(pthread_create(&thread, NULL, wait_at_door, &at),
                             0);
        http_start((struct kt_server_options){ .port = port, .threads = 2 });
        port = kt_server_port(http_server);
        if (i > 0)
            pthread_join(thread, NULL);
        http_stop();
    }
}
END_TEST

/* Buyers who come until the door is shut. */
static void *
come_and_ask(void *arg)
{
    const struct passers_by *these = arg;
    static const char ask[] = "GET /healthz HTTP/1.1\r\nHost: a\r\n"
                              "Connection: close\r\n\r\n";
    static const struct timeval patience = { .tv_usec = 100000 };
    for (;;) {
        char reply[13] = "";
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ck_assert_int_ge(fd, 0);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        bool is_in = connect(fd, (const struct sockaddr *)&these->at,
                             sizeof these->at) == 0;
        if (is_in) {
            (void)send(fd, ask, sizeof ask - 1, MSG_NOSIGNAL);
            (void)recv(fd, reply, sizeof reply - 1, MSG_WAITALL);
            ck_assert_str_eq(reply, "HTTP/1.1 200");
        }
        close(fd);
        if (!is_in)
            return NULL;
    }
}

START_TEST(stop_answers_all_who_were_let_in)
{
    enum { ROUNDS = 20, BUYERS = 6 };
    for (int i = 0; i < ROUNDS; i++) {
        pthread_t threads[BUYERS];
        http_start((struct kt_server_options){ .threads = 2 });
        struct passers_by these = { .at = door(kt_server_port(http_server)) };
        for (size_t k = 0; k < BUYERS; k++)
            ck_assert_int_eq(pthread_create(&threads[k], NULL, come_and_ask,
                                            &these),
                             0);
        usleep(20000);
        http_stop();
        for (size_t k = 0; k < BUYERS; k++)
            pthread_join(threads[k], NULL);
    }
}
END_TEST

/* Whatever thread serves it next: each has the memory of such a request. */
START_TEST(buyer_who_hangs_up_harms_nobody)
{
    enum { BUYERS = 6 };
    struct http_client client;
    for (unsigned i = 0; i < BUYERS; i++) {
        http_gate_close();
        begin(&client, "cup");
        wait_at_gate(2 * i + 1);
        http_close(&client);
        http_gate_open();
        char count[32];
        snprintf(count, sizeof count, "\"count\":%u", 2 * i + 2);
        assert_has(make("cup").body, count);
    }
}
END_TEST

Suite *
kt_suite_server_flow(void)
{
    Suite *suite = suite_create("server_flow");
    TCase *tcase = http_case(suite, "flow");
    tcase_add_test(tcase, conflict_is_tried_again);
    tcase_add_test(tcase, three_conflicts_are_409);
    tcase_add_test(tcase, unchanged_thing_is_not_saved);
    tcase_add_test(tcase, readers_do_not_wait_for_writers);
    tcase_add_test(tcase, buyer_who_hangs_up_harms_nobody);
    tcase = http_bare_case(suite, "flow limits");
    tcase_add_test(tcase, too_many_waiting_are_503);
    tcase_add_test(tcase, stop_waits_for_what_runs);
    tcase_add_test(tcase, stop_while_buyers_come_and_go);
    tcase_add_test(tcase, stop_answers_all_who_were_let_in);
    tcase_add_test(tcase, who_is_let_in_is_answered);
    return suite;
}
