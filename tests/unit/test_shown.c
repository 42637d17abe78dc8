#include <stdio.h>

#include "service/shown.h"

#include "service/shop_create.h"
#include "shop.h"

Suite *kt_suite_shown(void);

/* Answers of about 1 KiB in 64 KiB. */
enum { BYTES_MAX = 256 * 1024, BODY = 1000 };

static struct kt_shop shop;
static struct kt_channel channel;
static struct kt_call call;
static struct kt_id product, other;

static const struct kt_str locales[] = { KT_STR_INIT("en") };

static void
begin(void)
{
    kt_shown_free(unit_app.shown);
    unit_app.shown = kt_shown_new(BYTES_MAX);
    product = kt_id_new(1);
    do {
        other = kt_id_new(1);
    } while (kt_mark_place(other) == kt_mark_place(product));
    shop = (struct kt_shop){ .store_id = unit_store, .serial = 7 };
    channel =
        (struct kt_channel){ .id = kt_id_new(1),
                             .locales = { (void *)(uintptr_t)locales, 1 } };
    call = (struct kt_call){ .app = &unit_app,
                             .shop = &shop,
                             .channel = &channel,
                             .arena = &unit_arena,
                             .now_ms = 1000 };
}

static struct kt_str
key_of(const char *asked)
{
    return kt_shown_key(&call, "test", KT_STR("EUR"), kt_str_of(asked));
}

/* Keeps "body", which depends on the product. */
static void
keep(const char *asked)
{
    struct kt_shown_needs needs;
    kt_shown_begin(&call, &needs);
    kt_shown_need_id(&needs, product);
    kt_shown_keep(&call, key_of(asked), &needs, KT_STR("body"));
}

static bool
is_kept(const char *asked)
{
    struct kt_str body;
    if (!kt_shown_find(&call, key_of(asked), NULL, &body))
        return false;
    ck_assert(kt_str_eq(body, KT_STR("body")));
    return true;
}

static enum kt_status
sell(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    int64_t changed;
    return kt_exec_count(tx, KT_SQL_STOCK_TAKE_GUARDED,
                         KT_ARGS(KT_INT(1), KT_ID(*(struct kt_id *)arg),
                                 KT_ID(kt_id_new(1))),
                         &changed, err);
}

/* A record that is not there. */
static enum kt_status
retire(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    return kt_exec(tx, KT_SQL_VARIANT_RETIRE, 0,
                   KT_ARGS(KT_INT(1), KT_ID(*(struct kt_id *)arg)), err);
}

static enum kt_status
add_location(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)arg;
    return kt_exec(tx, KT_SQL_LOCATION_UPSERT, 1,
                   KT_ARGS(KT_ID(kt_id_new(1)), KT_TEXT(KT_STR("one")),
                           KT_TEXT(KT_STR("One")), KT_INT(0), KT_INT(1)),
                   err);
}

static enum kt_status
sell_in_vain(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    KT_TRY(sell(tx, arg, err));
    return kt_fail_conflict(err);
}

static enum kt_status
write_alone(kt_write_fn fn, struct kt_id *id)
{
    struct kt_error err;
    kt_error_init(&err, &unit_arena);
    return kt_store_write(unit_app.store, unit_store, fn, id, &err);
}

START_TEST(test_an_answer_is_kept)
{
    begin();
    ck_assert(!is_kept("a"));
    keep("a");
    ck_assert(is_kept("a"));
    ck_assert(is_kept("a"));
    ck_assert(!is_kept("b"));
}
END_TEST

START_TEST(test_it_holds_until_its_product_changes)
{
    begin();
    keep("a");
    ck_assert_int_eq(write_alone(sell, &other), KT_OK);
    ck_assert(is_kept("a"));
    ck_assert_int_eq(write_alone(sell_in_vain, &product), KT_CONFLICT);
    ck_assert(is_kept("a"));
    ck_assert_int_eq(write_alone(sell, &product), KT_OK);
    ck_assert(!is_kept("a"));
    keep("a");
    ck_assert(is_kept("a"));
    ck_assert_int_eq(write_alone(add_location, NULL), KT_OK);
    ck_assert(!is_kept("a"));
}
END_TEST

START_TEST(test_records_are_no_counts)
{
    struct kt_shown_needs needs;
    begin();
    kt_shown_begin(&call, &needs);
    kt_shown_need_mark(&needs, KT_MARK_RECORDS);
    kt_shown_keep(&call, key_of("a"), &needs, KT_STR("body"));
    ck_assert_int_eq(write_alone(sell, &product), KT_OK);
    ck_assert(is_kept("a"));
    kt_shown_begin(&call, &needs);
    kt_shown_need_mark(&needs, KT_MARK_ANY);
    kt_shown_keep(&call, key_of("b"), &needs, KT_STR("body"));
    ck_assert(is_kept("b"));
    ck_assert_int_eq(write_alone(sell, &product), KT_OK);
    ck_assert(!is_kept("b"));
}
END_TEST

