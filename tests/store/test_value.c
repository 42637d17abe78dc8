/* Values come back as they went in, and in one order everywhere. */
#include "contract.h"

enum { LONG = 5 * 1024 * 1024 };

struct token {
    struct kt_id id;
    struct kt_str name, hash;
    struct kt_arg expires;
    int64_t created;
};

static enum kt_status
add_token(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct token *token = arg;
    return kt_exec(tx, KT_SQL_TOKEN_INSERT, 1,
                   KT_ARGS(KT_ID(token->id), KT_BLOB(token->hash),
                           KT_TEXT(token->name), KT_TEXT(KT_STR("[]")),
                           token->expires, KT_INT(token->created)),
                   err);
}

static void
put_token(const char *name, struct kt_arg expires, int64_t created)
{
    struct kt_str text = kt_str_of(name);
    struct token token = { kt_id_of_name(contract_shop, text), text, text,
                           expires, created };
    assert_ok(contract_write(add_token, &token));
}

struct listing {
    const struct token *wanted;
    size_t count;
};

static enum kt_status
check_tokens(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct listing *listing = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_TOKEN_LIST, KT_NO_ARGS, &rows, err));
    for (size_t i = 0; i < listing->count; i++) {
        const struct token *wanted = &listing->wanted[i];
        ck_assert(kt_rows_next(&rows));
        ck_assert(kt_str_eq(kt_col_text(&rows, 1), wanted->name));
        bool is_null = wanted->expires.kind == KT_ARG_NULL;
        ck_assert_int_eq(kt_col_is_null(&rows, 3), is_null);
        ck_assert_int_eq(kt_col_int(&rows, 3),
                         is_null ? 0 : wanted->expires.number);
        ck_assert_int_eq(kt_col_int(&rows, 4), wanted->created);
    }
    ck_assert(!kt_rows_next(&rows));
    return kt_rows_close(&rows);
}

START_TEST(test_integers_have_64_bits)
{
    static const struct token wanted[] = {
        { .name = KT_STR_INIT("least"),
          .expires = { .kind = KT_ARG_INT, .number = INT64_MIN },
          .created = INT64_MIN },
        { .name = KT_STR_INIT("zero"),
          .expires = { .kind = KT_ARG_INT, .number = 0 },
          .created = -1 },
        { .name = KT_STR_INIT("beyond 2^53"),
          .expires = { .kind = KT_ARG_INT, .number = 9007199254740993 },
          .created = 9007199254740993 },
        { .name = KT_STR_INIT("most"),
          .expires = { .kind = KT_ARG_INT, .number = INT64_MAX },
          .created = INT64_MAX },
    };
    for (size_t i = 0; i < 4; i++)
        put_token(wanted[i].name.ptr, wanted[i].expires, wanted[i].created);
    struct listing listing = { wanted, 4 };
    assert_ok(contract_read(check_tokens, &listing));
}
END_TEST

START_TEST(test_null_is_null_and_nothing_else)
{
    static const struct token wanted[] = {
        { .name = KT_STR_INIT("null"), .created = 1 },
        { .name = KT_STR_INIT("zero"),
          .expires = { .kind = KT_ARG_INT, .number = 0 },
          .created = 2 },
        { .name = KT_STR_INIT("no time"), .created = 3 },
    };
    put_token("null", KT_NULL, 1);
    put_token("zero", KT_INT(0), 2);
    put_token("no time", KT_INT_OR_NULL(0), 3);
    struct listing listing = { wanted, 3 };
    assert_ok(contract_read(check_tokens, &listing));
}
END_TEST

/* A cart has columns of text and id that may be NULL. */
struct cart {
    struct kt_id id;
    struct kt_arg email;
};

static enum kt_status
add_cart(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct cart *cart = arg;
    struct kt_id channel = kt_id_of_name(contract_shop, KT_STR("channel"));
    return kt_exec(tx, KT_SQL_CART_INSERT, 1,
                   KT_ARGS(KT_ID(cart->id), KT_ID(channel),
                           KT_TEXT(KT_STR("EUR")), KT_TEXT(KT_STR("en")),
                           cart->email, KT_NULL, KT_INT(0), KT_NULL, KT_NULL,
                           KT_NULL, KT_TEXT(KT_STR("{}")), KT_INT(0),
                           KT_INT(1)),
                   err);
}

