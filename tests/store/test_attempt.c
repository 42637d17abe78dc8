/* Attempts within a transaction: each undone alone, the rest stands. */
#include <signal.h>
#include <sys/resource.h>

#include "contract.h"

Suite *kt_suite_attempt(void);

enum { BLOB = 64 << 20, ROOM = 1 << 20 };

/* What an attempt puts, and how it ends. */
struct step {
    const char *key;
    enum kt_status (*end)(struct kt_tx *tx, struct kt_error *err);
};

static enum kt_status
end_well(struct kt_tx *tx, struct kt_error *err)
{
    (void)tx;
    (void)err;
    return KT_OK;
}

static enum kt_status
refuse(struct kt_tx *tx, struct kt_error *err)
{
    (void)tx;
    return kt_fail_out_of_stock(err, KT_STR("MUG"), 3);
}

static enum kt_status
put_place(struct kt_tx *tx, const char *id, struct kt_error *err)
{
    return kt_exec(tx, KT_SQL_LOCATION_UPSERT, 1,
                   KT_ARGS(KT_ID(kt_id_of_name(contract_shop, kt_str_of(id))),
                           KT_TEXT(KT_STR("store")), KT_TEXT(KT_STR("Store")),
                           KT_INT(0), KT_INT(1)),
                   err);
}

/* Two places of one code. */
static enum kt_status
break_unique(struct kt_tx *tx, struct kt_error *err)
{
    KT_TRY(put_place(tx, "1", err));
    return put_place(tx, "2", err);
}

/* More than the disk has room for, and than is kept in memory. */
static enum kt_status
fill_disk(struct kt_tx *tx, struct kt_error *err)
{
    struct kt_str blob = { kt_arena_calloc(&contract_arena, 1, BLOB), BLOB };
    return contract_put(tx, KT_STR("large"), blob, err);
}

static enum kt_status
leave_rows_open(struct kt_tx *tx, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(kt_tx_reading(tx), KT_SQL_LOCATION_ALL, KT_NO_ARGS, &rows,
                    err));
    ck_assert(kt_rows_next(&rows));
    return kt_fail_conflict(err);
}

static enum kt_status
run_step(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct step *step = arg;
    KT_TRY(contract_put(tx, kt_str_of(step->key), KT_STR("1"), err));
    return step->end(tx, err);
}

static enum kt_status
attempt(struct kt_tx *tx, struct step step)
{
    struct kt_error own;
    kt_error_init(&own, &contract_arena);
    return kt_tx_attempt(tx, run_step, &step, &own);
}

/* ---- one ---- */

static enum kt_status
pass_over_failures(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)arg;
    KT_TRY(contract_put(tx, KT_STR("before"), KT_STR("1"), err));
    assert_status(attempt(tx, (struct step){ "well", end_well }), KT_OK);
    assert_status(attempt(tx, (struct step){ "refused", refuse }),
                  KT_OUT_OF_STOCK);
    assert_status(attempt(tx, (struct step){ "broken", break_unique }),
                  KT_ALREADY_EXISTS);
    return contract_put(tx, KT_STR("after"), KT_STR("1"), err);
}

START_TEST(test_what_failed_is_undone_alone)
{
    assert_ok(contract_write(pass_over_failures, NULL));
    ck_assert(contract_has("before"));
    ck_assert(contract_has("well"));
    ck_assert(!contract_has("refused"));
    ck_assert(!contract_has("broken"));
    ck_assert(contract_has("after"));
}
END_TEST

static enum kt_status
attempt_then_fail(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)arg;
    assert_status(attempt(tx, (struct step){ "well", end_well }), KT_OK);
    return kt_fail_conflict(err);
}

START_TEST(test_what_went_well_goes_with_its_transaction)
{
    assert_status(contract_write(attempt_then_fail, NULL), KT_CONFLICT);
    ck_assert(!contract_has("well"));
}
END_TEST

/* ---- many ---- */

enum { STEPS = 200 };

static enum kt_status
attempt_many(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)arg;
    (void)err;
    for (int i = 0; i < STEPS; i++) {
        char key[16];
        snprintf(key, sizeof key, "k%d", i);
        bool is_odd = i % 2 == 1;
        struct step step = { key, is_odd ? refuse : end_well };
        assert_status(attempt(tx, step), is_odd ? KT_OUT_OF_STOCK : KT_OK);
    }
    return KT_OK;
}

START_TEST(test_many_attempts_stand_for_themselves)
{
    assert_ok(contract_write(attempt_many, NULL));
    for (int i = 0; i < STEPS; i++) {
        char key[16];
        snprintf(key, sizeof key, "k%d", i);
        ck_assert_int_eq(contract_has(key), i % 2 == 0);
    }
}
END_TEST

static enum kt_status
attempt_inside(struct kt_tx *tx, struct kt_error *err)
{
    (void)err;
    assert_status(attempt(tx, (struct step){ "inner", refuse }),
                  KT_OUT_OF_STOCK);
    return KT_OK;
}

static enum kt_status
attempt_within_another(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)arg;
    (void)err;
    return attempt(tx, (struct step){ "outer", attempt_inside });
}

START_TEST(test_one_within_another_is_undone_alone)
{
    assert_ok(contract_write(attempt_within_another, NULL));
    ck_assert(contract_has("outer"));
    ck_assert(!contract_has("inner"));
}
END_TEST

/* ---- what it leaves ---- */

static enum kt_status
query_after(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_rows rows;
    int *count = arg;
    KT_TRY(put_place(tx, "1", err));
    assert_status(attempt(tx, (struct step){ "a", leave_rows_open }),
                  KT_CONFLICT);
    KT_TRY(kt_query(kt_tx_reading(tx), KT_SQL_LOCATION_ALL, KT_NO_ARGS, &rows,
                    err));
    for (*count = 0; kt_rows_next(&rows);)
        ++*count;
    return kt_rows_close(&rows);
}

START_TEST(test_rows_that_it_left_open_are_closed)
{
    int count;
    assert_ok(contract_write(query_after, &count));
    ck_assert_int_eq(count, 1);
}
END_TEST

static enum kt_status
go_on_after_failure(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)arg;
    KT_TRY(contract_put(tx, KT_STR("before"), KT_STR("1"), err));
    assert_status(attempt(tx, (struct step){ "a", fill_disk }), KT_STORE_FULL);
    return KT_OK;
}

static void
limit_files(rlim_t bytes)
{
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

START_TEST(test_a_failure_of_the_database_ends_all_of_it)
{
    signal(SIGXFSZ, SIG_IGN);
    limit_files(ROOM);
    assert_status(contract_write(go_on_after_failure, NULL), KT_STORE_FULL);
    limit_files(RLIM_INFINITY);
    ck_assert(!contract_has("before"));
    assert_ok(contract_put_alone("before", "2"));
}
END_TEST

Suite *
kt_suite_attempt(void)
{
    Suite *suite = suite_create("attempt");
    TCase *one = contract_case(suite, "attempt");
    tcase_add_test(one, test_what_failed_is_undone_alone);
    tcase_add_test(one, test_what_went_well_goes_with_its_transaction);
    tcase_add_test(one, test_many_attempts_stand_for_themselves);
    tcase_add_test(one, test_one_within_another_is_undone_alone);
    tcase_add_test(one, test_rows_that_it_left_open_are_closed);
    tcase_add_test(one, test_a_failure_of_the_database_ends_all_of_it);
    return suite;
}
