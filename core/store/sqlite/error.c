#include <errno.h>
#include <unistd.h>

#include "base/log.h"
#include "store/sqlite/sqlite.h"

static const struct {
    int code;
    enum kt_status status;
} meanings[] = {
    { SQLITE_CONSTRAINT_UNIQUE, KT_ALREADY_EXISTS },
    { SQLITE_CONSTRAINT_PRIMARYKEY, KT_ALREADY_EXISTS },
    { SQLITE_CONSTRAINT_FOREIGNKEY, KT_IN_USE },
    { SQLITE_CONSTRAINT, KT_CONFLICT },
    { SQLITE_FULL, KT_STORE_FULL },
    { SQLITE_BUSY, KT_STORE_BUSY },
    { SQLITE_LOCKED, KT_STORE_BUSY },
    { SQLITE_NOMEM, KT_OVERLOADED },
    { SQLITE_IOERR_NOMEM, KT_OVERLOADED },
};

/* The extended code first, then the primary one. */
static enum kt_status
meaning_of(int code)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        if (meanings[i].code == code)
            return meanings[i].status;
    }
    return code > 0xff ? meaning_of(code & 0xff) : KT_STORE_FAILED;
}

/* "UNIQUE constraint failed: product.store_id, product.slug" names the columns;
 * the last one is what the caller chose. */
static struct kt_str
last_column(const char *message)
{
    const char *dot = strrchr(message, '.');
    return kt_str_of(dot != NULL ? dot + 1 : "");
}

/* Only a write to a full disk is SQLITE_FULL; a quota, a limit of the process
 * and what else wants room are errors like any other, told apart by what the
 * system said. (sqlite3_system_errno knows nothing of a COMMIT.) The same for
 * files and memory, of which there may be more in a moment. */
int
sqlite_reason(int code)
{
    int primary = code & 0xff;
    if (primary == SQLITE_CORRUPT && errno == EIO)
        return SQLITE_IOERR_READ; /* the page could not be read at all */
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC ||
        (primary != SQLITE_IOERR && primary != SQLITE_CANTOPEN))
        return code;
    switch (errno) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return SQLITE_FULL;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return SQLITE_NOMEM;
    default:
        return code;
    }
}

/* After a failed fsync the kernel may have dropped the pages it could not
 * write, and a disk that fails to read or write may say anything. A lock that
 * could not be given back is waited for by everybody until the process ends:
 * SQLite says SQLITE_PROTOCOL after ten seconds. */
static bool
is_failed_disk(int code)
{
    return ((code & 0xff) == SQLITE_IOERR && code != SQLITE_IOERR_NOMEM) ||
           (code & 0xff) == SQLITE_PROTOCOL;
}

bool
sqlite_is_damage(int code)
{
    return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

static _Noreturn void
stop(const char *event, int code, int exit_code)
{
    kt_log(KT_LOG_ERROR, event, KT_LOG_INT("code", code),
           KT_LOG_STR("message", kt_str_of(sqlite3_errstr(code))));
    _exit(exit_code);
}

void
sqlite_stop_if_lost(int code, bool is_writing)
{
    if (is_failed_disk(code))
        stop("the disk failed, stopping", code, SQLITE_EXIT_DISK);
    if (is_writing && sqlite_is_damage(code))
        stop("the database is damaged, stopping", code, SQLITE_EXIT_DAMAGED);
}

enum kt_status
sqlite_fail(sqlite3 *db, int code, const char *statement, struct kt_error *err)
{
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
        return KT_OK;

    const char *message = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    enum kt_status status = meaning_of(code);
    if (status == KT_ALREADY_EXISTS)
        return kt_fail_already_exists(err,
                                      kt_arena_str(err->arena,
                                                   last_column(message)),
                                      (struct kt_str){ 0 });
    if (status == KT_IN_USE)
        return kt_fail_in_use(err, kt_str_of(statement), KT_STR("row"), 1);
    if (status != KT_CONFLICT)
        kt_log(KT_LOG_ERROR, "database failed",
               KT_LOG_STR("statement", kt_str_of(statement)),
               KT_LOG_INT("code", code),
               KT_LOG_STR("message", kt_str_of(message)));
    return kt_error_set(err, status);
}
