/* Two shops in one process: every route that takes an id is asked, in the one,
 * for everything that the other has. The ids come from the schema and the
 * routes from their tables, so that a new table or route is asked as well. */

#include <glob.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "admin.h"
#include "http/router.h"
#include "service/shop_create.h"

Suite *kt_suite_shops(void);

enum { VALUES_MAX = 200, DEPTH_MAX = 6 };

static char folder[64];
static sqlite3 *db;
static struct kt_id other;
static struct kt_str headers;
static struct kt_id ids[VALUES_MAX];
static size_t id_count;
static struct kt_str names[VALUES_MAX];
static size_t name_count;

/* ---- the other shop ---- */

static sqlite3_stmt *
prepare(const char *sql)
{
    sqlite3_stmt *statement;
    ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) ==
                      SQLITE_OK,
                  "%s: %s", sql, sqlite3_errmsg(db));
    return statement;
}

static sqlite3_stmt *
prepare_for_other(const char *sql)
{
    sqlite3_stmt *statement = prepare(sql);
    sqlite3_bind_blob(statement, 1, other.bytes, sizeof other.bytes,
                      SQLITE_STATIC);
    return statement;
}

/* A row in every table; what stands in it is nonsense, and never read. */
static void
fill_other(void)
{
    sqlite3_exec(db,
                 "PRAGMA ignore_check_constraints = ON;"
                 "PRAGMA foreign_keys = OFF",
                 NULL, NULL, NULL);
    sqlite3_stmt *tables =
        prepare("SELECT 'INSERT OR IGNORE INTO \"' || t.name || '\" (' ||"
                " group_concat('\"' || c.name || '\"') || ') VALUES (' ||"
                " group_concat(CASE WHEN c.name = 'store_id' THEN '?1'"
                "  WHEN c.type = 'BLOB' THEN 'randomblob(16)'"
                "  WHEN c.type = 'INTEGER' THEN '1'"
                "  ELSE 'lower(hex(randomblob(8)))' END) || ')'"
                " FROM pragma_table_list t JOIN pragma_table_info(t.name) c"
                " WHERE t.type = 'table' AND t.schema = 'main'"
                "  AND EXISTS (SELECT 1 FROM pragma_table_info(t.name) s"
                "   WHERE s.name = 'store_id') GROUP BY t.name");
    while (sqlite3_step(tables) == SQLITE_ROW) {
        sqlite3_stmt *insert =
            prepare_for_other((const char *)sqlite3_column_text(tables, 0));
        ck_assert_int_eq(sqlite3_step(insert), SQLITE_DONE);
        sqlite3_finalize(insert);
    }
    sqlite3_finalize(tables);
}

/* The ids, slugs and codes that it has, and a digest of all its rows. */
static void
read_values(const char *column, bool is_id)
{
    sqlite3_stmt *tables = prepare(
        kt_arena_format(&http_arena,
                        "SELECT 'SELECT \"%s\" FROM \"' || t.name || '\" WHERE "
                        "store_id = ?1' FROM pragma_table_list t WHERE t.type "
                        "= 'table' AND 2 = (SELECT count(*) FROM "
                        "pragma_table_info(t.name) c WHERE c.name IN "
                        "('store_id', '%s'))",
                        column, column)
            .ptr);
    while (sqlite3_step(tables) == SQLITE_ROW) {
        sqlite3_stmt *rows =
            prepare_for_other((const char *)sqlite3_column_text(tables, 0));
        while (sqlite3_step(rows) == SQLITE_ROW) {
            ck_assert_uint_lt(is_id ? id_count : name_count, VALUES_MAX);
            if (is_id && sqlite3_column_bytes(rows, 0) == 16)
                memcpy(ids[id_count++].bytes, sqlite3_column_blob(rows, 0), 16);
            else if (!is_id)
                names[name_count++] =
                    admin_text("%s",
                               (const char *)sqlite3_column_text(rows, 0));
        }
        sqlite3_finalize(rows);
    }
    sqlite3_finalize(tables);
}

