/* Write transactions: all or nothing, guards, statements, epochs, copies. */
#include "contract.h"

static enum kt_status
put_two_and_fail(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)arg;
    KT_TRY(contract_put(tx, KT_STR("a"), KT_STR("1"), err));
    KT_TRY(contract_put(tx, KT_STR("b"), KT_STR("1"), err));
    return kt_fail_out_of_stock(err, KT_STR("MUG"), 3);
}

START_TEST(test_a_failure_undoes_all_of_it)
{
    assert_status(contract_write(put_two_and_fail, NULL), KT_OUT_OF_STOCK);
    assert_text(contract_err.fields[0].text, "MUG");
    ck_assert(!contract_has("a"));
    ck_assert(!contract_has("b"));
    assert_ok(contract_put_alone("a", "2"));
    assert_text(contract_get_alone("a"), "2");
}
END_TEST

static enum kt_status
read_own_write(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_str blob;
    (void)arg;
    KT_TRY(contract_put(tx, KT_STR("a"), KT_STR("1"), err));
    KT_TRY(contract_get(kt_tx_reading(tx), KT_STR("a"), &contract_arena, &blob,
                        err));
    assert_text(blob, "1");
    ck_assert(kt_id_eq(kt_tx_store_id(tx), contract_shop));
    return KT_OK;
}

START_TEST(test_sees_its_own_writes)
{
    assert_ok(contract_write(read_own_write, NULL));
}
END_TEST

/* ---- wanted rows ---- */

static enum kt_status
add_token(struct kt_tx *tx, struct kt_id id, struct kt_error *err)
{
    struct kt_str hash = { (const char *)id.bytes, sizeof id.bytes };
    return kt_exec(tx, KT_SQL_TOKEN_INSERT, 1,
                   KT_ARGS(KT_ID(id), KT_BLOB(hash), KT_TEXT(KT_STR("t")),
                           KT_TEXT(KT_STR("[]")), KT_NULL, KT_INT(1)),
                   err);
}

static enum kt_status
want_rows(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_id here = kt_id_of_name(contract_shop, KT_STR("here"));
    struct kt_id gone = kt_id_of_name(contract_shop, KT_STR("gone"));
    int64_t changed = -1;
    (void)arg;
    KT_TRY(add_token(tx, here, err));
    KT_TRY(kt_exec(tx, KT_SQL_TOKEN_DELETE, 0, KT_ARGS(KT_ID(gone)), err));
    KT_TRY(kt_exec(tx, KT_SQL_TOKEN_DELETE, KT_ANY_ROWS, KT_ARGS(KT_ID(gone)),
                   err));
    KT_TRY(kt_exec_count(tx, KT_SQL_TOKEN_DELETE, KT_ARGS(KT_ID(here)),
                         &changed, err));
    ck_assert_int_eq(changed, 1);
    KT_TRY(kt_exec_count(tx, KT_SQL_TOKEN_DELETE, KT_ARGS(KT_ID(here)),
                         &changed, err));
    ck_assert_int_eq(changed, 0);
    return kt_exec(tx, KT_SQL_TOKEN_DELETE, 1, KT_ARGS(KT_ID(gone)), err);
}

START_TEST(test_counts_rows_against_what_is_wanted)
{
    assert_status(contract_write(want_rows, NULL), KT_CONFLICT);
}
END_TEST

static enum kt_status
put_then_miss(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_id gone = { { 1 } };
    enum kt_status *refused = arg;
    KT_TRY(contract_put(tx, KT_STR("a"), KT_STR("1"), err));
    *refused = kt_exec(tx, KT_SQL_TOKEN_DELETE, 1, KT_ARGS(KT_ID(gone)), err);
    return KT_OK;
}

/* A guard's refusal is no failure of the database: the rest can stand. */
START_TEST(test_a_guard_that_refused_can_be_passed_over)
{
    enum kt_status refused = KT_OK;
    assert_ok(contract_write(put_then_miss, &refused));
    ck_assert_int_eq(refused, KT_CONFLICT);
    ck_assert(contract_has("a"));
}
END_TEST

/* ---- statements ---- */

static enum kt_status
put_many(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const int *count = arg;
    for (int i = 0; i < *count; i++) {
        char key[16], blob[16];
        struct kt_str read;
        snprintf(key, sizeof key, "k%d", i);
        snprintf(blob, sizeof blob, "%d", i * i);
        KT_TRY(contract_put(tx, kt_str_of(key), kt_str_of(blob), err));
        KT_TRY(contract_get(kt_tx_reading(tx), kt_str_of(key), &contract_arena,
                            &read, err));
        assert_text(read, blob);
    }
    return KT_OK;
}

START_TEST(test_a_statement_runs_again_and_again)
{
    int count = 2000;
    assert_ok(contract_write(put_many, &count));
    assert_text(contract_get_alone("k0"), "0");
    assert_text(contract_get_alone("k1999"), "3996001");
}
END_TEST

