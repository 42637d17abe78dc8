/* Thousands who do nothing, and some who send or read slowly: the others are
 * served as ever. No file left for a connection: those that are open go on. */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metric.h"
#include "http.h"

Suite *kt_suite_server_crowd(void);

#define GET_HEALTH "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
#define GET_MUCH   "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n"
#define POST_THING "POST /store/v1/things HTTP/1.1\r\nHost: a\r\n"
#define TYPE_JSON  "Content-Type: application/json\r\n"

static int
ask_health(struct http_client *client)
{
    http_print(client, GET_HEALTH);
    return http_read(client).status;
}

/* ---- a crowd ---- */

enum {
    IDLE = 5000,
    SLOW = 25, /* of each kind */
    SPARE_FILES = 200,
    ROUNDS = 9,
    REQUESTS = 200, /* a round */
};

struct crowd {
    int idle[IDLE];
    size_t idle_count;
    struct http_client senders[SLOW];
    struct http_client readers[SLOW];
    pthread_t sending;
    atomic_bool is_over;
};

static struct crowd crowd;

/* For more than the buffers between us hold; reads nothing. */
static void
ask_for_much(struct http_client *client)
{
    int small = 4096;
    http_open(client);
    setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    for (int i = 0; i < 200; i++)
        http_print(client, GET_MUCH);
}

static void *
send_slowly(void *arg)
{
    static const struct timespec pause = { .tv_nsec = 20000000 };
    (void)arg;
    while (!atomic_load(&crowd.is_over)) {
        for (size_t i = 0; i < SLOW; i++)
            http_send(&crowd.senders[i], " ", 1);
        nanosleep(&pause, NULL);
    }
    return NULL;
}

/* Both ends of a connection are files of this process. */
static size_t
idle_allowed(void)
{
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    size_t fit = (size_t)limit.rlim_cur / 2;
    fit = fit > SPARE_FILES ? fit - SPARE_FILES : 0;
    if (fit < IDLE)
        printf("only %zu of %d idle connections: RLIMIT_NOFILE is %llu\n", fit,
               IDLE, (unsigned long long)limit.rlim_cur);
    return fit < IDLE ? fit : IDLE;
}

static void
gather_crowd(void)
{
    size_t allowed = idle_allowed();
    struct http_client client;
    for (; crowd.idle_count < allowed; crowd.idle_count++) {
        http_open(&client);
        crowd.idle[crowd.idle_count] = client.fd;
    }
    for (size_t i = 0; i < SLOW; i++) {
        http_open(&crowd.senders[i]);
        http_print(&crowd.senders[i],
                   POST_THING TYPE_JSON "Content-Length: 100000\r\n\r\n{");
        ask_for_much(&crowd.readers[i]);
    }
    ck_assert_int_eq(pthread_create(&crowd.sending, NULL, send_slowly, NULL),
                     0);
    /* All are in when one behind them is. */
    http_open(&client);
    ck_assert_int_eq(ask_health(&client), 200);
    http_close(&client);
}

static void
dismiss_crowd(void)
{
    atomic_store(&crowd.is_over, true);
    pthread_join(crowd.sending, NULL);
    for (size_t i = 0; i < crowd.idle_count; i++)
        close(crowd.idle[i]);
    for (size_t i = 0; i < SLOW; i++) {
        http_close(&crowd.senders[i]);
        http_close(&crowd.readers[i]);
    }
}

