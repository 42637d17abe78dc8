/* The server is killed at random moments while buyers place orders: what it
 * acknowledged is there, once and whole, and it starts again at once. */
#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

/* Thirty rounds in all, in tests of five. */
enum { TESTS = 6, ROUNDS = 5, BUYERS = 4, ORDERS_MAX = 20000, REPLY = 65536 };

static unsigned port;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long numbers[ORDERS_MAX]; /* acknowledged */
static size_t number_count;

/* ---- a buyer ---- */

static int
dial(void)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((unsigned short)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(file, (struct sockaddr *)&to, sizeof to) == 0)
        return file;
    close(file);
    return -1;
}

/* One request, its answer to the end; false when the server is gone. */
static bool
ask(const char *target, const char *body, char reply[REPLY])
{
    char text[2048];
    size_t len = 0;
    ssize_t got;
    int file = dial();
    if (file < 0)
        return false;
    int size = snprintf(text, sizeof text,
                        "POST /store/v1/carts%s HTTP/1.1\r\nHost: shop\r\n"
                        "Connection: close\r\nContent-Type: application/json"
                        "\r\nContent-Length: %zu\r\n\r\n%s",
                        target, strlen(body), body);
    if (send(file, text, (size_t)size, MSG_NOSIGNAL) == size)
        while ((got = recv(file, reply + len, REPLY - 1 - len, 0)) > 0)
            len += (size_t)got;
    reply[len] = '\0';
    close(file);
    return strncmp(reply, "HTTP/1.1 20", 11) == 0;
}

static const char cart_body[] =
    "{\"email\":\"a@example.com\",\"shipping_option\":\"standard\","
    "\"shipping_address\":{\"first_name\":\"A\",\"last_name\":\"B\",\"line1\":"
    "\"Weg 1\",\"postal_code\":\"20457\",\"city\":\"Hamburg\",\"country\":"
    "\"DE\"},\"lines\":[{\"sku\":\"mug\",\"quantity\":1}]}";

static const char lines_body[] = "{\"sku\":\"mug\",\"quantity\":1}";

/* The number of the order, 0 when the server is gone. */
static long
buy(char reply[REPLY])
{
    char cart[64], target[128];
    long number = 0;
    const char *at;
    if (!ask("", cart_body, reply) || (at = strstr(reply, "cart_")) == NULL)
        return 0;
    snprintf(cart, sizeof cart, "%.31s", at);
    snprintf(target, sizeof target, "/%s/lines", cart);
    if (!ask(target, lines_body, reply))
        return 0;
    snprintf(target, sizeof target, "/%s/checkout", cart);
    if (ask(target,
            "{\"payment\":{\"provider\":\"manual\"},\"expected_total\":2870}",
            reply) &&
        (at = strstr(reply, "\"number\":\"")) != NULL)
        number = strtol(at + strlen("\"number\":\""), NULL, 10);
    return number;
}

static void *
buy_until_it_ends(void *arg)
{
    char *reply = arg;
    long number;
    while ((number = buy(reply)) > 0) {
        pthread_mutex_lock(&mutex);
        ck_assert_uint_lt(number_count, ORDERS_MAX);
        numbers[number_count++] = number;
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

/* ---- rounds ---- */

static void
make_shop(void)
{
    ck_assert_int_eq(
        cli_sh("kontor init s --currency EUR --country DE --tax 19 && "
               "echo '{\"kind\":\"product\",\"slug\":\"mug\",\"titles\":"
               "{\"en\":\"Mug\"},\"variants\":[{\"sku\":\"mug\",\"prices\":["
               "{\"currency\":\"EUR\",\"amount\":1190}],\"stock\":[{"
               "\"location\":\"main\",\"available\":1000000}]}]}\n{\"kind\":"
               "\"reaction\",\"code\":\"thanks\",\"rule\":\"thank_you\"}' | "
               "kontor import jsonl - --shop s"),
        0);
}

static long
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
sleep_ms(long ms)
{
    struct timespec pause = { ms / 1000, ms % 1000 * 1000000 };
    nanosleep(&pause, NULL);
}

static void
run_round(char replies[BUYERS][REPLY])
{
    pthread_t buyers[BUYERS];
    size_t before = number_count;
    long end = now_ms() + 20000;
    pid_t server = cli_serve("s", port);
    for (int i = 0; i < BUYERS; i++)
        ck_assert_int_eq(pthread_create(&buyers[i], NULL, buy_until_it_ends,
                                        replies[i]),
                         0);
    for (size_t count = before; count < before + 3 && now_ms() < end;) {
        sleep_ms(1);
        pthread_mutex_lock(&mutex);
        count = number_count;
        pthread_mutex_unlock(&mutex);
    }
    sleep_ms(random() % 150);
    ck_assert_int_eq(cli_stop(server, SIGKILL), -SIGKILL);
    for (int i = 0; i < BUYERS; i++)
        pthread_join(buyers[i], NULL);
    ck_assert_msg(number_count > before, "nothing was sold: %s", replies[0]);
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
    char(*replies)[REPLY] = calloc(BUYERS, REPLY);
    make_shop();
    srandom((unsigned)_i);
    port = cli_port();
    number_count = 0;
    for (int round = 0; round < ROUNDS; round++) {
        run_round(replies);
        check_round();
    }
    free(replies);
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
