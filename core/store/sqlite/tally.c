/* kontor_tally(search_text): how often the words of a MATCH stand in each
 * column, four bits a column, the first lowest; 15 is 15 or more. The match is
 * one phrase. */

#include "store/sqlite/sqlite.h"

enum { TALLY_BITS = 4, TALLY_MAX = 15, COLUMNS_MAX = 15 };

static void
tally(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context,
      int argument_count, sqlite3_value **arguments)
{
    Fts5PhraseIter at;
    int column, place;
    int64_t all = 0;
    (void)argument_count;
    (void)arguments;
    int code = api->xPhraseFirst(fts, 0, &at, &column, &place);
    while (code == SQLITE_OK && column >= 0) {
        int shift = column * TALLY_BITS;
        if (column < COLUMNS_MAX && (all >> shift & TALLY_MAX) < TALLY_MAX)
            all += INT64_C(1) << shift;
        api->xPhraseNext(fts, &at, &column, &place);
    }
    if (code == SQLITE_OK)
        sqlite3_result_int64(context, all);
    else
        sqlite3_result_error_code(context, code);
}

static int
find_api(sqlite3 *db, fts5_api **api)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_bind_pointer(statement, 1, (void *)api, "fts5_api_ptr",
                                    NULL);
    if (code == SQLITE_OK)
        sqlite3_step(statement);
    int after = sqlite3_finalize(statement);
    return code == SQLITE_OK ? after : code;
}

int
sqlite_add_tally(sqlite3 *db)
{
    fts5_api *api = NULL;
    int code = find_api(db, &api);
    if (code != SQLITE_OK)
        return code;
    return api != NULL
               ? api->xCreateFunction(api, "kontor_tally", NULL, tally, NULL)
               : SQLITE_ERROR;
}
