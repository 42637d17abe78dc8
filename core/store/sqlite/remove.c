/* Removing a shop. Which tables hold something of it, the schema tells, so that
 * no list can forget one; those that refer to others come before these. */

#include "store/sqlite/sqlite.h"

/* A table stands as deep as the longest way of references that leads from it
 * to a table without any. */
static const char select_tables[] =
    "WITH RECURSIVE referring(child, parent) AS ("
    " SELECT m.name, f.\"table\" FROM sqlite_schema m"
    " JOIN pragma_foreign_key_list(m.name) f"
    " WHERE m.type = 'table' AND f.\"table\" <> m.name),"
    "depth(name, steps) AS ("
    " SELECT name, 0 FROM sqlite_schema WHERE type = 'table'"
    " UNION SELECT r.child, d.steps + 1"
    " FROM depth d JOIN referring r ON r.parent = d.name)"
    "SELECT d.name FROM depth d JOIN pragma_table_info(d.name) c"
    " WHERE c.name = 'store_id'"
    " GROUP BY d.name ORDER BY MAX(d.steps) DESC, d.name";

/* Full text knows numbers, no shops. */
static const char delete_texts[] =
    "DELETE FROM search_text WHERE rowid IN"
    " (SELECT number FROM search_doc WHERE store_id = ?1)";

static enum kt_status
delete_rows(sqlite3 *db, const struct kt_tx *tx, const char *text,
            const char *table, struct kt_error *err)
{
    sqlite3_stmt *handle = NULL;
    int code = sqlite3_prepare_v2(db, text, -1, &handle, NULL);
    if (code == SQLITE_OK) {
        sqlite3_bind_blob(handle, 1, tx->store_id.bytes,
                          sizeof tx->store_id.bytes, SQLITE_STATIC);
        code = sqlite3_step(handle);
    }
    enum kt_status status = sqlite_fail(db, code, table, err);
    sqlite3_finalize(handle);
    return status;
}

static enum kt_status
clear_table(sqlite3 *db, const struct kt_tx *tx, const char *table,
            struct kt_error *err)
{
    char *text =
        sqlite3_mprintf("DELETE FROM \"%w\" WHERE store_id = ?1", table);
    enum kt_status status = delete_rows(db, tx, text, table, err);
    sqlite3_free(text);
    return status;
}

enum kt_status
sqlite_remove_shop(struct kt_tx *tx, struct kt_error *err)
{
    struct connection *connection = ((struct sqlite_tx *)tx)->connection;
    sqlite3_stmt *tables = NULL;
    int code =
        sqlite3_prepare_v2(connection->db, select_tables, -1, &tables, NULL);
    enum kt_status status = sqlite_fail(connection->db, code, "tables", err);
    if (status == KT_OK)
        status =
            delete_rows(connection->db, tx, delete_texts, "search_text", err);
    while (status == KT_OK && (code = sqlite3_step(tables)) == SQLITE_ROW)
        status = clear_table(connection->db, tx,
                             (const char *)sqlite3_column_text(tables, 0), err);
    if (status == KT_OK)
        status = sqlite_fail(connection->db, code, "tables", err);
    sqlite3_finalize(tables);
    if (connection->failed == KT_OK)
        connection->failed = status;
    return status;
}
