#include <errno.h>
#include <stdio.h>

#include "base/heap.h"
#include "store/sqlite/sqlite.h"

static const char *const control_texts[] = {
    [CONTROL_BEGIN] = "BEGIN",
    [CONTROL_BEGIN_IMMEDIATE] = "BEGIN IMMEDIATE",
    [CONTROL_COMMIT] = "COMMIT",
    [CONTROL_ROLLBACK] = "ROLLBACK",
    [CONTROL_SAVEPOINT] = "SAVEPOINT job",
    [CONTROL_RELEASE] = "RELEASE job",
    [CONTROL_UNDO] = "ROLLBACK TO job",
    [CONTROL_ATTEMPT] = "SAVEPOINT attempt",
    [CONTROL_ATTEMPT_RELEASE] = "RELEASE attempt",
    [CONTROL_ATTEMPT_UNDO] = "ROLLBACK TO attempt",
};

/* busy_timeout stands first: opening many connections at once waits for the
 * lock of the journal mode. The file is not mapped: each commit undoes the maps
 * of all readers, and mapped pages count as memory of the server. */
static const char common_settings[] = "PRAGMA busy_timeout = 5000;"
                                      "PRAGMA trusted_schema = OFF;"
                                      "PRAGMA foreign_keys = ON;"
                                      "PRAGMA temp_store = MEMORY;";

static const char writer_settings[] = "PRAGMA journal_mode = WAL;"
                                      "PRAGMA synchronous = FULL;"
                                      "PRAGMA wal_autocheckpoint = 0;"
                                      "PRAGMA journal_size_limit = 67108864;";

static const char reader_settings[] = "PRAGMA query_only = ON;"
                                      "PRAGMA cache_size = -4096;";

enum kt_status
sqlite_script(struct connection *connection, const char *sql,
              struct kt_error *err)
{
    errno = 0;
    int code = sqlite3_exec(connection->db, sql, NULL, NULL, NULL);
    connection->code = sqlite_reason(code);
    return sqlite_fail(connection->db, connection->code, "script", err);
}

static enum kt_status
prepare_controls(struct connection *connection, struct kt_error *err)
{
    for (int i = 0; i < CONTROL_COUNT; i++) {
        int code = sqlite3_prepare_v3(connection->db, control_texts[i], -1,
                                      SQLITE_PREPARE_PERSISTENT,
                                      &connection->controls[i], NULL);
        KT_TRY(sqlite_fail(connection->db, code, control_texts[i], err));
    }
    return KT_OK;
}

static enum kt_status
set_up_writer(const struct sqlite_store *store, struct connection *connection,
              struct kt_error *err)
{
    char cache[64];
    snprintf(cache, sizeof cache, "PRAGMA cache_size = -%u;",
             store->writer_cache_mib * 1024);
    KT_TRY(sqlite_script(connection, writer_settings, err));
    KT_TRY(sqlite_script(connection, cache, err));
    return store->is_volatile
               ? sqlite_script(connection, "PRAGMA synchronous = OFF;", err)
               : KT_OK;
}

static enum kt_status
open_database(const struct sqlite_store *store, bool for_writing,
              struct connection *connection, struct kt_error *err)
{
    int flags =
        SQLITE_OPEN_NOMUTEX |
        (store->only_reads ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
        (for_writing ? SQLITE_OPEN_CREATE : 0);
    errno = 0;
    int code = sqlite3_open_v2(store->path, &connection->db, flags, NULL);
    connection->code = sqlite_reason(code);
    /* A file that cannot be opened for writing is opened for reading. */
    if (code == SQLITE_OK && for_writing &&
        sqlite3_db_readonly(connection->db, "main") != 0)
        connection->code = SQLITE_READONLY;
    KT_TRY(sqlite_fail(connection->db, connection->code, store->path, err));
    sqlite3_extended_result_codes(connection->db, 1);
    sqlite3_db_config(connection->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (store->only_reads) /* the log is its owner's */
        sqlite3_db_config(connection->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                          NULL);
    code = sqlite_add_tally(connection->db);
    KT_TRY(sqlite_fail(connection->db, code, "full text", err));
    KT_TRY(sqlite_script(connection, common_settings, err));
    KT_TRY(for_writing ? set_up_writer(store, connection, err)
                       : sqlite_script(connection, reader_settings, err));
    return prepare_controls(connection, err);
}

enum kt_status
sqlite_connect(const struct sqlite_store *store, bool for_writing,
               struct connection **out, struct kt_error *err)
{
    struct connection *connection = kt_heap_try_alloc(sizeof *connection);
    if (connection == NULL)
        return kt_fail_overloaded(err);
    *connection = (struct connection){ 0 };
    enum kt_status status = open_database(store, for_writing, connection, err);
    if (status != KT_OK) {
        if (!for_writing && !store->only_reads)
            sqlite_stop_if_lost(connection->code, false);
        if ((for_writing || store->only_reads) && status == KT_STORE_FAILED)
            kt_error_explain(err, "%s: %s", store->path,
                             sqlite3_errstr(connection->code));
        sqlite_disconnect(connection);
        return status;
    }
    *out = connection;
    return KT_OK;
}

void
sqlite_disconnect(struct connection *connection)
{
    if (connection == NULL)
        return;
    for (int i = 0; i < CONTROL_COUNT; i++)
        sqlite3_finalize(connection->controls[i]);
    for (int i = 0; i < KT_SQL_COUNT; i++)
        sqlite3_finalize(connection->statements[i]);
    sqlite3_close(connection->db);
    kt_heap_free(connection);
}

enum kt_status
sqlite_verdict(const struct connection *connection, enum kt_status answered,
               struct kt_error *err)
{
    bool is_without_memory =
        answered != KT_OK && connection->failed == KT_OVERLOADED;
    if (!is_without_memory &&
        (answered != KT_OK || connection->failed == KT_OK))
        return answered;
    return kt_error_set(err, connection->failed);
}

int
sqlite_control(struct connection *connection, enum control control)
{
    errno = 0;
    int code = sqlite3_step(connection->controls[control]);
    int after = sqlite3_reset(connection->controls[control]);
    return code == SQLITE_DONE ? SQLITE_OK : sqlite_reason(after);
}
