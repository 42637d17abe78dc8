#include <errno.h>

#include "base/assert.h"
#include "store/sqlite/sqlite.h"

static struct connection *
connection_of(const struct kt_tx *tx)
{
    return ((const struct sqlite_tx *)tx)->connection;
}

/* The first failure stays with the connection: PostgreSQL ends a transaction
 * there, and so does this driver (sqlite_verdict). */
static enum kt_status
check(struct connection *connection, int code, const char *statement,
      struct kt_error *err)
{
    int reason = sqlite_reason(code);
    enum kt_status status = sqlite_fail(connection->db, reason, statement, err);
    if (connection->failed == KT_OK && status != KT_OK) {
        connection->failed = status;
        connection->code = reason;
    }
    return status;
}

static enum kt_status
prepare(struct connection *connection, enum kt_sql statement,
        sqlite3_stmt **out, struct kt_error *err)
{
    if (connection->statements[statement] == NULL) {
        errno = 0;
        int code =
            sqlite3_prepare_v3(connection->db, kt_sql_texts[statement].sqlite,
                               -1, SQLITE_PREPARE_PERSISTENT,
                               &connection->statements[statement], NULL);
        KT_TRY(check(connection, code, kt_sql_texts[statement].name, err));
    }
    *out = connection->statements[statement];
    return KT_OK;
}

/* Texts live in the caller's memory until the statement is reset. */
static int
bind(sqlite3_stmt *handle, int place, const struct kt_arg *arg)
{
    const char *bytes = arg->text.ptr != NULL ? arg->text.ptr : "";
    switch (arg->kind) {
    case KT_ARG_NULL:
        return sqlite3_bind_null(handle, place);
    case KT_ARG_INT:
        return sqlite3_bind_int64(handle, place, arg->number);
    case KT_ARG_TEXT:
        return sqlite3_bind_text64(handle, place, bytes, arg->text.len,
                                   SQLITE_STATIC, SQLITE_UTF8);
    case KT_ARG_BLOB:
        return sqlite3_bind_blob64(handle, place, bytes, arg->text.len,
                                   SQLITE_STATIC);
    case KT_ARG_ID:
        return sqlite3_bind_blob(handle, place, arg->id.bytes,
                                 sizeof arg->id.bytes, SQLITE_TRANSIENT);
    }
    return SQLITE_MISUSE;
}

static int
bind_all(const struct kt_tx *tx, enum kt_sql statement, sqlite3_stmt *handle,
         struct kt_args args)
{
    const struct kt_sql_text *text = &kt_sql_texts[statement];
    int place = 1;

    KT_ASSERT(args.count + (text->is_global ? 0 : 1) == text->param_count);
    if (!text->is_global) {
        sqlite3_bind_blob(handle, place++, tx->store_id.bytes,
                          sizeof tx->store_id.bytes, SQLITE_STATIC);
    }
    for (size_t i = 0; i < args.count; i++) {
        int code = bind(handle, place++, &args.items[i]);
        if (code != SQLITE_OK)
            return code;
    }
    return SQLITE_OK;
}

static void
release(sqlite3_stmt *handle)
{
    sqlite3_reset(handle);
    sqlite3_clear_bindings(handle);
}

/* Without rows: runs to the end and counts what changed. */
static enum kt_status
run_to_end(struct connection *connection, enum kt_sql statement,
           sqlite3_stmt *handle, int64_t *changed, struct kt_error *err)
{
    int code;
    errno = 0;
    while ((code = sqlite3_step(handle)) == SQLITE_ROW)
        continue;
    *changed = code == SQLITE_DONE ? sqlite3_changes64(connection->db) : 0;
    enum kt_status status =
        check(connection, code, kt_sql_texts[statement].name, err);
    release(handle);
    return status;
}

enum kt_status
sqlite_run(const struct kt_tx *tx, enum kt_sql statement, struct kt_args args,
           struct kt_rows *rows, int64_t *changed, struct kt_error *err)
{
    struct connection *connection = connection_of(tx);
    sqlite3_stmt *handle;

    if (rows != NULL)
        *rows = (struct kt_rows){ .tx = tx, .err = err };
    KT_TRY(prepare(connection, statement, &handle, err));
    KT_ASSERT(!sqlite3_stmt_busy(handle));
    int code = bind_all(tx, statement, handle, args);
    KT_TRY(check(connection, code, kt_sql_texts[statement].name, err));
    if (rows == NULL)
        return run_to_end(connection, statement, handle, changed, err);
    rows->cursor = handle;
    connection->cursors++;
    return KT_OK;
}

bool
sqlite_next(struct kt_rows *rows)
{
    errno = 0;
    int code = sqlite3_step(rows->cursor);
    if (code == SQLITE_ROW)
        return true;
    rows->status = check(connection_of(rows->tx), code,
                         sqlite3_sql(rows->cursor), rows->err);
    sqlite_end(rows);
    return false;
}

void
sqlite_end(struct kt_rows *rows)
{
    release(rows->cursor);
    rows->cursor = NULL;
    connection_of(rows->tx)->cursors--;
}

int64_t
sqlite_col_int(const struct kt_rows *rows, int column)
{
    return sqlite3_column_int64(rows->cursor, column);
}

struct kt_str
sqlite_col_text(const struct kt_rows *rows, int column)
{
    struct connection *connection = connection_of(rows->tx);
    sqlite3_stmt *handle = rows->cursor;
    if (sqlite3_column_type(handle, column) == SQLITE_NULL)
        return (struct kt_str){ 0 };
    const char *bytes = sqlite3_column_type(handle, column) == SQLITE_BLOB
                            ? sqlite3_column_blob(handle, column)
                            : (const char *)sqlite3_column_text(handle, column);
    size_t len = (size_t)sqlite3_column_bytes(handle, column);
    if (bytes == NULL && sqlite3_errcode(connection->db) == SQLITE_NOMEM) {
        /* A copy was wanted; the transaction cannot go well any more. */
        connection->failed = KT_OVERLOADED;
        connection->code = SQLITE_NOMEM;
    }
    return bytes != NULL ? (struct kt_str){ bytes, len }
                         : (struct kt_str){ "", 0 };
}

bool
sqlite_col_is_null(const struct kt_rows *rows, int column)
{
    return sqlite3_column_type(rows->cursor, column) == SQLITE_NULL;
}