START_TEST(test_a_record_is_not_what_sales_count)
{
    struct kt_shown_needs needs;
    begin();
    kt_shown_begin(&call, &needs);
    kt_shown_need_record(&needs, product);
    ck_assert_int_eq(write_alone(sell, &product), KT_OK);
    kt_shown_keep(&call, key_of("a"), &needs, KT_STR("body"));
    ck_assert(is_kept("a"));
    ck_assert_int_eq(write_alone(sell, &product), KT_OK);
    ck_assert(is_kept("a"));
    ck_assert_int_eq(write_alone(retire, &other), KT_OK);
    ck_assert(is_kept("a"));
    ck_assert_int_eq(write_alone(retire, &product), KT_OK);
    ck_assert(!is_kept("a"));
}
END_TEST

static enum kt_status
watch(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)arg;
    (void)err;
    ck_assert(kt_tx_is_settled(tx));
    ck_assert_int_eq(write_alone(sell, &product), KT_OK);
    ck_assert(kt_tx_is_settled(tx));
    ck_assert_int_eq(write_alone(sell_in_vain, &product), KT_CONFLICT);
    ck_assert(kt_tx_is_settled(tx));
    ck_assert_int_eq(write_alone(retire, &product), KT_OK);
    ck_assert(!kt_tx_is_settled(tx));
    return KT_OK;
}

START_TEST(test_a_read_knows_that_records_changed_meanwhile)
{
    struct kt_error err;
    begin();
    for (int i = 0; i < 2; i++) {
        kt_error_init(&err, &unit_arena);
        ck_assert_int_eq(kt_call_read(&call, watch, NULL, &err), KT_OK);
    }
}
END_TEST

/* What was read before a commit may be outdated after it. */
START_TEST(test_what_was_overtaken_is_not_kept)
{
    struct kt_shown_needs needs;
    begin();
    kt_shown_begin(&call, &needs);
    kt_shown_need_id(&needs, product);
    ck_assert_int_eq(write_alone(sell, &product), KT_OK);
    kt_shown_keep(&call, key_of("a"), &needs, KT_STR("body"));
    ck_assert(!is_kept("a"));
}
END_TEST

START_TEST(test_it_holds_between_its_dates)
{
    struct kt_shown_needs needs;
    begin();
    kt_shown_begin(&call, &needs);
    kt_shown_need_date(&needs, 0);
    kt_shown_need_date(&needs, 500);
    kt_shown_need_date(&needs, 400);
    kt_shown_need_date(&needs, 2000);
    kt_shown_need_date(&needs, 3000);
    kt_shown_keep(&call, key_of("a"), &needs, KT_STR("body"));
    static const struct {
        int64_t now_ms;
        bool holds;
    } moments[] = {
        { 499, false }, { 500, true }, { 1999, true }, { 2000, false }
    };
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        call.now_ms = moments[i].now_ms;
        ck_assert_int_eq(is_kept("a"), moments[i].holds);
    }
}
END_TEST

START_TEST(test_it_holds_for_its_snapshot)
{
    begin();
    keep("a");
    shop.serial = 8;
    ck_assert(!is_kept("a"));
}
END_TEST

START_TEST(test_a_page_needs_what_its_rows_need)
{
    struct kt_shown_needs whole, part;
    struct kt_str body;
    begin();
    kt_shown_begin(&call, &whole);
    kt_shown_begin_part(&whole, &part);
    kt_shown_need_id(&part, product);
    kt_shown_need_date(&part, 2000);
    kt_shown_keep(&call, key_of("row"), &part, KT_STR("body"));
    ck_assert(kt_shown_find(&call, key_of("row"), &whole, &body));
    kt_shown_keep(&call, key_of("page"), &whole, KT_STR("body"));
    ck_assert(is_kept("page"));
    call.now_ms = 2000;
    ck_assert(!is_kept("page"));
    call.now_ms = 1000;
    ck_assert_int_eq(write_alone(sell, &product), KT_OK);
    ck_assert(!is_kept("page"));
}
END_TEST

/* A text that can be packed, and whether it was found packed. */
static bool
finds_packed(enum kt_coding wanted, struct kt_str text,
             struct kt_shown_answer *answer)
{
    call.coding = (struct kt_coding_wish){ wanted, false };
    ck_assert(kt_shown_find_answer(&call, key_of("a"), answer));
    ck_assert_uint_eq(answer->tag, kt_coding_tag(text));
    if (answer->coding == KT_CODING_NONE)
        ck_assert(kt_str_eq(answer->text, text));
    return answer->coding == wanted && answer->text.len < text.len;
}

