/* Which of several shops is meant, and what is left of one that is removed. */

#include <sqlite3.h>

#include "service/shop.h"
#include "service/shop_create.h"
#include "service/shops.h"
#include "shop.h"

Suite *kt_suite_shop_find(void);

static struct kt_id other;

static enum kt_status
add_channel(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    kt_tx_touch_settings(tx);
    return kt_exec(tx, KT_SQL_CHANNEL_UPSERT, 1,
                   KT_ARGS(KT_ID(kt_id_new(1)), KT_TEXT(kt_str_of(arg)),
                           KT_TEXT(KT_STR("Web")), KT_TEXT(kt_str_of(arg)),
                           KT_INT(0), KT_INT(1), KT_TEXT(KT_STR("[\"EUR\"]")),
                           KT_TEXT(KT_STR("[\"en\"]")),
                           KT_TEXT(KT_STR("included")), KT_TEXT(KT_STR("line")),
                           KT_TEXT(KT_STR("half_up")),
                           KT_TEXT(KT_STR("half_up")), KT_TEXT(KT_STR("DE")),
                           KT_TEXT(KT_STR("[]")), KT_TEXT(KT_STR("{}")),
                           KT_INT(1)),
                   err);
}

static void
put_channel(struct kt_id store_id, const char *key)
{
    assert_ok(kt_store_write(unit_app.store, store_id, add_channel,
                             (void *)(uintptr_t)key, &unit_err));
}

static void
make_other(void)
{
    static struct kt_str hosts[] = { KT_STR_INIT("b.example.com"),
                                     KT_STR_INIT("localhost") };
    struct kt_shop_create_in in = { .code = KT_STR("other"),
                                    .hosts = { hosts, 2 } };
    assert_ok(kt_shop_create(&unit_app, &in, &other, &unit_err));
}

static struct kt_id
asked(const char *host, const char *key)
{
    struct kt_id id = { { 0 } };
    enum kt_status status = kt_shop_find_asked(&unit_app, kt_str_of(host),
                                               kt_str_of(key), &id, &unit_err);
    ck_assert_msg(status == KT_OK, "%s: %s", host,
                  kt_error_text(&unit_err).ptr);
    return id;
}

static void
refused(const char *host, const char *key, const char *detail)
{
    struct kt_id id;
    ck_assert_int_eq(kt_shop_find_asked(&unit_app, kt_str_of(host),
                                        kt_str_of(key), &id, &unit_err),
                     KT_NOT_FOUND);
    assert_text(unit_err.detail, detail);
}

START_TEST(the_only_shop_answers_to_every_host)
{
    ck_assert(kt_id_eq(asked("anything.example.com:8080", ""), unit_store));
    ck_assert(kt_id_eq(asked("", "pk_unknown"), unit_store));
}
END_TEST

START_TEST(a_host_names_its_shop)
{
    make_other();
    put_channel(unit_store, "pk_a");
    ck_assert(kt_id_eq(asked("b.example.com", ""), other));
    ck_assert(kt_id_eq(asked("B.Example.COM.:8080", ""), other));
    ck_assert(kt_id_eq(asked("localhost:1", "pk_a"), other));
    refused("x.b.example.com", "",
            "no shop has the host \"x.b.example.com\", and no publishable key "
            "names one");
    refused("", "",
            "no shop has the host \"\", and no publishable key names "
            "one");
}
END_TEST

START_TEST(a_key_names_its_shop_where_the_host_does_not)
{
    make_other();
    put_channel(unit_store, "pk_a");
    put_channel(other, "pk_b");
    ck_assert(kt_id_eq(asked("127.0.0.1", "pk_a"), unit_store));
    ck_assert(kt_id_eq(asked("127.0.0.1", "pk_b"), other));
    refused("127.0.0.1", "pk_c",
            "no shop has the host \"127.0.0.1\" or this publishable key");
    put_channel(other, "pk_a");
    refused("127.0.0.1", "pk_a",
            "several shops have this publishable key and none the host "
            "\"127.0.0.1\"");
}
END_TEST

START_TEST(a_token_is_asked_at_its_own_host)
{
    make_other();
    assert_ok(kt_shop_check_host(&unit_app, KT_STR("LOCALHOST:80"), other,
                                 &unit_err));
    assert_ok(kt_shop_check_host(&unit_app, KT_STR("127.0.0.1"), unit_store,
                                 &unit_err));
    ck_assert_int_eq(kt_shop_check_host(&unit_app, KT_STR("localhost"),
                                        unit_store, &unit_err),
                     KT_NOT_FOUND);
}
END_TEST

START_TEST(a_code_is_asked_for_among_several)
{
    struct kt_id id;
    assert_ok(kt_shop_find(&unit_app, KT_STR(""), &id, &unit_err));
    make_other();
    ck_assert_int_eq(kt_shop_find(&unit_app, KT_STR(""), &id, &unit_err),
                     KT_NOT_FOUND);
    assert_text(unit_err.detail,
                "there are several shops, name one of them: other, test");
    ck_assert_int_eq(kt_shop_find(&unit_app, KT_STR("oter"), &id, &unit_err),
                     KT_NOT_FOUND);
    assert_text(unit_err.detail,
                "no shop has the code \"oter\", only: other, test");
}
END_TEST

