/* What a server does when its disk is full or its database is damaged, and
 * when another server is there already. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli.h"

Suite *kt_suite_fault(void);

static unsigned port;
static pid_t server;

static void
make_shop(void)
{
    ck_assert_int_eq(
        cli_sh("kontor init s --currency EUR --country DE --tax 19 && "
               "echo '{\"kind\":\"product\",\"slug\":\"mug\",\"titles\":"
               "{\"en\":\"Mug\"},\"variants\":[{\"sku\":\"mug\",\"prices\":["
               "{\"currency\":\"EUR\",\"amount\":1190}],\"stock\":[{"
               "\"location\":\"main\",\"available\":1000}]}]}' | "
               "kontor import jsonl - --shop s"),
        0);
    port = cli_port();
}

static void
serve(void)
{
    make_shop();
    server = cli_serve("s", port);
}

/* One request by curl: its status, a space and its body are in cli_out. */
static void
ask(const char *method, const char *target, const char *body)
{
    ck_assert_int_eq(cli_sh("curl -s -X %s -w '%%{stderr}%%{http_code}' "
                            "http://127.0.0.1:%u%s%s%s%s",
                            method, port, target,
                            body != NULL ? " --json '" : "",
                            body != NULL ? body : "", body != NULL ? "'" : ""),
                     0);
}

static int
status(const char *method, const char *target, const char *body)
{
    ask(method, target, body);
    return atoi(cli_err);
}

#define assert_asks(expected, method, target, body)                            \
    do {                                                                       \
        int status_ = status((method), (target), (body));                      \
        ck_assert_msg(status_ == (expected), "%s %s: %d %s", (method),         \
                      (target), status_, cli_out);                             \
    } while (0)

/* A cart that is ready to be placed for 16.80; its address is in cart. */
static void
make_cart(char cart[64])
{
    assert_asks(201, "POST", "/store/v1/carts",
                "{\"email\":\"a@example.com\",\"shipping_option\":\"standard\","
                "\"shipping_address\":{\"first_name\":\"A\",\"last_name\":"
                "\"B\",\"line1\":\"Weg 1\",\"postal_code\":\"20457\",\"city\":"
                "\"Hamburg\",\"country\":\"DE\"},"
                "\"lines\":[{\"sku\":\"mug\",\"quantity\":1}]}");
    const char *id = strstr(cli_out, "cart_");
    ck_assert_ptr_nonnull(id);
    snprintf(cart, 64, "/store/v1/carts/%.31s", id);
}

static const char checkout_body[] =
    "{\"payment\":{\"provider\":\"manual\"},\"expected_total\":1680}";

/* ---- a full disk ---- */

static void
limit_files(rlim_t bytes)
{
    struct rlimit limit = { bytes, RLIM_INFINITY };
    ck_assert_int_eq(prlimit(server, RLIMIT_FSIZE, &limit, NULL), 0);
}

static void
assert_is_full(void)
{
    static const char start[] =
        "{\"type\":\"/problems/store-full\",\"title\":\"The disk is full\","
        "\"status\":507,\"request_id\":\"";
    ck_assert_msg(strncmp(cli_out, start, strlen(start)) == 0, "%s", cli_out);
}

START_TEST(test_a_full_disk_refuses_writes_and_recovers)
{
    char cart[64], checkout[80];
    serve();
    make_cart(cart);
    snprintf(checkout, sizeof checkout, "%s/checkout", cart);
    limit_files(4096);
    for (int i = 0; i < 3; i++) {
        assert_asks(507, "POST", checkout, checkout_body);
        assert_is_full();
        assert_asks(507, "POST", "/store/v1/carts", "{}");
        assert_is_full();
        assert_asks(200, "GET", cart, NULL);
        assert_asks(200, "GET", "/store/v1/products", NULL);
        assert_asks(200, "GET", "/readyz", NULL);
    }
    ck_assert_int_eq(cli_sql("s/data/shop.db", "SELECT COUNT(*) FROM orders"),
                     0);
    ck_assert_msg(cli_sh("kontor doctor s") == 0, "%s", cli_out);

    limit_files(RLIM_INFINITY);
    assert_asks(201, "POST", checkout, checkout_body);
    ck_assert_int_eq(cli_sql("s/data/shop.db", "SELECT COUNT(*) FROM orders"),
                     1);
    ck_assert_int_eq(cli_sql("s/data/shop.db", "SELECT available FROM stock"),
                     999);
    ck_assert_msg(cli_sh("kontor doctor s") == 0, "%s", cli_out);
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
}
END_TEST

