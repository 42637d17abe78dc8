#include "base/assert.h"
#include "contract.h"
#include "store/change.h"

static struct kt_change told[2000];
static size_t told_count, told_times;

static void
keep(void *arg, const struct kt_change *changes, size_t count)
{
    ck_assert_ptr_eq(arg, contract_store);
    memcpy(told, changes, count * sizeof *changes);
    told_count = count;
    told_times++;
}

static void
listen(void)
{
    static struct kt_change_listener listener = { .changed = keep };
    listener.arg = contract_store;
    kt_store_listen(contract_store, &listener);
}

static struct kt_id
number(size_t n)
{
    struct kt_id id = { 0 };
    memcpy(id.bytes, &n, sizeof n);
    id.bytes[15] = 1;
    return id;
}

static enum kt_status
touch_each_kind(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    kt_tx_touch_product(tx, number(1));
    kt_tx_touch_product(tx, number(1));
    kt_tx_touch_stock(tx, number(1));
    kt_tx_touch_catalogue(tx);
    return contract_put(tx, kt_str_of(arg), KT_STR("1"), err);
}

START_TEST(test_a_commit_tells_what_it_touched)
{
    static char key[] = "a";
    uint64_t epoch = kt_store_catalogue_epoch(contract_store);
    listen();
    assert_ok(contract_write(touch_each_kind, key));
    ck_assert_uint_eq(told_count, 3);
    ck_assert_int_eq(told[0].kind, KT_CHANGE_PRODUCT);
    ck_assert_int_eq(told[1].kind, KT_CHANGE_STOCK);
    ck_assert_int_eq(told[2].kind, KT_CHANGE_CATALOGUE);
    ck_assert(kt_id_eq(told[0].product_id, number(1)));
    ck_assert(kt_id_eq(told[1].product_id, number(1)));
    ck_assert(kt_id_is_null(told[2].product_id));
    for (size_t i = 0; i < 3; i++)
        ck_assert(kt_id_eq(told[i].store_id, contract_shop));
    ck_assert_uint_eq(kt_store_catalogue_epoch(contract_store), epoch + 1);
}
END_TEST

START_TEST(test_what_was_undone_or_touched_nothing_is_not_told)
{
    static char key[] = "a";
    uint64_t epoch = kt_store_catalogue_epoch(contract_store);
    assert_ok(contract_put_alone("a", "1"));
    listen();
    assert_status(contract_write(touch_each_kind, key), KT_CONFLICT);
    assert_ok(contract_put_alone("b", "1"));
    ck_assert_uint_eq(told_times, 0);
    ck_assert_uint_eq(kt_store_catalogue_epoch(contract_store), epoch);
}
END_TEST

static enum kt_status
touch_many(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    for (size_t i = 0; i < 3000; i++)
        kt_tx_touch_product(tx, number(i));
    return contract_put(tx, kt_str_of(arg), KT_STR("1"), err);
}

START_TEST(test_too_much_is_told_as_everything)
{
    static char keys[][2] = { "a", "b" };
    listen();
    assert_ok(contract_write(touch_many, keys[0]));
    ck_assert_int_eq(told[told_count - 1].kind, KT_CHANGE_ALL);
    ck_assert(kt_id_is_null(told[told_count - 1].store_id));
    ck_assert_int_eq(told[told_count - 2].kind, KT_CHANGE_PRODUCT);
    assert_ok(contract_write(touch_each_kind, keys[1]));
    ck_assert_uint_eq(told_count, 3);
}
END_TEST

/* ---- moves ---- */

static enum kt_status
move(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct kt_id *ids = arg;
    for (; !kt_id_is_null(*ids); ids++)
        KT_TRY(kt_exec(tx, KT_SQL_PRODUCT_DROP_TAGS, KT_ANY_ROWS,
                       KT_ARGS(KT_ID(*ids)), err));
    return KT_OK;
}

static enum kt_status
move_then_fail(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    KT_TRY(move(tx, arg, err));
    return kt_error_set(err, KT_CONFLICT);
}

static enum kt_status
move_all(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    return kt_exec(tx, KT_SQL_CATEGORY_DROP_PATH, KT_ANY_ROWS,
                   KT_ARGS(KT_ID(*(const struct kt_id *)arg)), err);
}

START_TEST(test_moves_are_told_by_name)
{
    struct kt_id ids[] = {
        number(1), number(1), number(2), number(1), { { 0 } }
    };
    const struct kt_move *moves;
    struct kt_arena arena;
    kt_arena_init(&arena, 0);
    uint64_t since = kt_store_moved(contract_store);
    assert_ok(contract_write(move, ids));
    assert_status(contract_write(move_then_fail, ids), KT_CONFLICT);
    assert_ok(contract_write(move, &ids[3]));
    uint64_t until = kt_store_moved(contract_store);
    ck_assert_uint_eq(until, since + 4);
    ck_assert(
        kt_store_moved_since(contract_store, since, until, &arena, &moves));
    for (size_t i = 0; i < 4; i++) {
        ck_assert(kt_id_eq(moves[i].id, number(i == 1 ? 2 : 1)));
        ck_assert(moves[i].is_record);
    }
    assert_ok(contract_write(move_all, ids));
    ck_assert_uint_eq(kt_store_moved(contract_store), until + 1);
    ck_assert(
        kt_store_moved_since(contract_store, since, until, &arena, &moves));
    ck_assert(!kt_store_moved_since(contract_store, since, until + 1, &arena,
                                    &moves));
    kt_arena_release(&arena);
}
END_TEST

START_TEST(test_old_moves_are_forgotten)
{
    struct kt_id ids[KT_MOVES_KEPT / 2 + 1] = { { { 0 } } };
    const struct kt_move *moves;
    struct kt_arena arena;
    kt_arena_init(&arena, 0);
    for (size_t i = 0; i < KT_COUNT(ids) - 1; i++)
        ids[i] = number(i + 1);
    uint64_t since = kt_store_moved(contract_store);
    for (int i = 0; i < 2; i++)
        assert_ok(contract_write(move, ids));
    uint64_t until = kt_store_moved(contract_store);
    ck_assert_uint_eq(until, since + KT_MOVES_KEPT);
    ck_assert(
        kt_store_moved_since(contract_store, since, until, &arena, &moves));
    assert_ok(contract_write(move, ids));
    ck_assert(
        !kt_store_moved_since(contract_store, since, until, &arena, &moves));
    kt_arena_release(&arena);
}
END_TEST

Suite *
kt_suite_change(void)
{
    Suite *suite = suite_create("change");
    TCase *whole = contract_case(suite, "told");
    tcase_add_test(whole, test_a_commit_tells_what_it_touched);
    tcase_add_test(whole, test_what_was_undone_or_touched_nothing_is_not_told);
    tcase_add_test(whole, test_too_much_is_told_as_everything);
    tcase_add_test(whole, test_moves_are_told_by_name);
    tcase_add_test(whole, test_old_moves_are_forgotten);
    return suite;
}
