/* Read transactions: one snapshot, one shop, no writing. */
#include <pthread.h>
#include <semaphore.h>

#include "contract.h"

/* Another thread puts an entry and comes back when it is durable. */
static void *
put_elsewhere(void *key)
{
    assert_ok(contract_put_alone(key, "x"));
    return NULL;
}

static void
put_on_a_thread(const char *key)
{
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, put_elsewhere,
                                    (void *)(uintptr_t)key),
                     0);
    pthread_join(thread, NULL);
}

static enum kt_status
read_around_a_write(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_str before, after, old;
    (void)arg;
    KT_TRY(contract_get(tx, KT_STR("new"), &contract_arena, &before, err));
    put_on_a_thread("new");
    KT_TRY(contract_get(tx, KT_STR("new"), &contract_arena, &after, err));
    KT_TRY(contract_get(tx, KT_STR("old"), &contract_arena, &old, err));
    ck_assert_ptr_null(before.ptr);
    ck_assert_ptr_null(after.ptr);
    assert_text(old, "1");
    return KT_OK;
}

START_TEST(test_sees_one_moment)
{
    assert_ok(contract_put_alone("old", "1"));
    assert_ok(contract_read(read_around_a_write, NULL));
    ck_assert(contract_has("new"));
}
END_TEST

static enum kt_status
read_then_fail(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_str blob;
    (void)arg;
    KT_TRY(contract_get(tx, KT_STR("a"), &contract_arena, &blob, err));
    return kt_fail_not_found(err);
}

START_TEST(test_a_failure_ends_the_snapshot)
{
    assert_status(contract_read(read_then_fail, NULL), KT_NOT_FOUND);
    assert_ok(contract_put_alone("a", "1"));
    ck_assert(contract_has("a"));
}
END_TEST

static enum kt_status
leave_rows_open(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_rows rows;
    (void)arg;
    KT_TRY(kt_query(tx, KT_SQL_STORE_LIST, KT_NO_ARGS, &rows, err));
    ck_assert(kt_rows_next(&rows));
    return KT_OK;
}

START_TEST(test_rows_left_open_end_with_it)
{
    for (int i = 0; i < 3; i++) {
        char key[2] = { (char)('a' + i), '\0' };
        assert_ok(contract_read(leave_rows_open, NULL));
        assert_ok(contract_put_alone(key, "1"));
        ck_assert(contract_has(key));
    }
}
END_TEST

/* The first of two rows, then the statement from its start. */
static enum kt_status
stop_in_the_middle(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)arg;
    for (int i = 0; i < 3; i++) {
        struct kt_rows rows;
        KT_TRY(kt_query(tx, KT_SQL_STORE_LIST, KT_NO_ARGS, &rows, err));
        ck_assert(kt_rows_next(&rows));
        assert_text(kt_col_text(&rows, 1), "neighbour");
        KT_TRY(kt_rows_close(&rows));
        KT_TRY(kt_rows_close(&rows));
        ck_assert(!kt_rows_next(&rows));
    }
    return KT_OK;
}

START_TEST(test_a_query_can_be_closed_early)
{
    assert_ok(contract_read(stop_in_the_middle, NULL));
}
END_TEST

/* Two statements at once, each on its own row. */
static enum kt_status
nest_queries(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_rows outer, inner;
    int *count = arg;
    KT_TRY(kt_query(tx, KT_SQL_STORE_LIST, KT_NO_ARGS, &outer, err));
    while (kt_rows_next(&outer)) {
        struct kt_str code = kt_col_text(&outer, 1);
        KT_TRY(kt_query(tx, KT_SQL_STORE_BY_CODE, KT_ARGS(KT_TEXT(code)),
                        &inner, err));
        ck_assert(kt_rows_next(&inner));
        ck_assert(kt_id_eq(kt_col_id(&inner, 0), kt_col_id(&outer, 0)));
        ck_assert(!kt_rows_next(&inner));
        KT_TRY(kt_rows_close(&inner));
        (*count)++;
    }
    return kt_rows_close(&outer);
}

START_TEST(test_queries_nest)
{
    int count = 0;
    assert_ok(contract_read(nest_queries, &count));
    ck_assert_int_eq(count, 2);
}
END_TEST

static enum kt_status
write_while_reading(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_rows rows;
    (void)arg;
    KT_TRY(kt_query(tx, KT_SQL_ORDER_TAKE_NUMBER, KT_ARGS(KT_INT(0), KT_INT(5)),
                    &rows, err));
    ck_assert(!kt_rows_next(&rows));
    return kt_rows_close(&rows);
}

