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

Suite *
kt_suite_change(void)
{
    Suite *suite = suite_create("change");
    TCase *whole = contract_case(suite, "told");
    tcase_add_test(whole, test_a_commit_tells_what_it_touched);
    tcase_add_test(whole, test_what_was_undone_or_touched_nothing_is_not_told);
    tcase_add_test(whole, test_too_much_is_told_as_everything);
    return suite;
}