START_TEST(test_an_answer_is_kept_in_every_coding)
{
    static char bytes[3000];
    struct kt_str text = { memset(bytes, 'a', sizeof bytes), sizeof bytes };
    struct kt_shown_needs needs;
    struct kt_shown_answer answer, again;
    begin();
    kt_shown_begin(&call, &needs);
    kt_shown_need_id(&needs, product);
    kt_shown_keep_answer(&call, key_of("a"), &needs, text, &answer);
    ck_assert(kt_str_eq(answer.text, text));
    ck_assert(finds_packed(KT_CODING_GZIP, text, &answer));
    ck_assert(finds_packed(KT_CODING_ZSTD, text, &answer));
    ck_assert(finds_packed(KT_CODING_GZIP, text, &answer));
    ck_assert(finds_packed(KT_CODING_GZIP, text, &again));
    ck_assert(kt_str_eq(answer.text, again.text));
    ck_assert(!finds_packed(KT_CODING_NONE, text, &answer));
    ck_assert_int_eq(write_alone(sell, &product), KT_OK);
    ck_assert(!kt_shown_find_answer(&call, key_of("a"), &answer));
}
END_TEST

START_TEST(test_packed_forms_count_as_kept_bytes)
{
    static char bytes[2000];
    struct kt_shown_needs needs;
    struct kt_shown_answer answer;
    char asked[32];
    begin();
    call.coding = (struct kt_coding_wish){ KT_CODING_ZSTD, false };
    kt_shown_begin(&call, &needs);
    uint32_t noise = 1;
    for (int i = 0; i < 300; i++) {
        for (size_t j = 0; j < sizeof bytes; j++)
            bytes[j] = (char)('a' + ((noise = noise * 1664525 + 1) >> 30));
        snprintf(asked, sizeof asked, "%d", i);
        kt_shown_keep_answer(&call, key_of(asked), &needs,
                             (struct kt_str){ bytes, sizeof bytes }, &answer);
        ck_assert_int_eq(answer.coding, KT_CODING_ZSTD);
    }
    int kept = 0;
    for (int i = 0; i < 300; i++) {
        snprintf(asked, sizeof asked, "%d", i);
        kept += kt_shown_find_answer(&call, key_of(asked), &answer);
    }
    ck_assert_int_gt(kept, 0);
    ck_assert_uint_le((size_t)kept * sizeof bytes, BYTES_MAX);
}
END_TEST

START_TEST(test_the_least_used_go)
{
    static const char bytes[BODY];
    const struct kt_str body = { bytes, BODY };
    struct kt_shown_needs needs;
    struct kt_str found;
    char asked[32];
    int kept = 0;
    begin();
    kt_shown_begin(&call, &needs);
    for (int i = 0; i < 1000; i++) {
        snprintf(asked, sizeof asked, "%d", i);
        kt_shown_keep(&call, key_of(asked), &needs, body);
        kt_shown_keep(&call, key_of("0"), &needs, body);
    }
    for (int i = 0; i < 1000; i++) {
        snprintf(asked, sizeof asked, "%d", i);
        kept += kt_shown_find(&call, key_of(asked), NULL, &found);
    }
    ck_assert_int_gt(kept, BYTES_MAX / 2 / BODY);
    ck_assert_int_le(kept, BYTES_MAX / BODY);
    ck_assert(kt_shown_find(&call, key_of("0"), NULL, &found));
    ck_assert_uint_eq(found.len, BODY);
}
END_TEST

START_TEST(test_nothing_is_kept_without_room)
{
    begin();
    kt_shown_free(unit_app.shown);
    unit_app.shown = kt_shown_new(0);
    keep("a");
    ck_assert(!is_kept("a"));
}
END_TEST

Suite *
kt_suite_shown(void)
{
    Suite *suite = suite_create("shown");
    TCase *tcase = unit_shop_case(suite, "kept");
    tcase_add_test(tcase, test_an_answer_is_kept);
    tcase_add_test(tcase, test_it_holds_until_its_product_changes);
    tcase_add_test(tcase, test_records_are_no_counts);
    tcase_add_test(tcase, test_a_record_is_not_what_sales_count);
    tcase_add_test(tcase, test_a_read_knows_that_records_changed_meanwhile);
    tcase_add_test(tcase, test_what_was_overtaken_is_not_kept);
    tcase_add_test(tcase, test_it_holds_between_its_dates);
    tcase_add_test(tcase, test_it_holds_for_its_snapshot);
    tcase_add_test(tcase, test_a_page_needs_what_its_rows_need);
    tcase_add_test(tcase, test_an_answer_is_kept_in_every_coding);
    tcase_add_test(tcase, test_packed_forms_count_as_kept_bytes);
    tcase_add_test(tcase, test_the_least_used_go);
    tcase_add_test(tcase, test_nothing_is_kept_without_room);
    return suite;
}
