/* The server is killed at random moments while buyers place orders: what it
 * acknowledged is there, once and whole, and it starts again at once. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "buyer.h"
#include "cli.h"

/* Thirty rounds in all, in tests of five. */
enum { TESTS = 6, ROUNDS = 5, BUYERS = 4, ORDERS_MAX = 20000 };

static unsigned port;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long numbers[ORDERS_MAX]; /* acknowledged */
static size_t number_count;

static void *
buy_until_it_ends(void *arg)
{
    struct cli_buyer *buyer = arg;
    long number;
    while ((number = cli_buy(buyer)) > 0) {
        pthread_mutex_lock(&mutex);
        ck_assert_uint_lt(number_count, ORDERS_MAX);
        numbers[number_count++] = number;
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

/* ---- rounds ---- */

static void
sleep_ms(long ms)
{
    struct timespec pause = { ms / 1000, ms % 1000 * 1000000 };
    nanosleep(&pause, NULL);
}

static void
run_round(struct cli_buyer buyers[BUYERS])
{
    pthread_t threads[BUYERS];
    size_t before = number_count;
    long long end = cli_now_us() + 20000000;
    pid_t server = cli_serve("s", port);
    for (int i = 0; i < BUYERS; i++) {
        buyers[i] = (struct cli_buyer){ .port = port, .file = -1 };
        ck_assert_int_eq(pthread_create(&threads[i], NULL, buy_until_it_ends,
                                        &buyers[i]),
                         0);
    }
    for (size_t count = before; count < before + 3 && cli_now_us() < end;) {
        sleep_ms(1);
        pthread_mutex_lock(&mutex);
        count = number_count;
        pthread_mutex_unlock(&mutex);
    }
    sleep_ms(random() % 150);
    ck_assert_int_eq(cli_stop(server, SIGKILL), -SIGKILL);
    for (int i = 0; i < BUYERS; i++)
        pthread_join(threads[i], NULL);
    ck_assert_msg(number_count > before, "nothing was sold: %s",
                  buyers[0].reply);
}

/* ---- what is left ---- */

static const char database[] = "s/data/shop.db";

static void
assert_counts(const char *what, const char *sql, long long expected)
{
    long long count = cli_sql(database, sql);
    ck_assert_msg(count == expected, "%s: %lld, want %lld", what, count,
                  expected);
}

/* What belongs to one order: two mugs on a line, their sale, the whole amount
 * in one payment, the record of its placing. */
static const char half_orders[] =
    "SELECT COUNT(*) FROM orders o WHERE"
    " (SELECT COUNT(*) FROM orders n WHERE n.number = o.number) <> 1 OR"
    " (SELECT COUNT(*) FROM orders c WHERE c.cart_id = o.cart_id) <> 1 OR"
    " (SELECT COUNT(*) || '/' || SUM(quantity) FROM order_line l"
    "  WHERE l.order_id = o.id) IS NOT '1/2' OR"
    " (SELECT COUNT(*) || '/' || SUM(quantity) FROM stock_move m"
    "  WHERE m.order_id = o.id AND m.kind = 'sale') IS NOT '1/-2' OR"
    " (SELECT COUNT(*) || '/' || SUM(amount) FROM payment p"
    "  WHERE p.order_id = o.id) IS NOT '1/2870' OR"
    " (SELECT COUNT(*) FROM order_event e"
    "  WHERE e.order_id = o.id AND e.event = 'place') <> 1";

/* An event waits in the outbox, or has become the mail that answers it. */
static const char events[] =
    "SELECT (SELECT COUNT(*) FROM outbox WHERE topic = 'order.placed')"
    " + (SELECT COUNT(DISTINCT json_extract(body, '$.job.data.number')) FROM "
    "job)";

static const char mails_again[] =
    "SELECT COUNT(*) - COUNT(DISTINCT json_extract(body, '$.job.data.number'))"
    " FROM job";

/* Each acknowledged order is there, and all that are there are whole. */
static void
check_round(void)
{
    char sql[128];
    ck_assert_msg(cli_sh("kontor doctor s") == 0, "%s", cli_out);
    for (size_t i = 0; i < number_count; i++) {
        snprintf(sql, sizeof sql,
                 "SELECT COUNT(*) FROM orders WHERE number = %ld", numbers[i]);
        ck_assert_msg(cli_sql(database, sql) == 1, "order %ld is lost",
                      numbers[i]);
    }
    long long orders = cli_sql(database, "SELECT COUNT(*) FROM orders");
    assert_counts("half orders", half_orders, 0);
    assert_counts("events", events, orders);
    assert_counts("mails twice", mails_again, 0);
    assert_counts("sales",
                  "SELECT COUNT(*) FROM stock_move WHERE kind = "
                  "'sale'",
                  orders);
    assert_counts("payments", "SELECT COUNT(*) FROM payment", orders);
    assert_counts("sold", "SELECT 1000000 - available FROM stock", 2 * orders);
    assert_counts("numbers", "SELECT next_number - 1000 FROM order_counter",
                  orders);
}

START_TEST(test_a_killed_server_loses_no_order)
{
    struct cli_buyer *buyers = calloc(BUYERS, sizeof *buyers);
    cli_make_shop();
    srandom((unsigned)_i);
    port = cli_port();
    number_count = 0;
    for (int round = 0; round < ROUNDS; round++) {
        run_round(buyers);
        check_round();
    }
    free(buyers);
}
END_TEST

Suite *kt_suite_kill(void);

Suite *
kt_suite_kill(void)
{
    Suite *suite = suite_create("kill");
    TCase *kill = cli_case(suite, "kill");
    tcase_add_loop_test(kill, test_a_killed_server_loses_no_order, 0, TESTS);
    return suite;
}
