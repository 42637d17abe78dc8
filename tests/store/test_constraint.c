/* What the schema forbids: which status it is, and that nothing stands of a
 * transaction that met it. */
#include "contract.h"

static struct kt_id
id_of(const char *name)
{
    return kt_id_of_name(contract_shop, kt_str_of(name));
}

struct place {
    const char *id;
    const char *code;
};

static enum kt_status
add_place(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct place *place = arg;
    return kt_exec(tx, KT_SQL_LOCATION_UPSERT, 1,
                   KT_ARGS(KT_ID(id_of(place->id)),
                           KT_TEXT(kt_str_of(place->code)),
                           KT_TEXT(KT_STR("Place")), KT_INT(0), KT_INT(1)),
                   err);
}

/* Puts an entry first, so that a test sees whether it stands. */
static enum kt_status
put_and_add_place(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    KT_TRY(contract_put(tx, KT_STR("first"), KT_STR("1"), err));
    return add_place(tx, arg, err);
}

START_TEST(test_unique_is_already_exists)
{
    struct place first = { "1", "store" }, second = { "2", "store" };
    assert_ok(contract_write(add_place, &first));
    assert_status(contract_write(put_and_add_place, &second),
                  KT_ALREADY_EXISTS);
    ck_assert_uint_eq(contract_err.field_count, 2);
    ck_assert_str_eq(contract_err.fields[0].name, "field");
    assert_text(contract_err.fields[0].text, "code");
    ck_assert(!contract_has("first"));
    second.code = "other";
    assert_ok(contract_write(put_and_add_place, &second));
}
END_TEST

static enum kt_status
add_token(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const char *hash = arg;
    return kt_exec(tx, KT_SQL_TOKEN_INSERT, 1,
                   KT_ARGS(KT_ID(id_of("same")), KT_BLOB(kt_str_of(hash)),
                           KT_TEXT(KT_STR("t")), KT_TEXT(KT_STR("[]")), KT_NULL,
                           KT_INT(1)),
                   err);
}

START_TEST(test_a_taken_key_is_already_exists)
{
    static char first[] = "1", second[] = "2";
    assert_ok(contract_write(add_token, first));
    assert_status(contract_write(add_token, second), KT_ALREADY_EXISTS);
}
END_TEST

START_TEST(test_unique_holds_in_each_shop_alone)
{
    struct place place = { "1", "store" };
    assert_ok(contract_write(add_place, &place));
    contract_shop = contract_neighbour;
    assert_ok(contract_write(add_place, &place));
}
END_TEST

/* ---- foreign keys ---- */

START_TEST(test_a_missing_parent_is_in_use)
{
    struct place place = { "1", "store" };
    contract_shop = kt_id_new(3);
    assert_status(contract_write(put_and_add_place, &place), KT_IN_USE);
    ck_assert(!contract_has("first"));
}
END_TEST

static enum kt_status
add_channel(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_arg list = KT_TEXT(KT_STR("[]"));
    struct kt_arg rounding = KT_TEXT(KT_STR("half_up"));
    struct kt_str tax_mode = kt_str_of(arg);
    return kt_exec(tx, KT_SQL_CHANNEL_UPSERT, 1,
                   KT_ARGS(KT_ID(id_of("channel")), KT_TEXT(KT_STR("web")),
                           KT_TEXT(KT_STR("Web")), KT_TEXT(KT_STR("pk_web")),
                           KT_INT(0), KT_INT(1), list, list, KT_TEXT(tax_mode),
                           KT_TEXT(KT_STR("line")), rounding, rounding,
                           KT_TEXT(KT_STR("DE")), list, KT_TEXT(KT_STR("{}")),
                           KT_INT(1)),
                   err);
}

