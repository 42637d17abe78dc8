/* The SQLite driver's own types: one writer thread, a read connection for each
 * reading thread, statements prepared once a connection. */
#ifndef KT_STORE_SQLITE_H
#define KT_STORE_SQLITE_H

#include <limits.h>
#include <pthread.h>
#include <sqlite3.h>

#include "store/driver.h"

/* Statements of a connection that are not in sql/: transactions. */
enum control {
    CONTROL_BEGIN,
    CONTROL_BEGIN_IMMEDIATE,
    CONTROL_COMMIT,
    CONTROL_ROLLBACK,
    CONTROL_SAVEPOINT,
    CONTROL_RELEASE,
    CONTROL_UNDO,
    CONTROL_ATTEMPT,
    CONTROL_ATTEMPT_RELEASE,
    CONTROL_ATTEMPT_UNDO,
    CONTROL_COUNT
};

/* What the process ends with by itself. A new start reads what a disk really
 * has; damage stays. */
enum { SQLITE_EXIT_DISK = 70, SQLITE_EXIT_DAMAGED = 71 };

/* A path with the endings that SQLite and the lock put behind it. */
enum { SQLITE_PATH_MAX = PATH_MAX + 8 };

struct connection {
    sqlite3 *db;
    sqlite3_stmt *controls[CONTROL_COUNT];
    sqlite3_stmt *statements[KT_SQL_COUNT + 1];
    struct connection *next; /* of the store's readers */
    bool is_reading;         /* within kt_store_read */
    unsigned cursors;        /* of queries that have not ended */
    enum kt_status failed;   /* of the transaction's statements; else KT_OK */
    int code;                /* the same as SQLite says it */
};

struct sqlite_tx {
    struct kt_tx base;
    struct connection *connection;
};

struct sqlite_store {
    struct kt_store base;
    uint64_t serial; /* tells stores apart in a thread's memory */
    char *path;
    bool is_private; /* a temporary file, removed at the close */
    bool is_volatile;
    bool only_reads; /* another process may be the owner */
    int lock_file;
    unsigned batch_max;
    unsigned writer_cache_mib;

    pthread_mutex_t readers_mutex;
    struct connection *readers;
    struct connection *checking; /* or NULL; guarded as well */
    bool stops_checking;

    pthread_t thread;
    pthread_mutex_t mutex; /* guards the queue and the figures below */
    pthread_cond_t has_work;
    struct kt_write_job *first, *last;
    bool is_closing;
    struct kt_store_stats stats;
    struct connection *writer;
    int wal_pages; /* the writer thread's, like what its batch touched */
    bool was_full;
};

/* connection.c */
KT_CHECKED enum kt_status sqlite_connect(const struct sqlite_store *store,
                                         bool for_writing,
                                         struct connection **connection,
                                         struct kt_error *err);
void sqlite_disconnect(struct connection *connection);
int sqlite_control(struct connection *connection, enum control control);
/* What a transaction's function answered, unless it passed over a statement
 * that failed, or took a text for damaged that there was no memory for. */
enum kt_status sqlite_verdict(const struct connection *connection,
                              enum kt_status answered, struct kt_error *err);
enum kt_status sqlite_attempt(struct kt_tx *tx, kt_write_fn fn, void *arg,
                              struct kt_error *err);
KT_CHECKED enum kt_status sqlite_script(struct connection *connection,
                                        const char *sql, struct kt_error *err);

/* tally.c */
int sqlite_add_tally(sqlite3 *db);

/* error.c: a result code as a problem; KT_OK for SQLITE_OK, ROW, DONE. */
enum kt_status sqlite_fail(sqlite3 *db, int code, const char *statement,
                           struct kt_error *err);
/* The result code of the call just made, or that of a full disk or of no
 * memory, if that is what the system meant by it. */
int sqlite_reason(int code);
bool sqlite_is_damage(int code);
/* Ends the process when nothing that it says about its data can be trusted any
 * more. Who writes ends on damage, too, before more of it is made. */
void sqlite_stop_if_lost(int code, bool is_writing);

/* lock.c */
KT_CHECKED enum kt_status sqlite_lock(struct sqlite_store *store,
                                      struct kt_error *err);
void sqlite_unlock(struct sqlite_store *store);

/* reader.c */
enum kt_status sqlite_read(struct kt_store *store, struct kt_id store_id,
                           kt_read_fn fn, void *arg, struct kt_error *err);
void sqlite_leave_thread(struct kt_store *store);
void sqlite_close_readers(struct sqlite_store *store);
enum kt_status sqlite_backup(struct kt_store *store, const char *path,
                             struct kt_error *err);
KT_CHECKED enum kt_status sqlite_reader(struct sqlite_store *store,
                                        struct connection **connection,
                                        struct kt_error *err);

/* verify.c */
enum kt_status sqlite_verify(struct kt_store *store, kt_fault_fn tell,
                             void *arg, struct kt_error *err);

enum kt_status sqlite_check(struct kt_store *store, kt_fault_fn tell, void *arg,
                            struct kt_error *err);
void sqlite_stop_check(struct kt_store *store);

/* writer.c */
KT_CHECKED enum kt_status sqlite_start_writer(struct sqlite_store *store,
                                              struct kt_error *err);
void sqlite_stop_writer(struct sqlite_store *store);
void sqlite_submit(struct kt_store *store, struct kt_write_job *job);
void sqlite_stats(struct kt_store *store, struct kt_store_stats *stats);

/* migrate.c */
enum kt_status sqlite_migrate(struct kt_store *store, int *from, int *to,
                              struct kt_error *err);
enum kt_status sqlite_schema(struct kt_store *store, int *schema, int *newest,
                             struct kt_error *err);
KT_CHECKED enum kt_status sqlite_check_schema(struct connection *connection,
                                              struct kt_error *err);

/* statistics.c */
bool sqlite_has_statistics(struct connection *connection);
KT_CHECKED enum kt_status sqlite_write_statistics(struct connection *connection,
                                                  struct kt_error *err);

/* remove.c */
enum kt_status sqlite_remove_shop(struct kt_tx *tx, struct kt_error *err);

/* statement.c */
enum kt_status sqlite_run(const struct kt_tx *tx, enum kt_sql statement,
                          struct kt_args args, struct kt_rows *rows,
                          int64_t *changed, struct kt_error *err);
bool sqlite_next(struct kt_rows *rows);
void sqlite_end(struct kt_rows *rows);
int64_t sqlite_col_int(const struct kt_rows *rows, int column);
struct kt_str sqlite_col_text(const struct kt_rows *rows, int column);
bool sqlite_col_is_null(const struct kt_rows *rows, int column);

#endif
