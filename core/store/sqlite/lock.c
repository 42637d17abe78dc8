/* One process owns a database: it holds a lock on "<path>.lock" as long as it
 * lives. SQLite's own locks would let two writers wait for each other. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/sqlite/sqlite.h"

static enum kt_status
refuse(const struct sqlite_store *store, struct kt_error *err)
{
    char owner[32] = "";
    ssize_t len = pread(store->lock_file, owner, sizeof owner - 1, 0);
    kt_fail_store_busy(err);
    return kt_error_explain(err, "%s belongs to process %.*s", store->path,
                            len > 0 ? (int)len : 1, len > 0 ? owner : "?");
}

enum kt_status
sqlite_lock(struct sqlite_store *store, struct kt_error *err)
{
    char path[SQLITE_PATH_MAX], owner[32];

    snprintf(path, sizeof path, "%s.lock", store->path);
    store->lock_file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (store->lock_file < 0) {
        kt_fail_store_failed(err);
        return kt_error_explain(err, "cannot create %s: %s", path,
                                strerror(errno));
    }
    if (flock(store->lock_file, LOCK_EX | LOCK_NB) != 0) {
        enum kt_status status = refuse(store, err);
        close(store->lock_file);
        store->lock_file = -1;
        return status;
    }
    int len = snprintf(owner, sizeof owner, "%ld", (long)getpid());
    if (ftruncate(store->lock_file, 0) != 0 ||
        pwrite(store->lock_file, owner, (size_t)len, 0) != len)
        return kt_fail_store_full(err);
    return KT_OK;
}

void
sqlite_unlock(struct sqlite_store *store)
{
    if (store->lock_file >= 0)
        close(store->lock_file);
    store->lock_file = -1;
}
