/* The check of all pages beside the work, and its being broken off. */
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "contract.h"

Suite *kt_suite_check(void);

static atomic_bool is_telling, is_stopped;
static atomic_int told_late;

/* Stands still at the first fault. */
static void
tell(void *arg, struct kt_str fault)
{
    (void)arg;
    (void)fault;
    atomic_store(&is_telling, true);
    usleep(50 * 1000);
    told_late += atomic_load(&is_stopped);
}

static void *
check(void *arg)
{
    struct kt_arena arena;
    struct kt_error err;
    (void)arg;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    assert_ok(kt_store_check(contract_store, tell, NULL, &err));
    kt_arena_release(&arena);
    return NULL;
}

/* Rows that lack what their table says they have. */
static void
damage(void)
{
    contract_driver->tamper(
        contract_place,
        "CREATE TABLE hollow (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
        " SELECT i + 1 FROM n WHERE i < 10) INSERT INTO hollow SELECT NULL"
        " FROM n; PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql ="
        " 'CREATE TABLE hollow (x NOT NULL)' WHERE name = 'hollow'");
}

START_TEST(test_nothing_is_checked_behind_a_stop)
{
    pthread_t thread;
    damage();
    ck_assert_int_eq(pthread_create(&thread, NULL, check, NULL), 0);
    while (!atomic_load(&is_telling))
        usleep(1000);
    kt_store_stop_check(contract_store);
    atomic_store(&is_stopped, true);
    pthread_join(thread, NULL);
    ck_assert_int_eq(told_late, 0);
}
END_TEST

/* Whenever it comes: what had not begun does not begin. */
START_TEST(test_a_stop_comes_at_any_time)
{
    enum { ROUNDS = 30 };
    damage();
    for (unsigned i = 0; i < ROUNDS; i++) {
        pthread_t thread;
        contract_close();
        assert_ok(contract_open());
        atomic_store(&is_stopped, false);
        ck_assert_int_eq(pthread_create(&thread, NULL, check, NULL), 0);
        usleep(i * 30);
        kt_store_stop_check(contract_store);
        atomic_store(&is_stopped, true);
        pthread_join(thread, NULL);
    }
    ck_assert_int_eq(told_late, 0);
}
END_TEST

Suite *
kt_suite_check(void)
{
    Suite *suite = suite_create("check");
    TCase *tcase = contract_case(suite, "check");
    tcase_add_test(tcase, test_nothing_is_checked_behind_a_stop);
    tcase_add_test(tcase, test_a_stop_comes_at_any_time);
    return suite;
}
