/* Buyers while the disk fails, once: what was acknowledged is there, nothing is
 * half, and the next server sells again. */
#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"

Suite *kt_suite_disk(void);

enum { SALES = 3, SAMPLES = 12, EXIT_NOT_OPEN = 3, EXIT_DISK = 70 };

struct row {
    const char *name;
    struct faults_disk disk;
    bool ends;  /* the process may end by itself */
    int status; /* that buyers may see; 0: they see nothing of it */
    int or_status;
};

static const struct row rows[] = {
    { "no files left", { FAULTS_OPEN, EMFILE }, false, 503, 503 },
    { "open", { FAULTS_OPEN, EIO }, false, 500, 500 },
    { "read", { FAULTS_READ, EIO }, true, 0, 0 },
    { "half a read", { FAULTS_READ, 0 }, false, 0, 0 },
    { "write", { FAULTS_WRITE, EIO }, true, 0, 0 },
    { "no room to write", { FAULTS_WRITE, ENOSPC }, false, 507, 507 },
    { "no quota to write", { FAULTS_WRITE, EDQUOT }, false, 507, 507 },
    { "half a write", { FAULTS_WRITE, 0 }, false, 0, 0 },
    { "sync", { FAULTS_SYNC, EIO }, true, 0, 0 },
    { "truncate", { FAULTS_TRUNCATE, EIO }, true, 0, 0 },
    { "lock", { FAULTS_LOCK, EIO }, true, 503, 500 },
    { "map", { FAULTS_MAP, ENOMEM }, false, 503, 503 },
};

/* What a child tells: its sales, then how many calls there were. */
struct told {
    struct place_sale sales[SALES];
    long calls;
};

static _Noreturn void
run_child(const struct row *row, long n, int out)
{
    struct told told = { 0 };
    faults_disk_begin();
    faults_fail_disk(row->disk, n);
    if (place_open() != KT_OK)
        _exit(EXIT_NOT_OPEN);
    for (int i = 0; i < SALES; i++) {
        told.sales[i] = place_buy();
        ck_assert_int_eq(write(out, &told.sales[i], sizeof told.sales[i]),
                         (ssize_t)sizeof told.sales[i]);
    }
    told.calls = faults_disk_count();
    place_close();
    ck_assert_int_eq(write(out, &told.calls, sizeof told.calls),
                     (ssize_t)sizeof told.calls);
    _exit(EXIT_SUCCESS);
}

/* The exit code. */
static int
run(const struct row *row, long n, struct told *told)
{
    int pipes[2], result;
    *told = (struct told){ 0 };
    ck_assert_int_eq(pipe(pipes), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0)
        run_child(row, n, pipes[1]);
    close(pipes[1]);
    size_t have = 0;
    ssize_t got;
    while ((got = read(pipes[0], (char *)told + have, sizeof *told - have)) > 0)
        have += (size_t)got;
    close(pipes[0]);
    ck_assert_int_eq(waitpid(child, &result, 0), child);
    ck_assert_msg(WIFEXITED(result), "%s %ld: signal %d", row->name, n,
                  WTERMSIG(result));
    return WEXITSTATUS(result);
}

static int64_t
check_sales(const struct row *row, long n, const struct told *told,
            bool has_ended)
{
    int64_t sold = 0;
    for (int i = 0; i < SALES; i++) {
        const struct place_sale *sale = &told->sales[i];
        if (sale->is_sold) {
            sold++;
            ck_assert_msg(place_has_order(sale->order_id),
                          "%s %ld: sale %d is lost", row->name, n, i);
        } else if (!has_ended) {
            ck_assert_msg(sale->status == row->status ||
                              sale->status == row->or_status,
                          "%s %ld: status %d", row->name, n, sale->status);
        }
    }
    return sold;
}

/* Orders that were placed, but could not be acknowledged, are whole as well. */
static void
check(const struct row *row, long n, int code, const struct told *told,
      struct place_books *before)
{
    bool has_ended = code != EXIT_SUCCESS;
    ck_assert_msg(!has_ended || code == EXIT_NOT_OPEN ||
                      (code == EXIT_DISK && row->ends),
                  "%s %ld: exit code %d", row->name, n, code);
    struct place_books books = place_audit();
    int64_t sold = check_sales(row, n, told, has_ended);
    int64_t unsure = books.orders - before->orders - sold;
    ck_assert_msg(unsure == 0 || (unsure == 1 && has_ended),
                  "%s %ld: %lld orders that nobody knows", row->name, n,
                  (long long)unsure);
    ck_assert_int_eq(books.sold, books.orders);
    *before = books;
}

START_TEST(test_a_call_that_fails_costs_no_order)
{
    const struct row *row = &rows[_i];
    struct place_books books = { 0 };
    struct told told;
    ck_assert_int_eq(run(row, 0, &told), EXIT_SUCCESS);
    long calls = told.calls;
    check(row, 0, EXIT_SUCCESS, &told, &books);
    ck_assert_int_eq(books.orders, SALES);
    if (row->disk.call != FAULTS_TRUNCATE)
        ck_assert_int_gt(calls, 0);
    for (int i = 0; i < SAMPLES && i < calls; i++) {
        long n = calls <= SAMPLES ? i + 1 : 1 + i * (calls - 1) / (SAMPLES - 1);
        int code = run(row, n, &told);
        check(row, n, code, &told, &books);
    }
    int64_t orders = books.orders;
    ck_assert_int_eq(run(row, 0, &told), EXIT_SUCCESS);
    check(row, 0, EXIT_SUCCESS, &told, &books);
    ck_assert_int_eq(books.orders, orders + SALES);
}
END_TEST

Suite *
kt_suite_disk(void)
{
    Suite *suite = suite_create("disk");
    TCase *disk = tcase_create("disk");
    tcase_add_checked_fixture(disk, place_make, place_remove);
    tcase_set_timeout(disk, 60);
    tcase_add_loop_test(disk, test_a_call_that_fails_costs_no_order, 0,
                        KT_COUNT(rows));
    suite_add_tcase(suite, disk);
    return suite;
}