static struct kt_str
digest_other(void)
{
    unsigned char hash[crypto_generichash_BYTES];
    char text[2 * crypto_generichash_BYTES + 1];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    sqlite3_stmt *tables =
        prepare("SELECT 'SELECT * FROM \"' || t.name || '\" WHERE store_id = "
                "?1' FROM pragma_table_list t JOIN pragma_table_info(t.name) c "
                "WHERE t.type = 'table' AND c.name = 'store_id' ORDER BY 1");
    while (sqlite3_step(tables) == SQLITE_ROW) {
        sqlite3_stmt *rows =
            prepare_for_other((const char *)sqlite3_column_text(tables, 0));
        while (sqlite3_step(rows) == SQLITE_ROW) {
            for (int i = 0; i < sqlite3_column_count(rows); i++)
                crypto_generichash_update(&state, sqlite3_column_blob(rows, i),
                                          (unsigned long long)
                                              sqlite3_column_bytes(rows, i));
            crypto_generichash_update(&state, (const unsigned char *)";", 1);
        }
        sqlite3_finalize(rows);
    }
    sqlite3_finalize(tables);
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(text, sizeof text, hash, sizeof hash);
    return admin_text("%s", text);
}

static void
set_up(void)
{
    struct kt_shop_create_in in = { .code = KT_STR("other") };
    struct kt_error err;
    glob_t found;
    snprintf(folder, sizeof folder, "/tmp/kontor-shops-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    setenv("TMPDIR", folder, 1);
    shop_open(NULL);
    admin_login();
    headers =
        admin_text("Authorization: Bearer %.*s\r\nX-Publishable-Key: " HTTP_KEY
                   "\r\n",
                   KT_STR_FMT(admin_token((const char *const[]){ "*", NULL })));
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_shop_create(&http_app, &in, &other, &err), KT_OK);
    ck_assert_int_eq(glob(admin_text("%s/kontor-??????", folder).ptr, 0, NULL,
                          &found),
                     0);
    ck_assert_int_eq(sqlite3_open(found.gl_pathv[0], &db), SQLITE_OK);
    globfree(&found);
    fill_other();
    id_count = name_count = 0;
    read_values("id", true);
    read_values("slug", false);
    read_values("code", false);
    ck_assert_uint_gt(id_count, 20);
    ck_assert_uint_gt(name_count, 5);
}

static void
tear_down(void)
{
    sqlite3_close(db);
    shop_close();
    rmdir(folder);
}

/* ---- a body that fits ---- */

static void put_shape(struct kt_json *json, const struct kt_shape *shape,
                      int depth);

static void
put_value(struct kt_json *json, const struct kt_field *field, int depth)
{
    char text[KT_ID_TEXT_MAX];
    switch (field->kind) {
    case KT_FIELD_BOOL:
        kt_json_bool(json, true);
        break;
    case KT_FIELD_INT:
        kt_json_int(json, field->min > 1 ? field->min : 1);
        break;
    case KT_FIELD_TIME:
        kt_json_str(json, KT_STR("2030-01-01T00:00:00Z"));
        break;
    case KT_FIELD_ENUM:
        kt_json_str(json, kt_str_of(field->names[0]));
        break;
    case KT_FIELD_ID:
        kt_json_str(json, kt_id_format(kt_id_new(1), field->prefix, text));
        break;
    case KT_FIELD_OBJECT:
    case KT_FIELD_EMBED:
        put_shape(json, field->shape, depth + 1);
        break;
    case KT_FIELD_LIST:
        kt_json_begin_array(json);
        put_shape(json, field->shape, depth + 1);
        kt_json_end_array(json);
        break;
    case KT_FIELD_STR:
        kt_json_str(json,
                    field->min > 3 ? KT_STR("aaaaaaaaaa") : KT_STR("aaa"));
        break;
    case KT_FIELD_STRS:
    case KT_FIELD_IDS:
        kt_json_begin_array(json);
        kt_json_end_array(json);
        break;
    case KT_FIELD_RAW:
    case KT_FIELD_DICT:
        kt_json_begin_object(json);
        kt_json_end_object(json);
        break;
    }
}

