#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/heap.h"
#include "store/sqlite/sqlite.h"

static pthread_once_t configured = PTHREAD_ONCE_INIT;
static _Atomic uint64_t serials = 1;

/* A savepoint's journal stays in memory up to 1 MiB: in a batch it would else
 * go through a temporary file for every job. */
static void
configure(void)
{
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, 1 << 20);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_initialize();
}

static void
remove_private(const struct sqlite_store *store)
{
    static const char *const endings[] = { "", "-wal", "-shm", ".lock" };
    char path[SQLITE_PATH_MAX];
    for (size_t i = 0; store->is_private && i < 4; i++) {
        snprintf(path, sizeof path, "%s%s", store->path, endings[i]);
        unlink(path);
    }
}

static void
free_store(struct sqlite_store *store)
{
    sqlite_close_readers(store);
    sqlite_disconnect(store->writer);
    remove_private(store);
    sqlite_unlock(store);
    pthread_mutex_destroy(&store->base.kept_lock);
    pthread_mutex_destroy(&store->readers_mutex);
    pthread_mutex_destroy(&store->mutex);
    pthread_cond_destroy(&store->has_work);
    kt_heap_free(store->path);
    kt_heap_free(store);
}

static void
sqlite_close(struct kt_store *base)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    if (!store->only_reads)
        sqlite_stop_writer(store);
    free_store(store);
}

static const struct kt_driver driver = {
    .name = "sqlite",
    .close = sqlite_close,
    .leave_thread = sqlite_leave_thread,
    .migrate = sqlite_migrate,
    .schema = sqlite_schema,
    .read = sqlite_read,
    .submit = sqlite_submit,
    .stats = sqlite_stats,
    .backup = sqlite_backup,
    .verify = sqlite_verify,
    .check = sqlite_check,
    .stop_check = sqlite_stop_check,
    .run = sqlite_run,
    .attempt = sqlite_attempt,
    .remove_shop = sqlite_remove_shop,
    .next = sqlite_next,
    .end = sqlite_end,
    .col_int = sqlite_col_int,
    .col_text = sqlite_col_text,
    .col_is_null = sqlite_col_is_null,
};

static char *
copy_path(const char *path)
{
    char *copy = kt_heap_alloc(strlen(path) + 1);
    strcpy(copy, path);
    return copy;
}

/* A file of its own for ":memory:": every thread has its connection. */
static enum kt_status
make_private(struct sqlite_store *store, struct kt_error *err)
{
    const char *folder = getenv("TMPDIR");
    char path[1024];

    snprintf(path, sizeof path, "%s/kontor-XXXXXX",
             folder != NULL ? folder : "/tmp");
    int file = mkstemp(path);
    if (file < 0) {
        kt_fail_store_failed(err);
        return kt_error_explain(err, "cannot create %s: %s", path,
                                strerror(errno));
    }
    close(file);
    store->path = copy_path(path);
    store->is_private = true;
    return KT_OK;
}

/* Where there shall be something, a file of no bytes is nothing. */
static enum kt_status
need_something(const char *path, bool exists, struct kt_error *err)
{
    struct stat facts;
    if (exists && stat(path, &facts) == 0 && facts.st_size > 0)
        return KT_OK;
    kt_fail_not_found(err);
    return kt_error_explain(err,
                            exists ? "the database %s is empty"
                                   : "there is no database %s",
                            path);
}

/* The lock stands beside the file: behind a symbolic link it must be beside
 * what the link means. */
static enum kt_status
choose_path(struct sqlite_store *store, const struct kt_store_options *options,
            struct kt_error *err)
{
    char resolved[PATH_MAX];

    if (strcmp(options->path, ":memory:") == 0)
        return make_private(store, err);
    bool exists = realpath(options->path, resolved) != NULL;
    if (options->must_exist || options->only_reads)
        KT_TRY(need_something(options->path, exists, err));
    const char *path = exists ? resolved : options->path;
    if (strlen(path) >= PATH_MAX) {
        kt_fail_store_failed(err);
        return kt_error_explain(err, "the path %.100s... is too long", path);
    }
    store->path = copy_path(path);
    return KT_OK;
}

static enum kt_status
start(struct sqlite_store *store, const struct kt_store_options *options,
      struct kt_error *err)
{
    struct connection *reader;

    KT_TRY(choose_path(store, options, err));
    if (store->only_reads) {
        KT_TRY(sqlite_reader(store, &reader, err));
        return sqlite_check_schema(reader, err);
    }
    KT_TRY(sqlite_lock(store, err));
    KT_TRY(sqlite_connect(store, true, &store->writer, err));
    KT_TRY(sqlite_check_schema(store->writer, err));
    return sqlite_start_writer(store, err);
}

enum kt_status
kt_sqlite_open(const struct kt_store_options *options, struct kt_store **out,
               struct kt_error *err)
{
    pthread_once(&configured, configure);

    struct sqlite_store *store = KT_HEAP_NEW(struct sqlite_store);
    store->base.driver = &driver;
    store->serial = atomic_fetch_add(&serials, 1);
    store->batch_max = options->batch_max > 0 ? options->batch_max : 128;
    store->writer_cache_mib =
        options->writer_cache_mib > 0 ? options->writer_cache_mib : 8;
    store->is_volatile = options->is_volatile;
    store->only_reads = options->only_reads;
    store->lock_file = -1;
    pthread_mutex_init(&store->base.kept_lock, NULL);
    pthread_mutex_init(&store->readers_mutex, NULL);
    pthread_mutex_init(&store->mutex, NULL);
    pthread_cond_init(&store->has_work, NULL);

    enum kt_status status = start(store, options, err);
    if (status != KT_OK) {
        free_store(store);
        return status;
    }
    *out = &store->base;
    return KT_OK;
}
