#include "store/store.h"

#include <pthread.h>

#include "base/assert.h"
#include "store/driver.h"

const struct kt_id KT_NO_STORE;

enum kt_status
kt_store_open(const struct kt_store_options *options, struct kt_store **store,
              struct kt_error *err)
{
    return kt_sqlite_open(options, store, err);
}

void
kt_store_close(struct kt_store *store)
{
    if (store != NULL)
        store->driver->close(store);
}

void
kt_store_leave_thread(struct kt_store *store)
{
    store->driver->leave_thread(store);
}

enum kt_status
kt_store_migrate(struct kt_store *store, int *from, int *to,
                 struct kt_error *err)
{
    return store->driver->migrate(store, from, to, err);
}

enum kt_status
kt_store_schema(struct kt_store *store, int *schema, int *newest,
                struct kt_error *err)
{
    return store->driver->schema(store, schema, newest, err);
}

enum kt_status
kt_store_read(struct kt_store *store, struct kt_id store_id, kt_read_fn fn,
              void *arg, struct kt_error *err)
{
    return store->driver->read(store, store_id, fn, arg, err);
}

void
kt_store_submit(struct kt_store *store, struct kt_write_job *job)
{
    store->driver->submit(store, job);
}

/* A caller that waits for its job. */
struct waiter {
    struct kt_write_job job;
    pthread_mutex_t mutex;
    pthread_cond_t is_done;
    bool done;
};

static void
wake(struct kt_write_job *job)
{
    struct waiter *waiter = (struct waiter *)(void *)job;
    pthread_mutex_lock(&waiter->mutex);
    waiter->done = true;
    pthread_cond_signal(&waiter->is_done);
    pthread_mutex_unlock(&waiter->mutex);
}

enum kt_status
kt_store_write(struct kt_store *store, struct kt_id store_id, kt_write_fn fn,
               void *arg, struct kt_error *err)
{
    struct waiter waiter = { .job = { .store_id = store_id,
                                      .fn = fn,
                                      .done = wake,
                                      .arg = arg,
                                      .err = err } };

    pthread_mutex_init(&waiter.mutex, NULL);
    pthread_cond_init(&waiter.is_done, NULL);
    store->driver->submit(store, &waiter.job);
    pthread_mutex_lock(&waiter.mutex);
    while (!waiter.done)
        pthread_cond_wait(&waiter.is_done, &waiter.mutex);
    pthread_mutex_unlock(&waiter.mutex);
    pthread_cond_destroy(&waiter.is_done);
    pthread_mutex_destroy(&waiter.mutex);
    return waiter.job.status;
}

uint64_t
kt_store_epoch(const struct kt_store *store)
{
    return atomic_load(&store->epoch);
}

void
kt_tx_touch_settings(struct kt_tx *tx)
{
    KT_ASSERT(tx->is_write);
    tx->touches_settings = true;
}

enum kt_status
kt_tx_attempt(struct kt_tx *tx, kt_write_fn fn, void *arg, struct kt_error *err)
{
    KT_ASSERT(tx->is_write);
    return tx->driver->attempt(tx, fn, arg, err);
}

enum kt_status
kt_tx_remove_shop(struct kt_tx *tx, struct kt_error *err)
{
    KT_ASSERT(tx->is_write);
    for (size_t i = 0; i < KT_MARK_COUNT; i++)
        tx->moves[i] = true;
    return tx->driver->remove_shop(tx, err);
}

uint64_t
kt_store_settings_epoch(const struct kt_store *store)
{
    return atomic_load(&store->settings_epoch);
}

void
kt_store_stats_get(struct kt_store *store, struct kt_store_stats *stats)
{
    store->driver->stats(store, stats);
}

enum kt_status
kt_store_backup(struct kt_store *store, const char *path, struct kt_error *err)
{
    return store->driver->backup(store, path, err);
}

enum kt_status
kt_store_verify(struct kt_store *store, kt_fault_fn tell, void *arg,
                struct kt_error *err)
{
    return store->driver->verify(store, tell, arg, err);
}

enum kt_status
kt_store_check(struct kt_store *store, kt_fault_fn tell, void *arg,
               struct kt_error *err)
{
    return store->driver->check(store, tell, arg, err);
}

void
kt_store_stop_check(struct kt_store *store)
{
    store->driver->stop_check(store);
}

struct kt_arg
kt_arg_id_or_null(struct kt_id id)
{
    return kt_id_is_null(id) ? KT_NULL : KT_ID(id);
}

struct kt_arg
kt_arg_text_or_null(struct kt_str text)
{
    return text.ptr == NULL ? KT_NULL : KT_TEXT(text);
}

struct kt_arg
kt_arg_int_or_null(int64_t number)
{
    return number == 0 ? KT_NULL : KT_INT(number);
}

enum kt_status
kt_exec_count(struct kt_tx *tx, enum kt_sql statement, struct kt_args args,
              int64_t *changed, struct kt_error *err)
{
    KT_ASSERT(tx->is_write);
    kt_tx_note_moves(tx, statement, args);
    return tx->driver->run(tx, statement, args, NULL, changed, err);
}

enum kt_status
kt_exec(struct kt_tx *tx, enum kt_sql statement, int want, struct kt_args args,
        struct kt_error *err)
{
    int64_t changed = 0;
    KT_TRY(kt_exec_count(tx, statement, args, &changed, err));
    if (want == KT_ANY_ROWS || changed == want)
        return KT_OK;
    return kt_fail_conflict(err);
}

enum kt_status
kt_query(const struct kt_tx *tx, enum kt_sql statement, struct kt_args args,
         struct kt_rows *rows, struct kt_error *err)
{
    return tx->driver->run(tx, statement, args, rows, NULL, err);
}

enum kt_status
kt_query_change(struct kt_tx *tx, enum kt_sql statement, struct kt_args args,
                struct kt_rows *rows, struct kt_error *err)
{
    KT_ASSERT(tx->is_write);
    kt_tx_note_moves(tx, statement, args);
    return tx->driver->run(tx, statement, args, rows, NULL, err);
}

bool
kt_rows_next(struct kt_rows *rows)
{
    return rows->cursor != NULL && rows->tx->driver->next(rows);
}

enum kt_status
kt_rows_close(struct kt_rows *rows)
{
    if (rows->cursor != NULL)
        rows->tx->driver->end(rows);
    return rows->status;
}

int64_t
kt_col_int(const struct kt_rows *rows, int column)
{
    return rows->tx->driver->col_int(rows, column);
}

struct kt_str
kt_col_text(const struct kt_rows *rows, int column)
{
    return rows->tx->driver->col_text(rows, column);
}

struct kt_str
kt_col_copy(const struct kt_rows *rows, int column, struct kt_arena *arena)
{
    struct kt_str text = kt_col_text(rows, column);
    return text.ptr == NULL ? text : kt_arena_str(arena, text);
}

struct kt_id
kt_col_id(const struct kt_rows *rows, int column)
{
    struct kt_id id = { { 0 } };
    struct kt_str bytes = kt_col_text(rows, column);
    if (bytes.len == sizeof id.bytes)
        memcpy(id.bytes, bytes.ptr, sizeof id.bytes);
    return id;
}

bool
kt_col_is_null(const struct kt_rows *rows, int column)
{
    return rows->tx->driver->col_is_null(rows, column);
}

struct kt_id
kt_tx_store_id(const struct kt_tx *tx)
{
    return tx->store_id;
}

const struct kt_tx *
kt_tx_reading(struct kt_tx *tx)
{
    return tx;
}
