/* The writer: one thread takes the waiting jobs, runs them in one transaction,
 * each behind its own savepoint (a lone one needs none), and answers them all
 * after one fsync. While a batch is being synced the next one gathers by
 * itself. */

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/clock.h"
#include "base/heap.h"
#include "base/log.h"
#include "base/metric.h"
#include "store/sqlite/sqlite.h"

/* Pages in the write-ahead log at which it is copied back: when nothing waits,
 * and at the latest. */
enum { WAL_PAGES_IDLE = 1000, WAL_PAGES_LATEST = 8000 };

static bool
is_writer_thread(const struct sqlite_store *store)
{
    return pthread_equal(store->thread, pthread_self()) != 0;
}

static int
count_wal_pages(void *arg, sqlite3 *db, const char *name, int pages)
{
    (void)db;
    (void)name;
    ((struct sqlite_store *)arg)->wal_pages = pages;
    return SQLITE_OK;
}

/* An arena that is full jumps here instead of into the caller's stack. */
static enum kt_status
run_guarded(struct sqlite_tx *tx, struct kt_write_job *job)
{
    struct kt_arena *arena = job->err->arena;
    jmp_buf *outer = arena->rescue;
    jmp_buf here;
    enum kt_status status;

    arena->rescue = &here;
    if (setjmp(here) == 0)
        status = job->fn(&tx->base, job->arg, job->err);
    else
        status = kt_error_set(job->err, KT_OVERLOADED);
    arena->rescue = outer;
    return status;
}

static void
close_cursors(struct connection *connection)
{
    sqlite3_stmt *handle = NULL;
    if (connection->cursors == 0)
        return;
    connection->cursors = 0;
    while ((handle = sqlite3_next_stmt(connection->db, handle)) != NULL) {
        if (sqlite3_stmt_busy(handle))
            sqlite3_reset(handle);
    }
}

/* What the next try may find otherwise; anything else is the database's. */
static bool
can_go_on(const struct connection *connection)
{
    enum kt_status failed = connection->failed;
    return (failed == KT_OK || failed == KT_ALREADY_EXISTS ||
            failed == KT_IN_USE || failed == KT_CONFLICT) &&
           !sqlite3_get_autocommit(connection->db);
}

enum kt_status
sqlite_attempt(struct kt_tx *tx, kt_write_fn fn, void *arg,
               struct kt_error *err)
{
    struct connection *connection = ((struct sqlite_tx *)tx)->connection;
    int code = sqlite_control(connection, CONTROL_ATTEMPT);
    if (code != SQLITE_OK)
        return sqlite_fail(connection->db, code, "SAVEPOINT", err);
    enum kt_status status = sqlite_verdict(connection, fn(tx, arg, err), err);
    if (!can_go_on(connection))
        return status;
    close_cursors(connection);
    if (status != KT_OK) {
        code = sqlite_control(connection, CONTROL_ATTEMPT_UNDO);
        connection->failed = KT_OK;
        connection->code = SQLITE_OK;
    }
    if (code == SQLITE_OK)
        code = sqlite_control(connection, CONTROL_ATTEMPT_RELEASE);
    return code == SQLITE_OK
               ? status
               : sqlite_fail(connection->db, code, "RELEASE", err);
}

/* Runs one job, behind a savepoint unless it is alone: then the transaction
 * itself is what it can undo. (A savepoint also keeps what each statement
 * changed, and SQLite walks all of that after every statement: an import of
 * 60 000 variants took four times the CPU time.) A result code other than
 * SQLITE_OK says that the whole transaction is lost: some errors (a full disk)
 * make SQLite roll everything back. */