static enum kt_status
count_one(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    return contract_count_up(tx, 1, arg, err);
}

START_TEST(test_a_reader_cannot_write)
{
    int64_t before = -1;
    assert_status(contract_read(write_while_reading, NULL), KT_STORE_FAILED);
    assert_ok(contract_write(count_one, &before));
    ck_assert_int_eq(before, 0);
    assert_ok(contract_write(count_one, &before));
    ck_assert_int_eq(before, 1);
}
END_TEST

static enum kt_status
put_secret(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)arg;
    return contract_put(tx, KT_STR("secret"), KT_STR("ours"), err);
}

START_TEST(test_shops_do_not_see_each_other)
{
    assert_ok(contract_put_alone("secret", "theirs"));
    struct kt_id shop = contract_shop;
    contract_shop = contract_neighbour;
    ck_assert(!contract_has("secret"));
    assert_ok(contract_write(put_secret, NULL));
    assert_text(contract_get_alone("secret"), "ours");
    contract_shop = shop;
    assert_text(contract_get_alone("secret"), "theirs");
}
END_TEST

START_TEST(test_a_thread_comes_back)
{
    assert_ok(contract_put_alone("a", "1"));
    for (int i = 0; i < 3; i++) {
        assert_text(contract_get_alone("a"), "1");
        kt_store_leave_thread(contract_store);
    }
    kt_store_leave_thread(contract_store);
}
END_TEST

/* ---- a reader that stays long ---- */

static sem_t is_reading, may_end;

static enum kt_status
stay_long(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_rows rows;
    (void)arg;
    KT_TRY(kt_query(tx, KT_SQL_STORE_LIST, KT_NO_ARGS, &rows, err));
    ck_assert(kt_rows_next(&rows));
    sem_post(&is_reading);
    sem_wait(&may_end);
    return kt_rows_close(&rows);
}

static void *
read_long(void *arg)
{
    struct kt_arena arena;
    struct kt_error err;
    (void)arg;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    ck_assert_int_eq(kt_store_read(contract_store, contract_shop, stay_long,
                                   NULL, &err),
                     KT_OK);
    kt_store_leave_thread(contract_store);
    kt_arena_release(&arena);
    return NULL;
}

static enum kt_status
put_much(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    enum { MUCH = 1024 * 1024 };
    int *number = arg;
    char key[16];
    snprintf(key, sizeof key, "m%d", (*number)++);
    struct kt_str blob = { kt_arena_calloc(err->arena, 1, MUCH), MUCH };
    return contract_put(tx, kt_str_of(key), blob, err);
}

static uint64_t
log_bytes(void)
{
    struct kt_store_stats stats;
    kt_store_stats_get(contract_store, &stats);
    return stats.wal_bytes;
}

START_TEST(test_the_log_shrinks_when_a_long_reader_ends)
{
    pthread_t thread;
    int number = 0;
    sem_init(&is_reading, 0, 0);
    sem_init(&may_end, 0, 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, read_long, NULL), 0);
    sem_wait(&is_reading);
    for (int i = 0; i < 30; i++)
        assert_ok(contract_write(put_much, &number));
    ck_assert_uint_ge(log_bytes(), 20 * 1024 * 1024);
    sem_post(&may_end);
    pthread_join(thread, NULL);
    assert_ok(contract_put_alone("a", "1"));
    assert_ok(contract_put_alone("b", "1"));
    ck_assert_uint_lt(log_bytes(), 1024 * 1024);
}
END_TEST

Suite *
kt_suite_read(void)
{
    Suite *suite = suite_create("read");
    TCase *snapshot = contract_case(suite, "snapshot");
    tcase_add_test(snapshot, test_sees_one_moment);
    tcase_add_test(snapshot, test_a_failure_ends_the_snapshot);
    tcase_add_test(snapshot, test_a_reader_cannot_write);
    tcase_add_test(snapshot, test_shops_do_not_see_each_other);
    tcase_add_test(snapshot, test_a_thread_comes_back);
    tcase_add_test(snapshot, test_the_log_shrinks_when_a_long_reader_ends);
    TCase *rows = contract_case(suite, "rows");
    tcase_add_test(rows, test_rows_left_open_end_with_it);
    tcase_add_test(rows, test_a_query_can_be_closed_early);
    tcase_add_test(rows, test_queries_nest);
    return suite;
}
