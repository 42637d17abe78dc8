/* Signals to a server at work: SIGTERM ends it and loses no request that was
 * sent before, SIGHUP brings new settings. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "buyer.h"
#include "cli.h"

Suite *kt_suite_serve(void);

static void
sleep_ms(long ms)
{
    struct timespec pause = { ms / 1000, ms % 1000 * 1000000 };
    nanosleep(&pause, NULL);
}

/* ---- SIGTERM ---- */

enum { TESTS = 4, BUYERS = 12, ORDERS_MAX = 20000 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long numbers[ORDERS_MAX]; /* acknowledged */
static size_t number_count;

static void *
buy_until_it_ends(void *arg)
{
    long number;
    while ((number = cli_buy(arg)) > 0) {
        pthread_mutex_lock(&mutex);
        ck_assert_uint_lt(number_count, ORDERS_MAX);
        numbers[number_count++] = number;
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void
wait_for_orders(size_t wanted)
{
    long long end = cli_now_us() + 20000000;
    for (size_t count = 0; count < wanted && cli_now_us() < end;) {
        sleep_ms(1);
        pthread_mutex_lock(&mutex);
        count = number_count;
        pthread_mutex_unlock(&mutex);
    }
}

static void
check_orders(void)
{
    char sql[128];
    for (size_t i = 0; i < number_count; i++) {
        snprintf(sql, sizeof sql,
                 "SELECT COUNT(*) FROM orders WHERE number = %ld", numbers[i]);
        ck_assert_msg(cli_sql("s/data/shop.db", sql) == 1, "order %ld is lost",
                      numbers[i]);
    }
}

/* Half of them ask on new connections, so that some wait to be accepted. */
START_TEST(test_sigterm_answers_what_was_sent)
{
    struct cli_buyer *buyers = calloc(BUYERS, sizeof *buyers);
    pthread_t threads[BUYERS];
    unsigned port = cli_port();
    number_count = 0;
    srandom((unsigned)_i);
    cli_make_shop();
    pid_t server = cli_serve("s", port);
    for (int i = 0; i < BUYERS; i++) {
        buyers[i] = (struct cli_buyer){ .port = port,
                                        .keeps_connection = i % 2 == 0,
                                        .file = -1 };
        ck_assert_int_eq(pthread_create(&threads[i], NULL, buy_until_it_ends,
                                        &buyers[i]),
                         0);
    }
    wait_for_orders(20);
    sleep_ms(random() % 100);
    long long signal_us = cli_now_us();
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
    for (int i = 0; i < BUYERS; i++) {
        pthread_join(threads[i], NULL);
        ck_assert_msg(buyers[i].is_answered || buyers[i].sent_us == 0 ||
                          buyers[i].sent_us >= signal_us,
                      "buyer %d was not answered, %lld us before the signal", i,
                      signal_us - buyers[i].sent_us);
    }
    ck_assert_uint_ge(number_count, 20);
    check_orders();
    free(buyers);
}
END_TEST

/* ---- SIGHUP ---- */

static bool
cart_is_made(struct cli_buyer *buyer)
{
    return cli_ask(buyer, "", "{}");
}

static void
set(const char *lines)
{
    ck_assert_int_eq(cli_sh("printf '%%b' '%s' > s/kontor.conf", lines), 0);
}

/* Until the server has heard the signal. */
static void
wait_for_cart(struct cli_buyer *buyer, bool is_made)
{
    for (int i = 0; i < 500 && cart_is_made(buyer) != is_made; i++)
        sleep_ms(10);
    ck_assert_int_eq(cart_is_made(buyer), is_made);
}

START_TEST(test_sighup_brings_new_limits)
{
    struct cli_buyer *buyer = calloc(1, sizeof *buyer);
    unsigned port = cli_port();
    cli_make_shop();
    *buyer = (struct cli_buyer){ .port = port, .file = -1 };
    pid_t server = cli_serve("s", port);
    for (int i = 0; i < 5; i++)
        ck_assert(cart_is_made(buyer));
    set("trusted_proxies =\ncarts_per_minute = 1\n");
    ck_assert_int_eq(kill(server, SIGHUP), 0);
    wait_for_cart(buyer, false);
    assert_says(buyer->reply, "HTTP/1.1 429 ");
    set("trusted_proxies = 127.0.0.1, nobody\n");
    ck_assert_int_eq(kill(server, SIGHUP), 0);
    cli_await("trusted_proxies: 'nobody' is no network");
    ck_assert(!cart_is_made(buyer)); /* the old ones stay */
    set("trusted_proxies = 127.0.0.1\n");
    ck_assert_int_eq(kill(server, SIGHUP), 0);
    wait_for_cart(buyer, true);
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
    assert_says(cli_err, "\"event\":\"settings read anew\"");
    free(buyer);
}
END_TEST

START_TEST(test_wrong_proxies_are_told)
{
    cli_make_shop();
    set("trusted_proxies = 10.0.0.0/40\n");
    ck_assert_int_eq(cli_sh("kontor serve s"), 3);
    assert_says(cli_err,
                "s/kontor.conf: trusted_proxies: '10.0.0.0/40' is no network");
}
END_TEST

Suite *
kt_suite_serve(void)
{
    Suite *suite = suite_create("serve");
    TCase *tcase = cli_case(suite, "signals");
    tcase_add_loop_test(tcase, test_sigterm_answers_what_was_sent, 0, TESTS);
    tcase_add_test(tcase, test_sighup_brings_new_limits);
    tcase_add_test(tcase, test_wrong_proxies_are_told);
    return suite;
}
