#include "jobs.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "job/jobs.h"
#include "service/order.h"
#include "service/shop_create.h"

struct kt_app jobs_app;
struct kt_id jobs_store;
struct kt_id jobs_order;

static char folder[64];
static int64_t position;

static struct kt_str
path_of(const char *name)
{
    return kt_arena_format(&unit_arena, "%s/%s", folder, name);
}

void
jobs_script(const char *code, const char *topic, const char *body)
{
    struct kt_str name =
        kt_arena_format(&unit_arena, "scripts/orders/%s.lua", code);
    FILE *file = fopen(path_of(name.ptr).ptr, "w");
    ck_assert_ptr_nonnull(file);
    fprintf(file,
            "local job <const> = require \"kontor.job\"\n"
            "local reaction <const> = require \"kontor.reaction\"\n"
            "return reaction { code = \"%s\", title = \"Test\", on = \"%s\",\n"
            "  react = function(event) %s end }\n",
            code, topic, body);
    ck_assert_int_eq(fclose(file), 0);
}

static enum kt_status
insert_order(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    static const char body[] =
        "{\"channel\":\"web\",\"locale\":\"en\",\"email\":\"ada@example.org\"}";
    (void)arg;
    return kt_exec(tx, KT_SQL_ORDER_INSERT, 1,
                   KT_ARGS(KT_ID(jobs_order), KT_INT(1000), KT_ID(kt_id_new(1)),
                           KT_ID(kt_id_new(1)), KT_TEXT(KT_STR("EUR")),
                           KT_TEXT(KT_STR("en")), KT_NULL,
                           KT_TEXT(KT_STR("ada@example.org")),
                           KT_TEXT(KT_STR("ada@example.org")),
                           KT_TEXT(KT_STR("placed")), KT_NULL, KT_INT(100),
                           KT_INT(0), KT_INT(0), KT_INT(0), KT_INT(100),
                           KT_INT(100), KT_TEXT(kt_str_of(body)), KT_NULL,
                           KT_NULL, KT_TEXT(KT_STR("")),
                           KT_TEXT(KT_STR("pending")),
                           KT_TEXT(KT_STR("unfulfilled")), KT_TEXT(KT_STR("")),
                           KT_INT(jobs_app.clock.fixed_ms)),
                   err);
}

static void
make_shop(void)
{
    struct kt_shop_create_in in = { .code = KT_STR("test") };
    assert_ok(kt_shop_create(&jobs_app, &in, &jobs_store, &unit_err));
    jobs_order = kt_id_of_name(jobs_store, KT_STR("order"));
    assert_ok(kt_store_write(jobs_app.store, jobs_store, insert_order, NULL,
                             &unit_err));
}

static void
find_shop(void)
{
    enum kt_status status =
        kt_shop_find(&jobs_app, KT_STR("test"), &jobs_store, &unit_err);
    if (status == KT_OK) {
        jobs_order = kt_id_of_name(jobs_store, KT_STR("order"));
        return;
    }
    ck_assert_int_eq(status, KT_NOT_FOUND);
    kt_error_init(&unit_err, &unit_arena);
    make_shop();
}

void
jobs_open(int64_t now_ms)
{
    const char *const scripts[] = { path_of("scripts").ptr };
    struct kt_app_options options = { .database = path_of("shop.db").ptr,
                                      .script_folders = scripts,
                                      .script_folder_count = 1 };
    assert_ok(kt_app_open(&options, &jobs_app, &unit_err));
    jobs_app.clock.fixed_ms = now_ms;
    find_shop();
}

static void
close_app(void)
{
    if (jobs_app.store == NULL)
        return;
    kt_app_leave_thread(&jobs_app);
    kt_app_close(&jobs_app);
}

struct use {
    const char *code;
    const char *channels;
    const char *events;
};

static enum kt_status
insert_use(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct use *use = arg;
    struct kt_str code = kt_str_of(use->code);
    kt_tx_touch_settings(tx);
    return kt_exec(tx, KT_SQL_SHOP_RULE_UPSERT, 1,
                   KT_ARGS(KT_ID(kt_id_of_name(jobs_store, code)),
                           KT_TEXT(KT_STR("reaction")), KT_TEXT(code),
                           KT_TEXT(KT_STR("")), KT_TEXT(code),
                           KT_TEXT(KT_STR("{}")), KT_TEXT(KT_STR("")),
                           KT_TEXT(kt_str_of(use->channels)),
                           KT_TEXT(kt_str_of(use->events)), KT_INT(position++),
                           KT_INT(1), KT_TEXT(KT_STR("[]"))),
                   err);
}

void
jobs_use(const char *code, const char *channels, const char *events)
{
    struct use use = { code, channels, events };
    assert_ok(kt_store_write(jobs_app.store, jobs_store, insert_use, &use,
                             &unit_err));
}

static enum kt_status
emit(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    return kt_event_emit(tx, arg, jobs_order, (struct kt_id){ { 0 } },
                         jobs_app.clock.fixed_ms, err);
}

void
jobs_emit(const char *topic)
{
    assert_ok(kt_store_write(jobs_app.store, jobs_store, emit,
                             (void *)(uintptr_t)topic, &unit_err));
}

size_t
jobs_run(void)
{
    size_t done;
    assert_ok(kt_jobs_run_due(&jobs_app, &done, &unit_err));
    return done;
}

static int
append_row(void *arg, int count, char **values, char **names)
{
    struct kt_buf *buf = arg;
    (void)names;
    if (buf->len > 0)
        kt_buf_char(buf, '\n');
    for (int i = 0; i < count; i++) {
        if (i > 0)
            kt_buf_char(buf, '|');
        kt_buf_text(buf, values[i] != NULL ? values[i] : "NULL");
    }
    return 0;
}

struct kt_str
jobs_rows(const char *sql)
{
    struct kt_buf buf;
    sqlite3 *db;
    char *why = NULL;
    kt_buf_init(&buf, &unit_arena, 256);
    ck_assert_int_eq(sqlite3_open(path_of("shop.db").ptr, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    sqlite3_exec(db, sql, append_row, &buf, &why);
    ck_assert_msg(why == NULL, "%s: %s", sql, why);
    sqlite3_close(db);
    return kt_arena_str(&unit_arena, kt_buf_view(&buf));
}

static void
set_up(void)
{
    kt_arena_init(&unit_arena, 0);
    kt_error_init(&unit_err, &unit_arena);
    kt_log_configure(KT_LOG_ERROR + 1, true);
    ck_assert_int_ge(sodium_init(), 0);
    jobs_app = (struct kt_app){ 0 };
    position = 0;
    snprintf(folder, sizeof folder, "/tmp/kontor-jobs-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(mkdir(path_of("scripts").ptr, 0755), 0);
    ck_assert_int_eq(mkdir(path_of("scripts/orders").ptr, 0755), 0);
}

static void
tear_down(void)
{
    close_app();
    struct kt_str remove = kt_arena_format(&unit_arena, "rm -r %s", folder);
    ck_assert_int_eq(system(remove.ptr), 0);
    kt_arena_release(&unit_arena);
}

TCase *
jobs_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    return tcase;
}