static enum kt_status
add_channel(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_id channel = kt_id_of_name(contract_shop, KT_STR("channel"));
    struct kt_arg list = KT_TEXT(KT_STR("[]"));
    struct kt_arg rounding = KT_TEXT(KT_STR("half_up"));
    (void)arg;
    return kt_exec(tx, KT_SQL_CHANNEL_UPSERT, 1,
                   KT_ARGS(KT_ID(channel), KT_TEXT(KT_STR("web")),
                           KT_TEXT(KT_STR("Web")), KT_TEXT(KT_STR("pk_web")),
                           KT_INT(0), KT_INT(1), list, list,
                           KT_TEXT(KT_STR("none")), KT_TEXT(KT_STR("line")),
                           rounding, rounding, KT_TEXT(KT_STR("DE")), list,
                           KT_TEXT(KT_STR("{}")), KT_INT(1)),
                   err);
}

struct cart_wanted {
    struct kt_id id;
    bool has_email;
    struct kt_str email;
};

static enum kt_status
check_cart(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct cart_wanted *wanted = arg;
    struct kt_rows rows;
    KT_TRY(
        kt_query(tx, KT_SQL_CART_GET, KT_ARGS(KT_ID(wanted->id)), &rows, err));
    ck_assert(kt_rows_next(&rows));
    struct kt_str email = kt_col_copy(&rows, 4, &contract_arena);
    ck_assert(kt_col_is_null(&rows, 4) == !wanted->has_email);
    ck_assert((email.ptr != NULL) == wanted->has_email);
    ck_assert(kt_str_eq(email, wanted->email));
    ck_assert(kt_col_is_null(&rows, 3));
    ck_assert(kt_id_is_null(kt_col_id(&rows, 3)));
    ck_assert(!kt_id_is_null(kt_col_id(&rows, 0)));
    return kt_rows_close(&rows);
}

START_TEST(test_an_empty_text_is_not_null)
{
    struct cart carts[] = {
        { kt_id_new(1), KT_TEXT(KT_STR("")) },
        { kt_id_new(2), KT_NULL },
        { kt_id_new(3), KT_TEXT_OR_NULL((struct kt_str){ 0 }) },
        { kt_id_new(4), KT_TEXT_OR_NULL(KT_STR("")) },
        { kt_id_new(5), KT_TEXT_OR_NULL(KT_STR("ä@example.org")) },
    };
    static const struct kt_str emails[] = { KT_STR_INIT(""),
                                            { 0 },
                                            { 0 },
                                            KT_STR_INIT(""),
                                            KT_STR_INIT("ä@example.org") };
    assert_ok(contract_write(add_channel, NULL));
    for (size_t i = 0; i < 5; i++) {
        assert_ok(contract_write(add_cart, &carts[i]));
        struct cart_wanted wanted = { carts[i].id, emails[i].ptr != NULL,
                                      emails[i] };
        assert_ok(contract_read(check_cart, &wanted));
    }
}
END_TEST

/* ---- bytes ---- */

struct entry {
    struct kt_str key, blob;
};

static enum kt_status
put_entry(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct entry *entry = arg;
    return contract_put(tx, entry->key, entry->blob, err);
}

static void
check_blob(const char *key, struct kt_str blob)
{
    struct entry entry = { kt_str_of(key), blob };
    assert_ok(contract_write(put_entry, &entry));
    struct kt_str read = contract_get_alone(key);
    ck_assert_ptr_nonnull(read.ptr);
    ck_assert(kt_str_eq(read, blob));
}

START_TEST(test_blobs_hold_any_byte)
{
    char all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    check_blob("all", (struct kt_str){ all, sizeof all });
    check_blob("nul", (struct kt_str){ "\0", 1 });
    check_blob("empty", KT_STR(""));
    check_blob("not UTF-8", KT_STR("\xff\xfe\xc3"));
}
END_TEST

