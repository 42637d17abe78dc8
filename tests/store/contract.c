#include "contract.h"

#include <stdlib.h>

#include "base/log.h"
#include "drivers.h"

const struct contract_driver *contract_driver;
struct kt_arena contract_arena;
struct kt_error contract_err;
const char *contract_place;
struct kt_store *contract_store;
struct kt_id contract_shop, contract_neighbour;

static char folder[64];

static const struct contract_driver *const drivers[] = { &contract_sqlite };

bool
contract_choose(const char *name)
{
    for (size_t i = 0; i < sizeof drivers / sizeof drivers[0]; i++) {
        if (name == NULL || strcmp(name, drivers[i]->name) == 0) {
            contract_driver = drivers[i];
            return true;
        }
    }
    fprintf(stderr, "there is no driver %s\n", name);
    return false;
}

enum kt_status
contract_open(void)
{
    struct kt_store_options options = { .path = contract_place };
    kt_error_init(&contract_err, &contract_arena);
    return kt_store_open(&options, &contract_store, &contract_err);
}

void
contract_migrate(void)
{
    int from, to;
    assert_ok(kt_store_migrate(contract_store, &from, &to, &contract_err));
}

void
contract_close(void)
{
    if (contract_store == NULL)
        return;
    kt_store_leave_thread(contract_store);
    kt_store_close(contract_store);
    contract_store = NULL;
}

enum kt_status
contract_write(kt_write_fn fn, void *arg)
{
    kt_error_init(&contract_err, &contract_arena);
    return kt_store_write(contract_store, contract_shop, fn, arg,
                          &contract_err);
}

enum kt_status
contract_read(kt_read_fn fn, void *arg)
{
    kt_error_init(&contract_err, &contract_arena);
    return kt_store_read(contract_store, contract_shop, fn, arg, &contract_err);
}

static enum kt_status
add_shop(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    return kt_exec(tx, KT_SQL_STORE_UPSERT, 1,
                   KT_ARGS(KT_TEXT(kt_str_of(arg)), KT_TEXT(KT_STR("Shop")),
                           KT_TEXT(KT_STR("{}")), KT_INT(1)),
                   err);
}

void
contract_add_shops(void)
{
    static char shop[] = "shop", neighbour[] = "neighbour";
    assert_ok(kt_store_write(contract_store, contract_shop, add_shop, shop,
                             &contract_err));
    assert_ok(kt_store_write(contract_store, contract_neighbour, add_shop,
                             neighbour, &contract_err));
}

/* ---- entries ---- */

enum kt_status
contract_put(struct kt_tx *tx, struct kt_str key, struct kt_str blob,
             struct kt_error *err)
{
    static const struct kt_id resource;
    return kt_exec(tx, KT_SQL_IDEMPOTENCY_CLAIM, 1,
                   KT_ARGS(KT_TEXT(KT_STR("test")), KT_TEXT(key), KT_BLOB(blob),
                           KT_ID(resource), KT_INT(1), KT_INT(0)),
                   err);
}

enum kt_status
contract_get(const struct kt_tx *tx, struct kt_str key, struct kt_arena *arena,
             struct kt_str *blob, struct kt_error *err)
{
    struct kt_rows rows;
    *blob = (struct kt_str){ 0 };
    KT_TRY(kt_query(tx, KT_SQL_IDEMPOTENCY_FIND,
                    KT_ARGS(KT_TEXT(KT_STR("test")), KT_TEXT(key), KT_INT(0)),
                    &rows, err));
    if (kt_rows_next(&rows))
        *blob = kt_col_copy(&rows, 0, arena);
    return kt_rows_close(&rows);
}

struct entry {
    struct kt_str key;
    struct kt_str blob;
};

static enum kt_status
put_entry(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct entry *entry = arg;
    return contract_put(tx, entry->key, entry->blob, err);
}

static enum kt_status
get_entry(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct entry *entry = arg;
    return contract_get(tx, entry->key, &contract_arena, &entry->blob, err);
}

enum kt_status
contract_put_alone(const char *key, const char *text)
{
    struct entry entry = { kt_str_of(key), kt_str_of(text) };
    return contract_write(put_entry, &entry);
}

struct kt_str
contract_get_alone(const char *key)
{
    struct entry entry = { .key = kt_str_of(key) };
    assert_ok(contract_read(get_entry, &entry));
    return entry.blob;
}

bool
contract_has(const char *key)
{
    return contract_get_alone(key).ptr != NULL;
}

enum kt_status
contract_count_up(struct kt_tx *tx, int64_t count, int64_t *before,
                  struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query_change(tx, KT_SQL_ORDER_TAKE_NUMBER,
                           KT_ARGS(KT_INT(0), KT_INT(count)), &rows, err));
    if (kt_rows_next(&rows))
        *before = kt_col_int(&rows, 0);
    return kt_rows_close(&rows);
}

/* ---- fixtures ---- */

static void
set_up_bare(void)
{
    kt_log_configure(KT_LOG_ERROR + 1, true);
    kt_arena_init(&contract_arena, 0);
    kt_error_init(&contract_err, &contract_arena);
    snprintf(folder, sizeof folder, "/tmp/kontor-store-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    contract_place = contract_driver->place(&contract_arena, folder);
    contract_store = NULL;
    contract_shop = kt_id_new(1);
    contract_neighbour = kt_id_new(2);
}

static void
set_up(void)
{
    set_up_bare();
    assert_ok(contract_open());
    contract_migrate();
    contract_add_shops();
}

static void
tear_down(void)
{
    contract_close();
    struct kt_str remove = kt_arena_format(&contract_arena, "rm -r %s", folder);
    ck_assert_int_eq(system(remove.ptr), 0);
    kt_arena_release(&contract_arena);
}

static TCase *
add_case(Suite *suite, const char *name, SFun start)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, start, tear_down);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    return tcase;
}

TCase *
contract_bare_case(Suite *suite, const char *name)
{
    return add_case(suite, name, set_up_bare);
}

TCase *
contract_case(Suite *suite, const char *name)
{
    return add_case(suite, name, set_up);
}