/* The members that must be given. */
static void
put_shape(struct kt_json *json, const struct kt_shape *shape, int depth)
{
    ck_assert_int_lt(depth, DEPTH_MAX);
    kt_json_begin_object(json);
    for (size_t i = 0; i < shape->field_count; i++) {
        if ((shape->fields[i].flags & KT_REQUIRED) == 0)
            continue;
        kt_json_key(json, kt_str_of(shape->fields[i].name));
        put_value(json, &shape->fields[i], depth);
    }
    kt_json_end_object(json);
}

static const char *
body_of(const struct kt_route *route)
{
    struct kt_buf buf;
    struct kt_json json;
    if (route->in == NULL)
        return NULL;
    kt_buf_init(&buf, &http_arena, 256);
    kt_json_init(&json, &buf);
    put_shape(&json, route->in, 0);
    return kt_arena_cstr(&http_arena, kt_buf_view(&buf));
}

/* ---- asking ---- */

/* The path with the n-th id in the places of ids and the n-th name in those of
 * names; empty where it has neither any more. */
static struct kt_str
path_of(const struct kt_route *route, size_t n, bool *has_param)
{
    struct kt_buf buf;
    struct kt_str path = kt_str_of(route->path);
    struct kt_str segment;
    kt_buf_init(&buf, &http_arena, 128);
    *has_param = false;
    while (kt_route_next(&path, &segment)) {
        struct kt_str name = kt_route_param(segment);
        kt_buf_char(&buf, '/');
        if (name.len == 0) {
            kt_buf_str(&buf, segment);
            continue;
        }
        *has_param = true;
        const char *prefix = kt_route_prefix(name, &http_arena);
        if (n >= (prefix != NULL ? id_count : name_count))
            return KT_STR("");
        kt_buf_str(&buf, prefix != NULL
                             ? kt_id_text(&http_arena, ids[n], prefix)
                             : names[n]);
    }
    return kt_buf_view(&buf);
}

static size_t
ask_route(const struct kt_route *route)
{
    const char *body = body_of(route);
    bool has_param = true;
    size_t n = 0;
    for (;; n++) {
        struct kt_str path = path_of(route, n, &has_param);
        if (path.len == 0 || !has_param)
            return n;
        struct http_reply reply =
            http_call(kt_method_names[route->method],
                      kt_arena_cstr(&http_arena, path), headers.ptr, body);
        ck_assert_msg(reply.status == 404, "%s %.*s: %d, want 404: %.*s",
                      kt_method_names[route->method], KT_STR_FMT(path),
                      reply.status, KT_STR_FMT(reply.body));
    }
}

START_TEST(no_route_shows_or_changes_another_shops_things)
{
    struct kt_str before = digest_other();
    size_t asked = 0;
    for (size_t i = 0; kt_route_tables[i] != NULL; i++) {
        const struct kt_route_table *table = kt_route_tables[i];
        for (size_t k = 0; k < table->count; k++) {
            if (table->routes[k].auth != KT_AUTH_NONE)
                asked += ask_route(&table->routes[k]);
        }
    }
    ck_assert_uint_gt(asked, 1000);
    assert_text(digest_other(), before.ptr);
}
END_TEST

START_TEST(an_unknown_host_is_no_shop_where_there_are_several)
{
    struct http_reply reply = http_call("GET", "/store/v1/products", "", NULL);
    ck_assert_int_eq(reply.status, 404);
    assert_has(reply.body, "no shop has the host");
    reply = http_call("GET", "/store/v1/products",
                      "X-Publishable-Key: " HTTP_KEY "\r\n", NULL);
    ck_assert_int_eq(reply.status, 200);
    assert_has(reply.body, "\"slug\":\"paper\"");
}
END_TEST

Suite *
kt_suite_shops(void)
{
    Suite *suite = suite_create("shops");
    TCase *tcase = tcase_create("two");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 120);
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, no_route_shows_or_changes_another_shops_things);
    tcase_add_test(tcase, an_unknown_host_is_no_shop_where_there_are_several);
    return suite;
}
