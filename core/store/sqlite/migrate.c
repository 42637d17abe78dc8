/* The schema: numbered migrations, each in its own transaction, remembered with
 * their checksums. */

#include "base/clock.h"
#include "migrations_embedded.h"
#include "store/sqlite/sqlite.h"

static const char create_record[] =
    "CREATE TABLE IF NOT EXISTS kontor_migration ("
    " number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
    " checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT";

static const char select_record[] =
    "SELECT number, checksum FROM kontor_migration ORDER BY number";

static const char insert_record[] =
    "INSERT INTO kontor_migration (number, name, checksum, applied_at)"
    " VALUES (?1, ?2, ?3, ?4)";

static enum kt_status
check_row(sqlite3_stmt *handle, int *known, struct kt_error *err)
{
    int number = sqlite3_column_int(handle, 0);
    const char *checksum = (const char *)sqlite3_column_text(handle, 1);
    if (number != *known + 1 && number <= KT_MIGRATION_COUNT) {
        kt_fail_store_failed(err);
        return kt_error_explain(err, "its record of migrations has %d after %d",
                                number, *known);
    }
    if (number > KT_MIGRATION_COUNT) {
        kt_fail_schema_too_new(err);
        return kt_error_explain(err, "its schema is %d, this program knows %d",
                                number, KT_MIGRATION_COUNT);
    }
    const struct kt_migration_text *text = &kt_migration_texts[number - 1];
    if (checksum == NULL || strcmp(checksum, text->checksum) != 0) {
        kt_fail_store_failed(err);
        return kt_error_explain(
            err, "migration %d (%s) was changed after it was applied", number,
            text->name);
    }
    *known = number;
    return KT_OK;
}

/* The number of the last migration that was applied. */
static enum kt_status
read_record(struct connection *connection, int *known, struct kt_error *err)
{
    sqlite3_stmt *handle = NULL;
    enum kt_status status = KT_OK;
    int code;

    *known = 0;
    code = sqlite3_prepare_v2(connection->db, select_record, -1, &handle, NULL);
    if (code != SQLITE_OK)
        return KT_OK; /* no record yet */
    while (status == KT_OK && (code = sqlite3_step(handle)) == SQLITE_ROW)
        status = check_row(handle, known, err);
    sqlite3_finalize(handle);
    return status;
}

enum kt_status
sqlite_check_schema(struct connection *connection, struct kt_error *err)
{
    int known;
    return read_record(connection, &known, err);
}

enum kt_status
sqlite_schema(struct kt_store *base, int *schema, int *newest,
              struct kt_error *err)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    struct connection *connection;

    *newest = KT_MIGRATION_COUNT;
    KT_TRY(sqlite_reader(store, &connection, err));
    return read_record(connection, schema, err);
}

static enum kt_status
write_record(struct connection *connection,
             const struct kt_migration_text *text, struct kt_error *err)
{
    static const struct kt_clock clock;
    sqlite3_stmt *handle = NULL;
    int code =
        sqlite3_prepare_v2(connection->db, insert_record, -1, &handle, NULL);
    if (code == SQLITE_OK) {
        sqlite3_bind_int(handle, 1, text->number);
        sqlite3_bind_text(handle, 2, text->name, -1, SQLITE_STATIC);
        sqlite3_bind_text(handle, 3, text->checksum, -1, SQLITE_STATIC);
        sqlite3_bind_int64(handle, 4, kt_clock_now(&clock));
        code = sqlite3_step(handle);
    }
    sqlite3_finalize(handle);
    return sqlite_fail(connection->db, code, "kontor_migration", err);
}

static enum kt_status
apply(struct connection *connection, const struct kt_migration_text *text,
      struct kt_error *err)
{
    KT_TRY(sqlite_script(connection, "BEGIN IMMEDIATE", err));
    enum kt_status status = sqlite_script(connection, text->sqlite, err);
    if (status == KT_OK)
        status = write_record(connection, text, err);
    if (status == KT_OK)
        return sqlite_script(connection, "COMMIT", err);
    if (!sqlite3_get_autocommit(connection->db))
        sqlite_control(connection, CONTROL_ROLLBACK);
    return status;
}

static enum kt_status
migrate_with(struct connection *connection, int *from, int *to,
             struct kt_error *err)
{
    KT_TRY(sqlite_script(connection, create_record, err));
    KT_TRY(read_record(connection, from, err));
    for (*to = *from; *to < KT_MIGRATION_COUNT; (*to)++)
        KT_TRY(apply(connection, &kt_migration_texts[*to], err));
    if (*to != *from || !sqlite_has_statistics(connection))
        return sqlite_write_statistics(connection, err);
    return KT_OK;
}

/* A connection of its own: the writer's thread may be at work. */
enum kt_status
sqlite_migrate(struct kt_store *base, int *from, int *to, struct kt_error *err)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    struct connection *connection;

    KT_TRY(sqlite_connect(store, true, &connection, err));
    enum kt_status status = migrate_with(connection, from, to, err);
    sqlite_disconnect(connection);
    return status;
}
