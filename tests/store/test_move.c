#include "base/assert.h"
#include "contract.h"

/* Which records a commit changed, told by name to caches. */

static struct kt_id
number(size_t n)
{
    struct kt_id id = { 0 };
    memcpy(id.bytes, &n, sizeof n);
    id.bytes[15] = 1;
    return id;
}

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
kt_suite_move(void)
{
    Suite *suite = suite_create("move");
    TCase *whole = contract_case(suite, "told");
    tcase_add_test(whole, test_moves_are_told_by_name);
    tcase_add_test(whole, test_old_moves_are_forgotten);
    return suite;
}