START_TEST(hosts_are_told_all_their_faults)
{
    static struct kt_str hosts[] = {
        KT_STR_INIT("Shop.example.com"), KT_STR_INIT("ok.example.com"),
        KT_STR_INIT("ok.example.com"),   KT_STR_INIT("b.example.com:80"),
        KT_STR_INIT("b.example.com"),    KT_STR_INIT("a..b")
    };
    struct kt_shop_change change = { .changes_hosts = true,
                                     .hosts = { hosts, 6 } };
    static const char *const places[] = { "/hosts/0", "/hosts/2", "/hosts/3",
                                          "/hosts/4", "/hosts/5" };
    make_other();
    ck_assert_int_eq(kt_shop_change(&unit_app, unit_store, &change, &unit_err),
                     KT_INVALID_BODY);
    ck_assert_uint_eq(unit_err.item_count, KT_COUNT(places));
    for (size_t i = 0; i < KT_COUNT(places); i++)
        assert_text(unit_err.items[i].pointer, places[i]);
    assert_text(unit_err.items[3].detail,
                "another shop has the host \"b.example.com\"");
}
END_TEST

/* ---- removing ---- */

/* "table rows" a line for every table of the schema. */
static struct kt_str
row_counts(void)
{
    sqlite3 *db;
    sqlite3_stmt *tables, *count;
    struct kt_buf buf;
    struct kt_str path = unit_database();
    kt_buf_init(&buf, &unit_arena, 1024);
    ck_assert_int_eq(sqlite3_open(path.ptr, &db), SQLITE_OK);
    sqlite3_prepare_v2(db,
                       "SELECT name FROM sqlite_schema WHERE type = 'table' "
                       "AND name NOT LIKE 'sqlite_%' ORDER BY name",
                       -1, &tables, NULL);
    while (sqlite3_step(tables) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(tables, 0);
        struct kt_str sql =
            kt_arena_format(&unit_arena, "SELECT count(*) FROM \"%s\"", name);
        sqlite3_prepare_v2(db, sql.ptr, -1, &count, NULL);
        if (sqlite3_step(count) == SQLITE_ROW)
            kt_buf_format(&buf, "%s %d\n", name, sqlite3_column_int(count, 0));
        sqlite3_finalize(count);
    }
    sqlite3_finalize(tables);
    sqlite3_close(db);
    return kt_buf_view(&buf);
}

/* A row for the shop in every table that has a store_id, whatever the table:
 * references are not looked at, so that no table can be forgotten here. */
static void
fill_every_table(struct kt_id store_id)
{
    sqlite3 *db;
    sqlite3_stmt *tables;
    ck_assert_int_eq(sqlite3_open(unit_database().ptr, &db), SQLITE_OK);
    sqlite3_exec(db,
                 "PRAGMA ignore_check_constraints = ON;"
                 "PRAGMA foreign_keys = OFF",
                 NULL, NULL, NULL);
    sqlite3_prepare_v2(
        db,
        "SELECT 'INSERT OR IGNORE INTO \"' || t.name || '\" (' ||"
        " group_concat('\"' || c.name || '\"') || ') VALUES (' ||"
        " group_concat(CASE WHEN c.name = 'store_id' THEN '?1'"
        "  WHEN c.type = 'BLOB' THEN 'randomblob(16)'"
        "  WHEN c.type = 'INTEGER' THEN 'abs(random() % 1000000)'"
        "  ELSE 'hex(randomblob(8))' END) || ')'"
        " FROM pragma_table_list t JOIN pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND t.schema = 'main'"
        "  AND EXISTS (SELECT 1 FROM pragma_table_info(t.name) s"
        "   WHERE s.name = 'store_id') GROUP BY t.name",
        -1, &tables, NULL);
    while (sqlite3_step(tables) == SQLITE_ROW) {
        sqlite3_stmt *insert;
        const char *sql = (const char *)sqlite3_column_text(tables, 0);
        ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &insert, NULL) ==
                          SQLITE_OK,
                      "%s: %s", sql, sqlite3_errmsg(db));
        sqlite3_bind_blob(insert, 1, store_id.bytes, 16, SQLITE_STATIC);
        ck_assert_int_eq(sqlite3_step(insert), SQLITE_DONE);
        ck_assert_int_eq(sqlite3_changes(db), 1);
        sqlite3_finalize(insert);
    }
    sqlite3_finalize(tables);
    sqlite3_close(db);
}

START_TEST(a_removed_shop_leaves_no_row_anywhere)
{
    fill_every_table(unit_store);
    struct kt_str before = row_counts();
    make_other();
    put_channel(other, "pk_b");
    struct kt_id third = unit_shop_new("third");
    fill_every_table(third);
    assert_ok(kt_shop_remove(&unit_app, third, &unit_err));
    assert_ok(kt_shop_remove(&unit_app, other, &unit_err));
    assert_text(row_counts(), before.ptr);
    ck_assert(kt_id_eq(asked("b.example.com", ""), unit_store));
    ck_assert_int_eq(kt_shop_remove(&unit_app, other, &unit_err), KT_NOT_FOUND);
}
END_TEST

Suite *
kt_suite_shop_find(void)
{
    Suite *suite = suite_create("shop_find");
    TCase *tcase = unit_shop_case(suite, "find");
    tcase_add_test(tcase, the_only_shop_answers_to_every_host);
    tcase_add_test(tcase, a_host_names_its_shop);
    tcase_add_test(tcase, a_key_names_its_shop_where_the_host_does_not);
    tcase_add_test(tcase, a_token_is_asked_at_its_own_host);
    tcase_add_test(tcase, a_code_is_asked_for_among_several);
    tcase_add_test(tcase, hosts_are_told_all_their_faults);
    tcase_add_test(tcase, a_removed_shop_leaves_no_row_anywhere);
    return suite;
}