START_TEST(test_blobs_may_be_long)
{
    char *bytes = kt_arena_alloc(&contract_arena, LONG);
    for (size_t i = 0; i < LONG; i++)
        bytes[i] = (char)(i * 31 % 251);
    check_blob("long", (struct kt_str){ bytes, LONG });
}
END_TEST

static enum kt_status
answer_entry(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct kt_str *body = arg;
    KT_TRY(contract_put(tx, KT_STR("a"), KT_STR("1"), err));
    return kt_exec(tx, KT_SQL_IDEMPOTENCY_ANSWER, 1,
                   KT_ARGS(KT_INT(200), KT_TEXT(*body), KT_TEXT(KT_STR("")),
                           KT_TEXT(KT_STR("ü€𝄞")), KT_TEXT(KT_STR("test")),
                           KT_TEXT(KT_STR("a"))),
                   err);
}

static enum kt_status
check_answer(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct kt_str *body = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_IDEMPOTENCY_FIND,
                    KT_ARGS(KT_TEXT(KT_STR("test")), KT_TEXT(KT_STR("a")),
                            KT_INT(0)),
                    &rows, err));
    ck_assert(kt_rows_next(&rows));
    ck_assert(kt_str_eq(kt_col_text(&rows, 3), *body));
    assert_text(kt_col_text(&rows, 5), "ü€𝄞");
    return kt_rows_close(&rows);
}

START_TEST(test_texts_may_be_long)
{
    char *bytes = kt_arena_alloc(&contract_arena, LONG);
    for (size_t i = 0; i < LONG; i++)
        bytes[i] = (char)('a' + i % 26);
    struct kt_str body = { bytes, LONG };
    assert_ok(contract_write(answer_entry, &body));
    assert_ok(contract_read(check_answer, &body));
}
END_TEST

/* ---- order ---- */

static const char *const in_order[] = { "",  "10", "9",  "A",  "Z",
                                        "_", "a",  "aa", "ab", "z",
                                        "Ä", "ä",  "ö",  "€",  "\xef\xbf\xbd",
                                        "𝄞" };

enum { WORDS = sizeof in_order / sizeof in_order[0] };

static enum kt_status
add_list(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_str code = kt_str_of(in_order[*(const int *)arg]);
    return kt_exec(tx, KT_SQL_PRICE_LIST_UPSERT, 1,
                   KT_ARGS(KT_ID(kt_id_of_name(contract_shop, code)),
                           KT_TEXT(code), KT_TEXT(code), KT_INT(1), KT_NULL,
                           KT_NULL, KT_NULL, KT_NULL, KT_TEXT(KT_STR("line")),
                           KT_TEXT(KT_STR("volume"))),
                   err);
}

static enum kt_status
check_order(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_rows rows;
    (void)arg;
    KT_TRY(kt_query(tx, KT_SQL_PRICE_LIST_ALL, KT_NO_ARGS, &rows, err));
    for (size_t i = 0; i < WORDS; i++) {
        ck_assert(kt_rows_next(&rows));
        assert_text(kt_col_text(&rows, 1), in_order[i]);
    }
    ck_assert(!kt_rows_next(&rows));
    return kt_rows_close(&rows);
}

START_TEST(test_texts_are_ordered_by_bytes)
{
    for (int i = 0; i < WORDS; i++) {
        int at = i * 7 % WORDS;
        assert_ok(contract_write(add_list, &at));
    }
    assert_ok(contract_read(check_order, NULL));
}
END_TEST

Suite *
kt_suite_value(void)
{
    Suite *suite = suite_create("value");
    TCase *value = contract_case(suite, "value");
    tcase_add_test(value, test_integers_have_64_bits);
    tcase_add_test(value, test_null_is_null_and_nothing_else);
    tcase_add_test(value, test_an_empty_text_is_not_null);
    tcase_add_test(value, test_blobs_hold_any_byte);
    tcase_add_test(value, test_blobs_may_be_long);
    tcase_add_test(value, test_texts_may_be_long);
    tcase_add_test(value, test_texts_are_ordered_by_bytes);
    return suite;
}
