/* A use of the shop while one allocation fails: each request ends in its
 * answer, in 503 or with its connection; the next use goes well. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"
#include "http/admin.h"
#include "service/import/import.h"
#include "service/shop.h"

Suite *kt_suite_memory(void);

enum {
    SAMPLES = 120,
    STARTS = 40,
    IMPORTS = 40,
    EXIT_NO_MEMORY = 1,
    EXIT_NOT_OPEN = 3
};

/* The i-th of `samples` numbers from 1 to count, spread evenly. */
static long
sample(long count, int i, int samples)
{
    return count <= samples ? i + 1 : 1 + i * (count - 1) / (samples - 1);
}

/* ---- a running server ---- */

struct step {
    const char *method, *target, *body;
    int status;
};

static const struct step steps[] = {
    { "GET", "/store/v1/products?limit=5", NULL, 200 },
    { "GET", "/store/v1/products/mug", NULL, 200 },
    { "GET", "/healthz", NULL, 200 },
    { "GET", "/docs", NULL, 200 },
    { "GET", "/admin/v1/orders?limit=5", NULL, 200 },
    { "PATCH", "/admin/v1/settings", "{\"lines_max\":50}", 200 },
    { "POST", "/admin/v1/promotions",
      "{\"rule\":\"percent_off\",\"title\":\"Ten\",\"params\":{\"percent\":10},"
      "\"is_active\":false}",
      201 },
    { "GET", "/store/v1/nowhere", NULL, 404 },
};

struct use {
    int64_t sold;
    int failed;
};

static bool
is_refusal(int status)
{
    return status == 503 || status == 0;
}

/* A purchase, browsing, and changes by staff. */
static struct use
use_shop(struct kt_str token)
{
    struct kt_arena_mark mark = kt_arena_mark(&http_arena);
    struct use use = { 0 };
    struct place_sale sale = place_buy();
    use.sold = sale.is_sold;
    use.failed = !sale.is_sold;
    ck_assert_msg(use.sold || is_refusal(sale.status), "sale: %d", sale.status);
    for (size_t i = 0; i < KT_COUNT(steps); i++) {
        const struct step *step = &steps[i];
        struct http_reply reply =
            admin_call_as(token, "", step->method, kt_str_of(step->target),
                          step->body);
        use.failed += reply.status != step->status;
        ck_assert_msg(reply.status == step->status || is_refusal(reply.status),
                      "%s %s: %d %.*s", step->method, step->target,
                      reply.status, KT_STR_FMT(reply.body));
    }
    kt_arena_rewind(&http_arena, mark);
    return use;
}

START_TEST(test_a_running_server_goes_on)
{
    int64_t sold = 0, unsure = 0;
    ck_assert_int_eq(place_open(), KT_OK);
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    for (int i = 0; i < 2; i++)
        sold += use_shop(token).sold;
    faults_fail_memory(0);
    sold += use_shop(token).sold;
    long calls = faults_memory_count();
    ck_assert_int_gt(calls, 100);
    for (int i = 0; i < SAMPLES && i < calls; i++) {
        faults_fail_memory(sample(calls, i, SAMPLES));
        struct use use = use_shop(token);
        faults_fail_memory(0);
        sold += use.sold;
        unsure += use.failed;
        use = use_shop(token);
        ck_assert_int_eq(use.failed, 0);
        sold += use.sold;
    }
    place_close();
    struct place_books books = place_audit();
    ck_assert_int_eq(books.sold, books.orders);
    ck_assert_int_ge(books.orders, sold);
    ck_assert_int_le(books.orders, sold + unsure);
}
END_TEST

/* ---- in a process of its own ---- */

/* Runs fn while the n-th allocation fails; gives the exit code and the count of
 * allocations. */
static int
run_child(int (*fn)(void), long n, long *calls)
{
    int pipes[2], result;
    ck_assert_int_eq(pipe(pipes), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        faults_spare_thread(false);
        faults_fail_memory(n);
        int code = fn();
        *calls = faults_memory_count();
        faults_spare_thread(true);
        ck_assert_int_eq(write(pipes[1], calls, sizeof *calls),
                         (ssize_t)sizeof *calls);
        _exit(code);
    }
    close(pipes[1]);
    if (read(pipes[0], calls, sizeof *calls) != sizeof *calls)
        *calls = 0;
    close(pipes[0]);
    ck_assert_int_eq(waitpid(child, &result, 0), child);
    ck_assert_msg(WIFEXITED(result), "%ld: signal %d", n, WTERMSIG(result));
    return WEXITSTATUS(result);
}

