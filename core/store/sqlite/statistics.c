/* What the planner believes about the sizes of things. Without statistics
 * SQLite takes ten rows for whatever an index's first column selects; here that
 * column is the shop, and all rows are one shop's: it would read every price of
 * the shop to find those of a variant. ANALYZE would tell what there is today,
 * and plans would change with the data. So the statistics are made up from the
 * schema: a million rows of one shop, a quarter of them in a state, twenty for
 * whatever else is named, one for a whole unique key. */

#include "store/sqlite/sqlite.h"

/* ANALYZE of the schema alone makes the table of statistics and reads it. */
static const char script[] =
    "BEGIN IMMEDIATE;"
    "ANALYZE sqlite_schema;"
    "DELETE FROM sqlite_stat1;"
    "INSERT INTO sqlite_stat1 (tbl, idx, stat)"
    " SELECT tbl, idx, '1000000 ' || group_concat(found, ' ')"
    " FROM (SELECT t.name AS tbl,"
    "   CASE i.origin WHEN 'pk' THEN t.name ELSE i.name END AS idx,"
    "   MIN(CASE"
    "     WHEN i.\"unique\" AND c.seqno = ("
    "       SELECT MAX(seqno) FROM pragma_index_info(i.name)) THEN 1"
    "     WHEN c.name = 'store_id' THEN 1000000"
    "     WHEN c.name IN ('status', 'state', 'kind') THEN 250000"
    "     ELSE 20 END"
    "   ) OVER (PARTITION BY i.name ORDER BY c.seqno) AS found"
    "  FROM sqlite_schema t"
    "  JOIN pragma_index_list(t.name) i"
    "  JOIN pragma_index_info(i.name) c"
    "  WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
    "  ORDER BY i.name, c.seqno)"
    " GROUP BY tbl, idx;"
    "ANALYZE sqlite_schema;"
    "COMMIT";

bool
sqlite_has_statistics(struct connection *connection)
{
    sqlite3_stmt *handle = NULL;
    int code =
        sqlite3_prepare_v2(connection->db, "SELECT 1 FROM sqlite_stat1 LIMIT 1",
                           -1, &handle, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(handle);
    sqlite3_finalize(handle);
    return code == SQLITE_ROW;
}

enum kt_status
sqlite_write_statistics(struct connection *connection, struct kt_error *err)
{
    enum kt_status status = sqlite_script(connection, script, err);
    if (status != KT_OK && !sqlite3_get_autocommit(connection->db))
        sqlite_control(connection, CONTROL_ROLLBACK);
    return status;
}