static int
run_job(struct sqlite_store *store, struct kt_write_job *job, bool is_alone,
        bool *touches_settings)
{
    struct connection *connection = store->writer;
    struct sqlite_tx tx = { .base = { .driver = store->base.driver,
                                      .store = &store->base,
                                      .store_id = job->store_id,
                                      .is_write = true,
                                      .pending = &store->base.moves },
                            .connection = connection };
    int code =
        is_alone ? SQLITE_OK : sqlite_control(connection, CONTROL_SAVEPOINT);
    if (code != SQLITE_OK)
        return code;
    connection->failed = KT_OK;
    connection->code = SQLITE_OK;
    job->status = run_guarded(&tx, job);
    job->status = sqlite_verdict(connection, job->status, job->err);
    close_cursors(connection);
    sqlite_stop_if_lost(connection->code, true);
    if (sqlite3_get_autocommit(connection->db))
        return connection->code != SQLITE_OK ? connection->code : SQLITE_FULL;
    if (job->status == KT_OK) {
        *touches_settings |= tx.base.touches_settings;
        kt_store_take_moves(&store->base, &tx.base);
    } else if (!is_alone) {
        code = sqlite_control(connection, CONTROL_UNDO);
    }
    return is_alone || code != SQLITE_OK
               ? code
               : sqlite_control(connection, CONTROL_RELEASE);
}

static void
fail_all(struct sqlite_store *store, struct kt_write_job *jobs, int code)
{
    sqlite_stop_if_lost(code, true);
    if (!sqlite3_get_autocommit(store->writer->db))
        sqlite_control(store->writer, CONTROL_ROLLBACK);
    for (struct kt_write_job *job = jobs; job != NULL; job = job->next) {
        job->status = sqlite_fail(NULL, code, "COMMIT", job->err);
    }
}

/* The result code; any but SQLITE_OK is every job's answer. */
static int
run_batch(struct sqlite_store *store, struct kt_write_job *jobs,
          bool *touches_settings, size_t *succeeded)
{
    struct connection *connection = store->writer;
    int code = sqlite_control(connection, CONTROL_BEGIN_IMMEDIATE);
    if (code != SQLITE_OK)
        return code;

    bool is_alone = jobs->next == NULL;
    *succeeded = 0;
    for (struct kt_write_job *job = jobs; job != NULL; job = job->next) {
        code = run_job(store, job, is_alone, touches_settings);
        if (code != SQLITE_OK)
            return code;
        *succeeded += job->status == KT_OK;
    }
    kt_store_begin_moves(&store->base);
    return sqlite_control(connection,
                          *succeeded > 0 ? CONTROL_COMMIT : CONTROL_ROLLBACK);
}

static void
answer(struct kt_write_job *jobs)
{
    while (jobs != NULL) {
        struct kt_write_job *job = jobs;
        jobs = job->next; /* the job is its owner's after done */
        job->done(job);
    }
}

static size_t
count_jobs(const struct kt_write_job *jobs)
{
    size_t count = 0;
    for (; jobs != NULL; jobs = jobs->next)
        count++;
    return count;
}

static void
record(struct sqlite_store *store, size_t jobs, size_t succeeded)
{
    pthread_mutex_lock(&store->mutex);
    store->stats.commits += succeeded > 0;
    store->stats.jobs += jobs;
    store->stats.failed_jobs += jobs - succeeded;
    store->stats.wal_bytes = (uint64_t)store->wal_pages * 4096;
    pthread_mutex_unlock(&store->mutex);
}

static void
write_batch(struct sqlite_store *store, struct kt_write_job *jobs)
{
    bool touches_settings = false;
    size_t succeeded = 0;

    int64_t begun_us = kt_clock_monotonic_us();
    int code = run_batch(store, jobs, &touches_settings, &succeeded);
    kt_metric_record(KT_METRIC_COMMIT_DURATION, 0,
                     kt_clock_monotonic_us() - begun_us);
    if (code != SQLITE_OK) {
        fail_all(store, jobs, code);
        store->was_full = code == SQLITE_FULL;
        succeeded = 0;
    } else if (succeeded > 0) {
        atomic_fetch_add(&store->base.epoch, 1);
        if (touches_settings)
            atomic_fetch_add(&store->base.settings_epoch, 1);
    }
    /* After a COMMIT that failed nobody knows what it left. */
    kt_store_move_marks(&store->base);
    size_t count = count_jobs(jobs);
    kt_metric_record(KT_METRIC_COMMIT_JOBS, 0, (int64_t)count);
    record(store, count, succeeded);
    answer(jobs);
}