static int
by_size(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* The p99 of a round, in microseconds. */
static int64_t
measure_round(struct http_client *client)
{
    int64_t times[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
        int64_t begun = kt_clock_monotonic_us();
        ck_assert_int_eq(ask_health(client), 200);
        times[i] = kt_clock_monotonic_us() - begun;
    }
    qsort(times, REQUESTS, sizeof times[0], by_size);
    return times[REQUESTS * 99 / 100];
}

/* The medians of rounds in turns, so that what else the machine does meets
 * both alike. */
static void
measure(struct http_client *const clients[2], int64_t medians[2])
{
    int64_t rounds[2][ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        for (int j = 0; j < 2; j++)
            rounds[j][i] = measure_round(clients[j]);
    }
    for (int j = 0; j < 2; j++) {
        qsort(rounds[j], ROUNDS, sizeof rounds[j][0], by_size);
        medians[j] = rounds[j][ROUNDS / 2];
    }
}

/* Two servers, of which one has a crowd. The law must hold in one of three
 * times, but for a millisecond of noise. */
START_TEST(crowd_leaves_the_others_alone)
{
    enum { TIMES = 3, NOISE_US = 1000, CROWDED = 0, QUIET = 1 };
    struct http_client amid, alone;
    struct http_client *const clients[2] = { &amid, &alone };
    int64_t p99[2];
    bool holds = false;
    http_start((struct kt_server_options){ .threads = 2 });
    struct kt_server *quiet = http_server;
    http_open(&alone);
    http_start((struct kt_server_options){ .threads = 2 });
    http_open(&amid);
    gather_crowd();
    for (int i = 0; i < TIMES && !holds; i++) {
        measure(clients, p99);
        holds = p99[CROWDED] < 2 * p99[QUIET] + NOISE_US;
    }
    ck_assert_int_ge(kt_metric_read(KT_METRIC_HTTP_CONNECTIONS, 0),
                     (int64_t)crowd.idle_count);
    dismiss_crowd();
    ck_assert_msg(holds, "p99 amid %zu idle ones %lld us, else %lld",
                  crowd.idle_count, (long long)p99[CROWDED],
                  (long long)p99[QUIET]);
    http_close(&amid);
    http_close(&alone);
    kt_server_stop(quiet);
}
END_TEST

/* ---- rates ---- */

START_TEST(steady_sender_may_take_longer)
{
    enum { PIECES = 16, PIECE = 100 };
    static const struct timespec pause = { .tv_nsec = 200000000 };
    struct http_client client;
    char blanks[PIECE + 1];
    http_start((struct kt_server_options){
        .threads = 1, .body_timeout_s = 1, .rate_min = 50 });
    memset(blanks, ' ', PIECE);
    blanks[PIECE] = '\0';
    http_open(&client);
    http_print(&client, POST_THING TYPE_JSON "Content-Length: %d\r\n\r\n",
               PIECES * PIECE + 14);
    for (int i = 0; i < PIECES; i++) {
        http_print(&client, "%s", blanks);
        nanosleep(&pause, NULL);
    }
    http_print(&client, "{\"name\":\"cup\"}");
    ck_assert_int_eq(http_read(&client).status, 201);
    http_close(&client);
}
END_TEST

START_TEST(reader_who_does_not_read_is_cut)
{
    static const struct timespec pause = { .tv_nsec = 50000000 };
    struct http_client client;
    http_start((struct kt_server_options){
        .threads = 1, .body_timeout_s = 1, .rate_min = 1 << 30 });
    int64_t before = kt_metric_read(KT_METRIC_HTTP_CUT, 0);
    ask_for_much(&client);
    for (int i = 0; i < 200 && kt_metric_read(KT_METRIC_HTTP_CUT, 0) == before;
         i++)
        nanosleep(&pause, NULL);
    ck_assert_int_eq(kt_metric_read(KT_METRIC_HTTP_CUT, 0), before + 1);
    http_close(&client);
}
END_TEST

/* ---- no file left ---- */

/* The log of this process, from here on. */
static int
catch_log(void)
{
    int file = memfd_create("log", MFD_CLOEXEC);
    ck_assert_int_ge(file, 0);
    ck_assert_int_ge(dup2(file, STDERR_FILENO), 0);
    kt_log_configure(KT_LOG_WARN, true);
    return file;
}

static size_t
count_in_log(int file, const char *part)
{
    static char text[65536];
    ssize_t len = pread(file, text, sizeof text - 1, 0);
    ck_assert_int_ge(len, 0);
    text[len] = '\0';
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

static void
set_file_limit(rlim_t count)
{
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = count;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* Lets this many files more be opened. */
static void
leave_files(int more)
{
    int next = dup(STDERR_FILENO); /* the lowest number that is free */
    close(next);
    set_file_limit((rlim_t)(next + more));
}

static int
bytes_of(const struct http_client *client, int timeout_ms)
{
    struct pollfd wait = { client->fd, POLLIN, 0 };
    return poll(&wait, 1, timeout_ms);
}

static int64_t
cpu_us(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * INT64_C(1000000) +
           usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

START_TEST(no_file_left_lets_new_ones_wait)
{
    struct rlimit old;
    struct http_client first, second, third;
    http_start((struct kt_server_options){ .threads = 1 });
    int log = catch_log();
    http_open(&first);
    http_open(&second);
    ck_assert_int_eq(ask_health(&first), 200);
    ck_assert_int_eq(ask_health(&second), 200);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &old), 0);
    leave_files(1); /* for the client's end of it */
    http_open(&third);
    http_print(&third, GET_HEALTH);
    int64_t used = cpu_us();
    ck_assert_int_eq(bytes_of(&third, 500), 0);
    ck_assert_int_lt(cpu_us() - used, 250000); /* nobody spins */
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(ask_health(&first), 200);
    ck_assert_uint_eq(count_in_log(log, "no more files may be opened"), 1);
    set_file_limit(old.rlim_cur);
    http_close(&second); /* now there is room */
    ck_assert_int_eq(http_read(&third).status, 200);
    http_close(&third);
    http_close(&first);
}
END_TEST

START_TEST(no_file_left_for_the_first_connection)
{
    struct rlimit old;
    struct http_client client;
    http_start((struct kt_server_options){ .threads = 1 });
    int log = catch_log();
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &old), 0);
    leave_files(1);
    http_open(&client);
    http_print(&client, GET_HEALTH);
    int64_t used = cpu_us();
    ck_assert_int_eq(bytes_of(&client, 500), 0);
    ck_assert_int_lt(cpu_us() - used, 250000);
    ck_assert_uint_eq(count_in_log(log, "no more files may be opened"), 1);
    set_file_limit(old.rlim_cur);
    ck_assert_int_eq(http_read(&client).status, 200);
    http_close(&client);
}
END_TEST

START_TEST(connections_are_no_more_than_files)
{
    struct rlimit old;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &old), 0);
    struct rlimit low = { 400, 400 };
    int log = catch_log();
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &low), 0);
    http_start((struct kt_server_options){ .threads = 1 });
    /* 400 less 256 for others and 64 to be refused. */
    ck_assert_uint_eq(count_in_log(log, "\"files\":400,\"connections\":80"), 1);
    ck_assert_int_eq(http_get("/healthz").status, 200);
}
END_TEST

Suite *
kt_suite_server_crowd(void)
{
    Suite *suite = suite_create("server_crowd");
    TCase *tcase = http_bare_case(suite, "crowd");
    tcase_add_test(tcase, crowd_leaves_the_others_alone);
    tcase_add_test(tcase, steady_sender_may_take_longer);
    tcase_add_test(tcase, reader_who_does_not_read_is_cut);
    tcase_add_test(tcase, no_file_left_lets_new_ones_wait);
    tcase_add_test(tcase, no_file_left_for_the_first_connection);
    tcase_add_test(tcase, connections_are_no_more_than_files);
    return suite;
}