/* The log begins anew in the room that it has. */
START_TEST(test_a_log_that_cannot_grow_is_used_again)
{
    enum { CHANGES = 200 };
    char cart[64];
    int refused = 0;
    serve();
    make_cart(cart);
    limit_files(700 * 1024);
    for (int i = 0; i < CHANGES; i++) {
        char body[64];
        snprintf(body, sizeof body, "{\"email\":\"a%d@example.com\"}", i);
        int code = status("PATCH", cart, body);
        ck_assert_msg(code == 200 || code == 507, "%d: %s", code, cli_out);
        refused += code == 507;
    }
    ck_assert_int_ge(refused, 1);
    ck_assert_int_le(refused, CHANGES / 10);
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
}
END_TEST

/* A disk of its own, where the system lets a user have one. */
START_TEST(test_a_small_disk_that_is_full)
{
    static const char script[] =
        "mount -t tmpfs -o size=2m none disk && kontor init disk/s --currency "
        "EUR --country DE --tax 19 >&2 || exit 2\n"
        "cart() { curl -s -o body -w '%%{http_code}' --json '{}' "
        "http://127.0.0.1:%u/store/v1/carts; }\n"
        "\"$KONTOR\" serve disk/s --port %u >&2 & server=$!\n"
        "until curl -sf http://127.0.0.1:%u/readyz >/dev/null; do sleep 0.01;"
        " done\n"
        "cart; echo; cat /dev/zero 2>/dev/null >disk/filler\n"
        "code=201; while [ $code = 201 ]; do code=$(cart); done\n"
        "echo $code; grep -o 'store-full' body\n"
        "curl -s -o /dev/null -w '%%{http_code}\\n' "
        "http://127.0.0.1:%u/store/v1/products\n"
        "kontor doctor disk/s | grep -c '^wrong' \n"
        "rm disk/filler; cart; echo; kill $server; wait $server; echo $?\n";
    char text[2048];
    port = cli_port();
    if (cli_sh("mkdir disk && unshare -rm true") != 0)
        return; /* not allowed here */
    int len = snprintf(text, sizeof text, script, port, port, port, port);
    ck_assert_int_lt(len, (int)sizeof text);
    setenv("SCRIPT", text, 1);
    cli_sh("unshare -rm sh -c 'kontor() { \"$KONTOR\" \"$@\"; }\n'\"$SCRIPT\"");
    unsetenv("SCRIPT");
    /* The doctor wants more room, and nothing else. */
    ck_assert_msg(strcmp(cli_out, "201\n507\nstore-full\n200\n1\n201\n0\n") ==
                      0,
                  "%s%s", cli_out, cli_err);
}
END_TEST

/* ---- damage ---- */

START_TEST(test_a_damaged_page_is_not_served)
{
    make_shop();
    cli_sh("dd if=/dev/zero of=s/data/shop.db bs=4096 seek=20 count=3 "
           "conv=notrunc");
    ck_assert_int_eq(cli_sh("kontor serve s --port %u", port), 1);
    assert_says(cli_err, "kontor: The database failed: it is damaged: ");
    assert_says(cli_err, "; kontor doctor tells all, kontor restore makes a "
                         "shop of a backup\n");
    cli_sh("echo 'This is a letter.' >s/data/shop.db");
    ck_assert_int_eq(cli_sh("kontor serve s --port %u", port), 1);
    assert_says(cli_err, "data/shop.db: file is not a database\n");
}
END_TEST