static int
open_and_buy(void)
{
    if (place_open() != KT_OK)
        return EXIT_NOT_OPEN;
    faults_spare_thread(true);
    struct place_sale sale = place_buy();
    ck_assert_msg(sale.is_sold || is_refusal(sale.status), "sale: %d",
                  sale.status);
    faults_fail_memory(0);
    ck_assert(place_buy().is_sold);
    place_close();
    return EXIT_SUCCESS;
}

START_TEST(test_a_start_goes_well_or_ends)
{
    long calls, ignored;
    ck_assert_int_eq(run_child(open_and_buy, 0, &calls), EXIT_SUCCESS);
    ck_assert_int_gt(calls, 100);
    for (int i = 0; i < STARTS; i++) {
        long n = sample(calls, i, STARTS);
        int code = run_child(open_and_buy, n, &ignored);
        ck_assert_msg(code == EXIT_SUCCESS || code == EXIT_NO_MEMORY ||
                          code == EXIT_NOT_OPEN,
                      "%ld: exit code %d", n, code);
    }
    struct place_books books = place_audit();
    ck_assert_int_eq(books.sold, books.orders);
}
END_TEST

/* ---- an import ---- */

static int64_t
read_rest(void *arg, char *buf, size_t size)
{
    struct kt_str *rest = arg;
    size_t count = rest->len < size ? rest->len : size;
    memcpy(buf, rest->ptr, count);
    rest->ptr += count;
    rest->len -= count;
    return (int64_t)count;
}

static int import_number; /* of the product; each run brings another */

static int
import_product(void)
{
    static const char format[] =
        "{\"kind\":\"category\",\"slug\":\"jugs\",\"names\":{\"en\":\"Jugs\"}}"
        "\n{\"kind\":\"product\",\"slug\":\"jug-%d\",\"titles\":{\"en\":"
        "\"Jug\"},\"categories\":[\"jugs\"],\"variants\":[{\"sku\":\"jug-%d\","
        "\"prices\":[{\"currency\":\"EUR\",\"amount\":900}],\"stock\":[{"
        "\"location\":\"main\",\"available\":7}]}]}\n";
    struct kt_import_options options = { .app = &http_app };
    struct kt_import_report report;
    struct kt_error err;
    if (place_open() != KT_OK)
        return EXIT_NOT_OPEN;
    kt_error_init(&err, &http_arena);
    struct kt_str text =
        kt_arena_format(&http_arena, format, import_number, import_number);
    struct kt_stream stream = { read_rest, &text };
    enum kt_status status =
        kt_shop_find(&http_app, KT_STR(""), &options.store_id, &err);
    if (status == KT_OK)
        status = kt_import_run(KT_IMPORT_JSONL, &stream, &options, &http_arena,
                               &report, &err);
    bool is_done = status == KT_OK && report.fault_count == 0;
    place_close();
    return is_done ? EXIT_SUCCESS : EXIT_NO_MEMORY;
}

/* 7 jugs on the shelf and a price, or no jug at all. */
static bool
has_jug(int number)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "SELECT COUNT(*) * 100 + SUM(s.available) * 10 + COUNT(p.amount)"
             " FROM variant v LEFT JOIN stock s ON s.variant_id = v.id"
             " LEFT JOIN price p ON p.variant_id = v.id"
             " WHERE v.sku = 'jug-%d'",
             number);
    int64_t found = place_ask(sql);
    ck_assert_msg(found == 0 || found == 171, "jug-%d: %lld", number,
                  (long long)found);
    return found != 0;
}

START_TEST(test_an_import_stores_all_or_nothing)
{
    long calls, ignored;
    import_number = 0;
    ck_assert_int_eq(run_child(import_product, 0, &calls), EXIT_SUCCESS);
    ck_assert(has_jug(0));
    for (int i = 1; i <= IMPORTS; i++) {
        long n = sample(calls, i - 1, IMPORTS);
        import_number = i;
        int code = run_child(import_product, n, &ignored);
        ck_assert_msg(code == EXIT_SUCCESS || code == EXIT_NO_MEMORY ||
                          code == EXIT_NOT_OPEN,
                      "%ld: exit code %d", n, code);
        place_audit();
        if (!has_jug(i))
            ck_assert_int_ne(code, EXIT_SUCCESS);
    }
    import_number = 1;
    ck_assert_int_eq(run_child(import_product, 0, &ignored), EXIT_SUCCESS);
    ck_assert(has_jug(1));
}
END_TEST

Suite *
kt_suite_memory(void)
{
    Suite *suite = suite_create("memory");
    TCase *memory = tcase_create("memory");
    tcase_add_checked_fixture(memory, place_make, place_remove);
    tcase_set_timeout(memory, 60);
    tcase_add_test(memory, test_a_running_server_goes_on);
    tcase_add_test(memory, test_a_start_goes_well_or_ends);
    tcase_add_test(memory, test_an_import_stores_all_or_nothing);
    suite_add_tcase(suite, memory);
    return suite;
}
