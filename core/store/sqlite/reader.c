#include <unistd.h>

#include "base/assert.h"
#include "base/heap.h"
#include "store/sqlite/sqlite.h"

/* A thread's connections, one a store; the serial tells a closed store's slot
 * from that of a new one at the same address. */
enum { SLOTS = 8 };

static _Thread_local struct {
    uint64_t serial;
    struct connection *connection;
} slots[SLOTS];

static struct connection *
find_connection(const struct sqlite_store *store)
{
    for (int i = 0; i < SLOTS; i++) {
        if (slots[i].serial == store->serial)
            return slots[i].connection;
    }
    return NULL;
}

/* The oldest slot makes room; its store is closed, or reopens it later. */
static void
remember(const struct sqlite_store *store, struct connection *connection)
{
    memmove(&slots[1], &slots[0], sizeof slots - sizeof slots[0]);
    slots[0].serial = store->serial;
    slots[0].connection = connection;
}

enum kt_status
sqlite_reader(struct sqlite_store *store, struct connection **connection,
              struct kt_error *err)
{
    *connection = find_connection(store);
    if (*connection != NULL)
        return KT_OK;

    KT_TRY(sqlite_connect(store, false, connection, err));
    pthread_mutex_lock(&store->readers_mutex);
    (*connection)->next = store->readers;
    store->readers = *connection;
    pthread_mutex_unlock(&store->readers_mutex);
    remember(store, *connection);
    return KT_OK;
}

/* Ends a transaction that a jump out of an arena left open. */
static void
clean(struct connection *connection)
{
    if (sqlite3_get_autocommit(connection->db))
        return;
    for (int i = 0; i < KT_SQL_COUNT; i++) {
        if (connection->statements[i] != NULL)
            sqlite3_reset(connection->statements[i]);
    }
    connection->cursors = 0;
    sqlite_control(connection, CONTROL_ROLLBACK);
    connection->is_reading = false;
}

/* Resets what the function left running: COMMIT would keep its snapshot. */
static void
close_cursors(struct connection *connection)
{
    sqlite3_stmt *handle = NULL;
    if (connection->cursors == 0)
        return;
    connection->cursors = 0;
    while ((handle = sqlite3_next_stmt(connection->db, handle)) != NULL) {
        if (sqlite3_stmt_busy(handle))
            sqlite3_reset(handle);
    }
}

/* Who looks beside the owner, to find out what is wrong, goes on. */
static void
stop_if_lost(const struct sqlite_store *store, int code)
{
    if (!store->only_reads)
        sqlite_stop_if_lost(code, false);
}

enum kt_status
sqlite_read(struct kt_store *base, struct kt_id store_id, kt_read_fn fn,
            void *arg, struct kt_error *err)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    struct connection *connection;

    KT_TRY(sqlite_reader(store, &connection, err));
    if (connection->is_reading)
        clean(connection);
    int code = sqlite_control(connection, CONTROL_BEGIN);
    stop_if_lost(store, code);
    KT_TRY(sqlite_fail(connection->db, code, "BEGIN", err));

    struct sqlite_tx tx = { .connection = connection };
    kt_tx_begin_read(&tx.base, base, store_id);
    connection->is_reading = true;
    connection->failed = KT_OK;
    connection->code = SQLITE_OK;
    enum kt_status status = fn(&tx.base, arg, err);
    stop_if_lost(store, connection->code);
    status = sqlite_verdict(connection, status, err);
    connection->is_reading = false;
    close_cursors(connection);
    sqlite_control(connection, CONTROL_COMMIT);
    return status;
}

void
sqlite_leave_thread(struct kt_store *base)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    struct connection *connection = find_connection(store);
    if (connection == NULL)
        return;

    pthread_mutex_lock(&store->readers_mutex);
    for (struct connection **at = &store->readers; *at != NULL;
         at = &(*at)->next) {
        if (*at == connection) {
            *at = connection->next;
            break;
        }
    }
    pthread_mutex_unlock(&store->readers_mutex);
    for (int i = 0; i < SLOTS; i++) {
        if (slots[i].serial == store->serial)
            slots[i].serial = 0;
    }
    sqlite_disconnect(connection);
}

void
sqlite_close_readers(struct sqlite_store *store)
{
    while (store->readers != NULL) {
        struct connection *connection = store->readers;
        store->readers = connection->next;
        sqlite_disconnect(connection);
    }
}

static enum kt_status
copy_pages(struct connection *from, sqlite3 *to, struct kt_error *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from->db, "main");
    if (backup == NULL)
        return sqlite_fail(to, sqlite3_errcode(to), "backup", err);
    sqlite3_backup_step(backup, -1);
    return sqlite_fail(to, sqlite3_backup_finish(backup), "backup", err);
}

enum kt_status
sqlite_backup(struct kt_store *base, const char *path, struct kt_error *err)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    struct connection *connection;
    sqlite3 *copy = NULL;

    if (access(path, F_OK) == 0)
        return kt_fail_already_exists(err, KT_STR("file"), kt_str_of(path));
    KT_TRY(sqlite_reader(store, &connection, err));
    int code =
        sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                        NULL);
    enum kt_status status = sqlite_fail(copy, code, path, err);
    if (status == KT_OK)
        status = copy_pages(connection, copy, err);
    sqlite3_close(copy);
    if (status != KT_OK)
        unlink(path);
    return status;
}
