/* One process owns a database: it holds a lock on "<path>.lock" as long as it
 * lives. SQLite's own locks would let two writers wait for each other. */

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "store/sqlite/sqlite.h"

static enum kt_status
refuse(const struct sqlite_store *store, struct kt_error *err)
{
    char owner[32] = "";
    ssize_t len = pread(store->lock_file, owner, sizeof owner - 1, 0);
    owner[len > 0 ? strcspn(owner, " ") : 0] = '\0';
    kt_fail_store_busy(err);
    return kt_error_explain(err, "%s belongs to process %s", store->path,
                            len > 0 ? owner : "?");
}

/* For those who are refused, as wide as any. That a full disk does not take it
 * is no reason not to serve what there is. */
static void
write_owner(int file)
{
    char owner[32];
    int len = snprintf(owner, sizeof owner, "%-20ld", (long)getpid());
    if (pwrite(file, owner, (size_t)len, 0) != len)
        kt_log(KT_LOG_WARN, "the lock does not name its owner",
               KT_LOG_STR("why", kt_str_of(strerror(errno))));
}

/* Who serves can still open what root made: SQLite's own files beside the
 * database get its owner, too. */
static void
give_to_owner(const struct sqlite_store *store)
{
    char folder[SQLITE_PATH_MAX];
    struct stat facts;
    if (geteuid() != 0)
        return;
    snprintf(folder, sizeof folder, "%s", store->path);
    if (stat(store->path, &facts) != 0 && stat(dirname(folder), &facts) != 0)
        return;
    if (fchown(store->lock_file, facts.st_uid, facts.st_gid) != 0)
        kt_log(KT_LOG_WARN, "the lock stays root's",
               KT_LOG_STR("why", kt_str_of(strerror(errno))));
}

enum kt_status
sqlite_lock(struct sqlite_store *store, struct kt_error *err)
{
    char path[SQLITE_PATH_MAX];

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
    give_to_owner(store);
    write_owner(store->lock_file);
    return KT_OK;
}

void
sqlite_unlock(struct sqlite_store *store)
{
    if (store->lock_file >= 0)
        close(store->lock_file);
    store->lock_file = -1;
}