static enum kt_status
add_cart(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const int64_t *quantity = arg;
    struct kt_str none = KT_STR("{}");
    KT_TRY(kt_exec(tx, KT_SQL_CART_INSERT, 1,
                   KT_ARGS(KT_ID(id_of("cart")), KT_ID(id_of("channel")),
                           KT_TEXT(KT_STR("EUR")), KT_TEXT(KT_STR("en")),
                           KT_NULL, KT_NULL, KT_INT(0), KT_NULL, KT_NULL,
                           KT_NULL, KT_TEXT(none), KT_INT(0), KT_INT(1)),
                   err));
    return kt_exec(tx, KT_SQL_CART_ADD_LINE, 1,
                   KT_ARGS(KT_ID(id_of("cart")), KT_ID(id_of("line")),
                           KT_ID(id_of("variant")), KT_INT(*quantity),
                           KT_INT(0), KT_TEXT(none), KT_TEXT(KT_STR(""))),
                   err);
}

static enum kt_status
count_lines(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    int64_t *count = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_CART_COUNT_LINES, KT_ARGS(KT_ID(id_of("cart"))),
                    &rows, err));
    ck_assert(kt_rows_next(&rows));
    *count = kt_col_int(&rows, 0);
    return kt_rows_close(&rows);
}

static enum kt_status
delete_cart(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)arg;
    return kt_exec(tx, KT_SQL_CART_DELETE, 1,
                   KT_ARGS(KT_ID(id_of("cart")), KT_INT(-1)), err);
}

START_TEST(test_children_go_with_their_parent)
{
    static char tax_mode[] = "none";
    int64_t count = 1;
    assert_status(contract_write(add_cart, &count), KT_IN_USE);
    assert_ok(contract_write(add_channel, tax_mode));
    assert_ok(contract_write(add_cart, &count));
    assert_ok(contract_read(count_lines, &count));
    ck_assert_int_eq(count, 1);
    assert_ok(contract_write(delete_cart, NULL));
    assert_ok(contract_read(count_lines, &count));
    ck_assert_int_eq(count, 0);
}
END_TEST

/* ---- checks ---- */

START_TEST(test_a_check_is_a_conflict)
{
    static char wrong[] = "sometimes", right[] = "none";
    int64_t quantity = 0;
    assert_status(contract_write(add_channel, wrong), KT_CONFLICT);
    assert_ok(contract_write(add_channel, right));
    assert_status(contract_write(add_cart, &quantity), KT_CONFLICT);
    quantity = 1;
    assert_ok(contract_write(add_cart, &quantity));
}
END_TEST

/* ---- after a failure ---- */

static enum kt_status
swallow(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_error swallowed;
    kt_error_init(&swallowed, err->arena);
    KT_TRY(contract_put(tx, KT_STR("first"), KT_STR("1"), err));
    ck_assert_int_eq(add_place(tx, arg, &swallowed), KT_ALREADY_EXISTS);
    return KT_OK;
}

/* A statement that failed ends the transaction, whatever its function says
 * afterwards: one of the databases could not go on. */
START_TEST(test_a_failed_statement_cannot_be_passed_over)
{
    struct place first = { "1", "store" }, second = { "2", "store" };
    uint64_t epoch;
    assert_ok(contract_write(add_place, &first));
    epoch = kt_store_epoch(contract_store);
    assert_status(contract_write(swallow, &second), KT_ALREADY_EXISTS);
    ck_assert_int_eq(contract_err.status, KT_ALREADY_EXISTS);
    ck_assert(!contract_has("first"));
    ck_assert_uint_eq(kt_store_epoch(contract_store), epoch);
    assert_ok(contract_put_alone("first", "2"));
}
END_TEST

Suite *
kt_suite_constraint(void)
{
    Suite *suite = suite_create("constraint");
    TCase *constraint = contract_case(suite, "constraint");
    tcase_add_test(constraint, test_unique_is_already_exists);
    tcase_add_test(constraint, test_a_taken_key_is_already_exists);
    tcase_add_test(constraint, test_unique_holds_in_each_shop_alone);
    tcase_add_test(constraint, test_a_missing_parent_is_in_use);
    tcase_add_test(constraint, test_children_go_with_their_parent);
    tcase_add_test(constraint, test_a_check_is_a_conflict);
    tcase_add_test(constraint, test_a_failed_statement_cannot_be_passed_over);
    return suite;
}
