#include <time.h>

#include "store/sqlite/sqlite.h"

enum { FAULTS_MAX = 20 };

/* Names what a row that points nowhere is part of. */
static void
tell_orphan(sqlite3_stmt *row, kt_fault_fn tell, void *arg,
            struct kt_arena *arena)
{
    tell(arg, kt_arena_format(arena, "a row of %s has no %s",
                              (const char *)sqlite3_column_text(row, 0),
                              (const char *)sqlite3_column_text(row, 2)));
}

static enum kt_status
ask(struct connection *connection, const char *question, kt_fault_fn tell,
    void *arg, struct kt_error *err)
{
    sqlite3_stmt *row = NULL;
    int code = sqlite3_prepare_v2(connection->db, question, -1, &row, NULL);
    for (int told = 0; code == SQLITE_OK || code == SQLITE_ROW;) {
        code = sqlite3_step(row);
        if (code != SQLITE_ROW || told++ == FAULTS_MAX)
            break;
        const char *text = (const char *)sqlite3_column_text(row, 0);
        if (sqlite3_column_count(row) > 1)
            tell_orphan(row, tell, arg, err->arena);
        else if (text != NULL && strcmp(text, "ok") != 0)
            tell(arg, kt_arena_str(err->arena, kt_str_of(text)));
    }
    sqlite3_finalize(row);
    if (code == SQLITE_INTERRUPT)
        return KT_OK;
    if (!sqlite_is_damage(code))
        return sqlite_fail(connection->db, code, question, err);
    tell(arg, kt_str_of(sqlite3_errstr(code)));
    return KT_OK;
}

enum kt_status
sqlite_verify(struct kt_store *base, kt_fault_fn tell, void *arg,
              struct kt_error *err)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    struct connection *connection;

    KT_TRY(sqlite_reader(store, &connection, err));
    KT_TRY(ask(connection, "PRAGMA integrity_check(20)", tell, arg, err));
    return ask(connection, "PRAGMA foreign_key_check", tell, arg, err);
}

/* False when it was broken off before it began. */
static bool
begin_check(struct sqlite_store *store, struct connection *connection)
{
    pthread_mutex_lock(&store->readers_mutex);
    bool goes_on = !store->stops_checking;
    store->checking = connection;
    pthread_mutex_unlock(&store->readers_mutex);
    return goes_on;
}

static void
end_check(struct sqlite_store *store)
{
    pthread_mutex_lock(&store->readers_mutex);
    store->checking = NULL;
    pthread_mutex_unlock(&store->readers_mutex);
}

/* On a connection of its own, which keeps no pages. */
enum kt_status
sqlite_check(struct kt_store *base, kt_fault_fn tell, void *arg,
             struct kt_error *err)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    struct connection *connection;
    enum kt_status status = KT_OK;

    KT_TRY(sqlite_connect(store, false, &connection, err));
    if (begin_check(store, connection))
        status = ask(connection, "PRAGMA quick_check(20)", tell, arg, err);
    end_check(store);
    sqlite_disconnect(connection);
    return status;
}

/* SQLite forgets an interruption that comes before the statement has begun: it
 * is told again until the check is over. */
void
sqlite_stop_check(struct kt_store *base)
{
    static const struct timespec pause = { .tv_nsec = 1000000 };
    struct sqlite_store *store = (struct sqlite_store *)base;
    pthread_mutex_lock(&store->readers_mutex);
    store->stops_checking = true;
    while (store->checking != NULL) {
        sqlite3_interrupt(store->checking->db);
        pthread_mutex_unlock(&store->readers_mutex);
        nanosleep(&pause, NULL);
        pthread_mutex_lock(&store->readers_mutex);
    }
    pthread_mutex_unlock(&store->readers_mutex);
}