/* Up to batch_max jobs; NULL when the store closes and nothing waits. */
static struct kt_write_job *
take_batch(struct sqlite_store *store, bool *is_idle)
{
    pthread_mutex_lock(&store->mutex);
    while (store->first == NULL && !store->is_closing)
        pthread_cond_wait(&store->has_work, &store->mutex);

    struct kt_write_job *jobs = store->first;
    struct kt_write_job *last = jobs;
    for (unsigned i = 1; last != NULL && i < store->batch_max; i++) {
        if (last->next == NULL)
            break;
        last = last->next;
        store->stats.queue_length--;
    }
    if (last != NULL) {
        store->stats.queue_length--;
        store->first = last->next;
        last->next = NULL;
        if (store->first == NULL)
            store->last = NULL;
    }
    *is_idle = store->first == NULL;
    pthread_mutex_unlock(&store->mutex);
    return jobs;
}

/* On a full disk the log has to do with the room that it has: copied back, it
 * begins anew in it. */
static void
copy_log_back(struct sqlite_store *store, bool is_idle)
{
    if (!store->was_full &&
        store->wal_pages < (is_idle ? WAL_PAGES_IDLE : WAL_PAGES_LATEST))
        return;
    store->was_full = false;
    int mode = store->wal_pages >= 2 * WAL_PAGES_LATEST
                   ? SQLITE_CHECKPOINT_RESTART
                   : SQLITE_CHECKPOINT_PASSIVE;
    int log_pages = 0, copied = 0;
    sqlite3_busy_timeout(store->writer->db, 50);
    errno = 0;
    int code = sqlite3_wal_checkpoint_v2(store->writer->db, NULL, mode,
                                         &log_pages, &copied);
    sqlite_stop_if_lost(sqlite_reason(code), true);
    sqlite3_busy_timeout(store->writer->db, 5000);
    store->wal_pages = log_pages - copied;
}

static void *
run_writer(void *arg)
{
    struct sqlite_store *store = arg;
    for (;;) {
        bool is_idle = false;
        struct kt_write_job *jobs = take_batch(store, &is_idle);
        if (jobs == NULL)
            return NULL;
        write_batch(store, jobs);
        copy_log_back(store, is_idle);
    }
}

void
sqlite_submit(struct kt_store *base, struct kt_write_job *job)
{
    struct sqlite_store *store = (struct sqlite_store *)base;

    KT_ASSERT(!store->only_reads && !is_writer_thread(store));
    job->next = NULL;
    pthread_mutex_lock(&store->mutex);
    KT_ASSERT(!store->is_closing);
    if (store->last != NULL)
        store->last->next = job;
    else
        store->first = job;
    store->last = job;
    store->stats.queue_length++;
    pthread_cond_signal(&store->has_work);
    pthread_mutex_unlock(&store->mutex);
}

static uint64_t
log_bytes(const struct sqlite_store *store)
{
    char path[SQLITE_PATH_MAX];
    struct stat facts;
    snprintf(path, sizeof path, "%s-wal", store->path);
    return stat(path, &facts) == 0 ? (uint64_t)facts.st_size : 0;
}

void
sqlite_stats(struct kt_store *base, struct kt_store_stats *stats)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    pthread_mutex_lock(&store->mutex);
    *stats = store->stats;
    pthread_mutex_unlock(&store->mutex);
    if (store->only_reads)
        stats->wal_bytes = log_bytes(store);
}

enum kt_status
sqlite_start_writer(struct sqlite_store *store, struct kt_error *err)
{
    sqlite3_wal_hook(store->writer->db, count_wal_pages, store);
    if (pthread_create(&store->thread, NULL, run_writer, store) != 0)
        return kt_fail_overloaded(err);
    return KT_OK;
}

void
sqlite_stop_writer(struct sqlite_store *store)
{
    pthread_mutex_lock(&store->mutex);
    store->is_closing = true;
    pthread_cond_signal(&store->has_work);
    pthread_mutex_unlock(&store->mutex);
    pthread_join(store->thread, NULL);
}