START_TEST(test_a_statement_runs_again_after_its_failure)
{
    for (int i = 0; i < 3; i++) {
        char key[2] = { (char)('a' + i), '\0' };
        assert_ok(contract_put_alone(key, "1"));
        assert_status(contract_put_alone(key, "2"), KT_CONFLICT);
        assert_text(contract_get_alone(key), "1");
    }
}
END_TEST

static enum kt_status
leave_changes_open(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_rows rows;
    (void)arg;
    KT_TRY(kt_query_change(tx, KT_SQL_ORDER_TAKE_NUMBER,
                           KT_ARGS(KT_INT(0), KT_INT(5)), &rows, err));
    ck_assert(kt_rows_next(&rows));
    return KT_OK;
}

static enum kt_status
count_one(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    return contract_count_up(tx, 1, arg, err);
}

START_TEST(test_rows_of_a_change_left_open_change_all_the_same)
{
    int64_t before = -1;
    assert_ok(contract_write(leave_changes_open, NULL));
    assert_ok(contract_write(count_one, &before));
    ck_assert_int_eq(before, 5);
}
END_TEST

/* ---- epochs ---- */

static enum kt_status
touch_settings(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    kt_tx_touch_settings(tx);
    KT_TRY(contract_put(tx, kt_str_of(arg), KT_STR("1"), err));
    return KT_OK;
}

START_TEST(test_epochs_move_with_what_they_stand_for)
{
    static char key[] = "s";
    uint64_t epoch = kt_store_epoch(contract_store);
    uint64_t settings = kt_store_settings_epoch(contract_store);
    assert_ok(contract_put_alone("a", "1"));
    ck_assert_uint_eq(kt_store_epoch(contract_store), epoch + 1);
    assert_status(contract_put_alone("a", "1"), KT_CONFLICT);
    ck_assert_uint_eq(kt_store_epoch(contract_store), epoch + 1);
    ck_assert_uint_eq(kt_store_settings_epoch(contract_store), settings);
    assert_ok(contract_write(touch_settings, key));
    ck_assert_uint_eq(kt_store_epoch(contract_store), epoch + 2);
    ck_assert_uint_eq(kt_store_settings_epoch(contract_store), settings + 1);
    assert_status(contract_write(touch_settings, key), KT_CONFLICT);
    ck_assert_uint_eq(kt_store_settings_epoch(contract_store), settings + 1);
}
END_TEST

/* ---- an arena that is full ---- */

static enum kt_status
ask_too_much(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_arena *arena = arg;
    KT_TRY(contract_put(tx, KT_STR("a"), KT_STR("1"), err));
    for (;;)
        (void)kt_arena_alloc(arena, 1000);
}

START_TEST(test_a_full_arena_undoes_its_write_alone)
{
    struct kt_arena arena;
    struct kt_error err;
    kt_arena_init(&arena, 100000);
    kt_error_init(&err, &arena);
    assert_status(kt_store_write(contract_store, contract_shop, ask_too_much,
                                 &arena, &err),
                  KT_OVERLOADED);
    kt_arena_release(&arena);
    ck_assert(!contract_has("a"));
    assert_ok(contract_put_alone("a", "2"));
}
END_TEST

/* ---- copies ---- */

START_TEST(test_a_copy_is_a_store)
{
    const char *place =
        kt_arena_format(&contract_arena, "%s.copy", contract_place).ptr;
    assert_ok(contract_put_alone("a", "1"));
    kt_error_init(&contract_err, &contract_arena);
    assert_ok(kt_store_backup(contract_store, place, &contract_err));
    assert_status(kt_store_backup(contract_store, place, &contract_err),
                  KT_ALREADY_EXISTS);
    assert_ok(contract_put_alone("b", "1"));
    contract_close();
    contract_place = place;
    assert_ok(contract_open());
    assert_text(contract_get_alone("a"), "1");
    ck_assert(!contract_has("b"));
    assert_ok(contract_put_alone("c", "1"));
}
END_TEST

Suite *
kt_suite_write(void)
{
    Suite *suite = suite_create("write");
    TCase *whole = contract_case(suite, "whole");
    tcase_add_test(whole, test_a_failure_undoes_all_of_it);
    tcase_add_test(whole, test_sees_its_own_writes);
    tcase_add_test(whole, test_a_full_arena_undoes_its_write_alone);
    tcase_add_test(whole, test_epochs_move_with_what_they_stand_for);
    tcase_add_test(whole, test_a_copy_is_a_store);
    TCase *statements = contract_case(suite, "statements");
    tcase_add_test(statements, test_counts_rows_against_what_is_wanted);
    tcase_add_test(statements, test_a_guard_that_refused_can_be_passed_over);
    tcase_add_test(statements, test_a_statement_runs_again_and_again);
    tcase_add_test(statements, test_a_statement_runs_again_after_its_failure);
    tcase_add_test(statements,
                   test_rows_of_a_change_left_open_change_all_the_same);
    return suite;
}