/* What is too much to read before it is served is read beside it. */
START_TEST(test_damage_of_a_large_database_ends_the_server)
{
    static const char path[] = "s/data/shop.db";
    make_shop();
    cli_sql(path, "CREATE TABLE filler (bytes BLOB)");
    cli_sql(path, "INSERT INTO filler VALUES (zeroblob(20000000))");
    ck_assert_msg(cli_sh("kontor doctor s") == 0, "%s", cli_out);
    server = cli_serve("s", port);
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
    ck_assert_msg(strstr(cli_err, "\"error\"") == NULL, "%s", cli_err);

    cli_sh("dd if=/dev/zero of=s/data/shop.db bs=4096 seek=4000 count=1 "
           "conv=notrunc");
    char program[] = KONTOR_BINARY, command[] = "serve", option[] = "--port",
         number[16], folder[] = "s", *out;
    char *words[] = { program, command, option, number, folder, NULL };
    snprintf(number, sizeof number, "%u", port);
    server = cli_start(words, "", &out);
    free(out);
    ck_assert_int_eq(cli_stop(server, 0), 71);
    assert_says(cli_err, "\"the database is damaged\"");
    assert_says(cli_err, "\"stopping, a backup is needed\"");
}
END_TEST

/* A log that is cut short holds the first orders, each of them whole. */
START_TEST(test_a_truncated_log_holds_whole_orders)
{
    enum { ORDERS = 5, CUTS = 12 };
    long long last = -1;
    serve();
    for (int i = 0; i < ORDERS; i++) {
        char cart[64], checkout[80];
        make_cart(cart);
        snprintf(checkout, sizeof checkout, "%s/checkout", cart);
        assert_asks(201, "POST", checkout, checkout_body);
    }
    cli_stop(server, SIGKILL);
    for (int i = 0; i <= CUTS; i++) {
        ck_assert_int_eq(
            cli_sh("rm -rf t && cp -r s t && cd t/data && "
                   "size=$(stat -c %%s shop.db-wal) && "
                   "truncate -s $((size * %d / %d)) shop.db-wal && "
                   "rm shop.db-shm && kontor doctor ../../t",
                   i, CUTS),
            0);
        long long orders =
            cli_sql("t/data/shop.db", "SELECT COUNT(*) FROM orders");
        ck_assert_int_ge(orders, last);
        last = orders;
    }
    ck_assert_int_eq(last, ORDERS);
}
END_TEST

/* ---- another server ---- */

START_TEST(test_a_second_server_is_refused)
{
    char told[256];
    serve();
    ck_assert_int_eq(cli_sh("kontor serve s --port %u", cli_port()), 1);
    snprintf(told, sizeof told, "shop.db belongs to process %ld\n",
             (long)server);
    assert_says(cli_err, "kontor: The database is owned by another process: ");
    assert_says(cli_err, told);
    ck_assert_int_eq(cli_stop(server, SIGKILL), -SIGKILL);

    /* What a killed one left behind is in nobody's way. */
    ck_assert_int_eq(cli_sh("cat s/data/shop.db.lock"), 0);
    ck_assert_int_eq(atoi(cli_out), server);
    server = cli_serve("s", port);
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
    cli_sh("echo 1 >s/data/shop.db.lock");
    server = cli_serve("s", port);
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
}
END_TEST

Suite *
kt_suite_fault(void)
{
    Suite *suite = suite_create("fault");
    TCase *disk = cli_case(suite, "disk");
    tcase_add_test(disk, test_a_full_disk_refuses_writes_and_recovers);
    tcase_add_test(disk, test_a_log_that_cannot_grow_is_used_again);
    tcase_add_test(disk, test_a_small_disk_that_is_full);
    TCase *damage = cli_case(suite, "damage");
    tcase_add_test(damage, test_a_damaged_page_is_not_served);
    tcase_add_test(damage, test_damage_of_a_large_database_ends_the_server);
    tcase_add_test(damage, test_a_truncated_log_holds_whole_orders);
    TCase *owner = cli_case(suite, "owner");
    tcase_add_test(owner, test_a_second_server_is_refused);
    return suite;
}
