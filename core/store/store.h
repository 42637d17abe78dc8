/* The storage port. Two drivers stand behind it: SQLite (one writer thread
 * with group commit, a read connection per thread) and, later, PostgreSQL.
 *
 * SQL is written once in core/store/sql/<noun>.sql; the build turns each
 * statement into a row of enum kt_sql. A transaction belongs to one shop: its
 * store_id is bound to parameter 1 of every statement by the driver, so that
 * no caller can forget it or take it from a request. The other arguments are
 * given in the order in which the statement first names them.
 *
 *   static enum kt_status
 *   load_cart(const struct kt_tx *tx, void *arg, struct kt_error *err)
 *   {
 *       struct kt_rows rows;
 *       KT_TRY(kt_query(tx, KT_SQL_CART_GET, KT_ARGS(KT_ID(id)), &rows, err));
 *       if (!kt_rows_next(&rows)) …
 *
 * A transaction function touches nothing but the database, its argument and
 * its arena, and may be called again: it must give the same effect each time.
 * No script runs inside a write transaction. */
#ifndef KT_STORE_STORE_H
#define KT_STORE_STORE_H

#include "base/id.h"
#include "sql_statements.h" /* generated: enum kt_sql */

struct kt_store;
struct kt_tx;

struct kt_store_options {
    const char *path;          /* SQLite file; ":memory:" is a private one */
    unsigned batch_max;        /* write jobs in one commit; 0: 128 */
    unsigned writer_cache_mib; /* its pages in memory; 0: 8 */
    bool must_exist;           /* refuse to create the file */
    bool is_volatile; /* synchronous=OFF: tests and imports to scratch */
    bool only_reads;  /* beside an owner: no lock, no write, must exist */
};

/* Opens, takes the owner lock, checks the schema's version. STORE_BUSY when
 * another process owns the file, SCHEMA_TOO_NEW, STORE_FAILED. */
KT_CHECKED enum kt_status kt_store_open(const struct kt_store_options *options,
                                        struct kt_store **store,
                                        struct kt_error *err);

/* Answers the waiting writes, then closes. Every thread that read has ended or
 * called kt_store_leave_thread. */
void kt_store_close(struct kt_store *store);

/* Closes the calling thread's read connection. */
void kt_store_leave_thread(struct kt_store *store);

/* Brings the schema up to date; from and to are the numbers before and after.
 */
KT_CHECKED enum kt_status kt_store_migrate(struct kt_store *store, int *from,
                                           int *to, struct kt_error *err);

/* What the database is, and what this program brings it to. */
KT_CHECKED enum kt_status kt_store_schema(struct kt_store *store, int *schema,
                                          int *newest, struct kt_error *err);

/* The shop of a transaction that touches global tables only. */
extern const struct kt_id KT_NO_STORE;

typedef enum kt_status (*kt_read_fn)(const struct kt_tx *tx, void *arg,
                                     struct kt_error *err);
typedef enum kt_status (*kt_write_fn)(struct kt_tx *tx, void *arg,
                                      struct kt_error *err);

/* Runs fn in one read snapshot on the calling thread. */
KT_CHECKED enum kt_status kt_store_read(struct kt_store *store,
                                        struct kt_id store_id, kt_read_fn fn,
                                        void *arg, struct kt_error *err);

/* Runs fn in a write transaction and returns when it is durable. A status
 * other than KT_OK from fn undoes what fn did, and nothing else. */
KT_CHECKED enum kt_status kt_store_write(struct kt_store *store,
                                         struct kt_id store_id, kt_write_fn fn,
                                         void *arg, struct kt_error *err);

/* A write that does not block the caller. done runs once, on the writer's
 * thread, after the commit (or the failure); it must be short. The job and all
 * it points to belong to the store until then. */
struct kt_write_job {
    struct kt_id store_id;
    kt_write_fn fn;
    void (*done)(struct kt_write_job *job);
    void *arg;
    struct kt_error *err;
    enum kt_status status;     /* for done */
    struct kt_write_job *next; /* the store's */
};

void kt_store_submit(struct kt_store *store, struct kt_write_job *job);

/* Grows by one with every commit that changed anything; caches compare it. */
uint64_t kt_store_epoch(const struct kt_store *store);

/* Says that this transaction changed what shops are made of (catalogue facts
 * apart: channels, promotions, rules, settings), so that snapshots of it are
 * built anew. The epoch moves after the commit. */
void kt_tx_touch_settings(struct kt_tx *tx);
uint64_t kt_store_settings_epoch(const struct kt_store *store);

/* Removes every row of the transaction's shop from every table that has a
 * store_id; the schema itself tells which. The shop's own row stays. */
KT_CHECKED enum kt_status kt_tx_remove_shop(struct kt_tx *tx,
                                            struct kt_error *err);

/* Marks, by which caches of what shops show know what is outdated. One mark
 * grows with every change (ANY), one with every change but that of a number
 * that sales count (RECORDS), one with changes that name no owner (ALL). Each
 * product, variant and promotion has a place whose mark grows when statements
 * with its id change anything; many share a place. What a statement changes is
 * read from its text, so that no caller can forget to tell (cmake/README.md).
 * Marks move after the commit and before its writes are answered, ANY before
 * the others. Who reads ANY, then opens a snapshot, makes something of it and
 * reads the marks that it depends on, has the right ones when ANY stands still
 * where it stood. A second place of each id grows with records alone. */
enum kt_mark { KT_MARK_ANY, KT_MARK_RECORDS, KT_MARK_ALL, KT_MARK_COUNT };
enum { KT_MARK_PLACES = 16384 };

uint64_t kt_store_mark(const struct kt_store *store, enum kt_mark mark);
uint16_t kt_mark_place(struct kt_id id);
uint16_t kt_mark_record_place(struct kt_id id);
uint64_t kt_store_mark_at(const struct kt_store *store, uint16_t place);

/* A mark as it was before the snapshot of a read. */
uint64_t kt_tx_mark(const struct kt_tx *tx, enum kt_mark mark);

/* True while no record was changed since before the snapshot of a read, or is
 * being changed: what caches hold by marks of records then is what the
 * snapshot shows. */
bool kt_tx_is_settled(const struct kt_tx *tx);

/* The same, told by name: each product, variant and promotion that commits
 * changed, by number, for what must find out which of many is outdated. An id
 * of zeros stands for all. */
struct kt_move {
    struct kt_id id;
    bool is_record; /* false: only a number that sales count */
};
enum { KT_MOVES_KEPT = 8192 };

/* How many moves there were. A snapshot that is opened afterwards has them. */
uint64_t kt_store_moved(const struct kt_store *store);

/* The moves from number `since` up to `until`, which kt_store_moved gave. False
 * when they are not known any more, or all moved: then nothing is certain. */
bool kt_store_moved_since(struct kt_store *store, uint64_t since,
                          uint64_t until, struct kt_arena *arena,
                          const struct kt_move **moves);

struct kt_store_stats {
    uint64_t commits;
    uint64_t jobs;
    uint64_t failed_jobs;
    unsigned queue_length;
    uint64_t wal_bytes;
};

void kt_store_stats_get(struct kt_store *store, struct kt_store_stats *stats);

/* A consistent copy of the live database in a new file: all that was
 * acknowledged before the call. */
KT_CHECKED enum kt_status kt_store_backup(struct kt_store *store,
                                          const char *path,
                                          struct kt_error *err);

/* Reads the whole database and tells each fault of it, at most twenty: pages,
 * indexes, foreign keys. KT_OK also with faults. */
typedef void (*kt_fault_fn)(void *arg, struct kt_str fault);
KT_CHECKED enum kt_status kt_store_verify(struct kt_store *store,
                                          kt_fault_fn tell, void *arg,
                                          struct kt_error *err);

/* The same for pages alone, in a quarter of the time. Another thread may break
 * it off, which is KT_OK; it waits until the check is over. One runs at a
 * time. */
KT_CHECKED enum kt_status kt_store_check(struct kt_store *store,
                                         kt_fault_fn tell, void *arg,
                                         struct kt_error *err);
void kt_store_stop_check(struct kt_store *store);

/* Runs fn within the transaction: when it fails, what it did is undone and the
 * transaction goes on. Failures of the database itself end all of it. */
KT_CHECKED enum kt_status kt_tx_attempt(struct kt_tx *tx, kt_write_fn fn,
                                        void *arg, struct kt_error *err);

/* Arguments. */
enum kt_arg_kind {
    KT_ARG_NULL,
    KT_ARG_INT,
    KT_ARG_TEXT,
    KT_ARG_BLOB,
    KT_ARG_ID,
};

struct kt_arg {
    enum kt_arg_kind kind;
    int64_t number;
    struct kt_str text;
    struct kt_id id;
};

#define KT_NULL    ((struct kt_arg){ .kind = KT_ARG_NULL })
#define KT_INT(n)  ((struct kt_arg){ .kind = KT_ARG_INT, .number = (n) })
#define KT_TEXT(s) ((struct kt_arg){ .kind = KT_ARG_TEXT, .text = (s) })
#define KT_BLOB(s) ((struct kt_arg){ .kind = KT_ARG_BLOB, .text = (s) })
#define KT_ID(i)   ((struct kt_arg){ .kind = KT_ARG_ID, .id = (i) })
/* NULL where absent: an id of zeros, a text without pointer, a time of 0. */
#define KT_ID_OR_NULL(i)   kt_arg_id_or_null(i)
#define KT_TEXT_OR_NULL(s) kt_arg_text_or_null(s)
#define KT_INT_OR_NULL(n)  kt_arg_int_or_null(n)

struct kt_arg kt_arg_id_or_null(struct kt_id id);
struct kt_arg kt_arg_text_or_null(struct kt_str text);
struct kt_arg kt_arg_int_or_null(int64_t number);

struct kt_args {
    const struct kt_arg *items;
    size_t count;
};

#define KT_ARGS(...)                                                           \
    ((struct kt_args){ (const struct kt_arg[]){ __VA_ARGS__ },                 \
                       sizeof((const struct kt_arg[]){ __VA_ARGS__ }) /        \
                           sizeof(struct kt_arg) })
#define KT_NO_ARGS ((struct kt_args){ NULL, 0 })

/* Changes rows. With want >= 0 exactly so many rows must change, otherwise
 * KT_CONFLICT: the guard of a statement (sold out, other version) said no.
 * A broken UNIQUE is KT_ALREADY_EXISTS, a broken foreign key KT_IN_USE, a
 * broken CHECK KT_CONFLICT; the transaction can only end then. */
enum { KT_ANY_ROWS = -1 };

KT_CHECKED enum kt_status kt_exec(struct kt_tx *tx, enum kt_sql statement,
                                  int want, struct kt_args args,
                                  struct kt_error *err);

/* As kt_exec; *changed takes the number of rows. For guards whose refusal is
 * no failure. */
KT_CHECKED enum kt_status kt_exec_count(struct kt_tx *tx, enum kt_sql statement,
                                        struct kt_args args, int64_t *changed,
                                        struct kt_error *err);

/* Rows of a query. Always run to the end or closed before the next query of
 * the same statement; the end of the transaction closes what is left open. */
struct kt_rows {
    void *cursor; /* the driver's statement */
    const struct kt_tx *tx;
    struct kt_error *err;
    enum kt_status status; /* after the end: KT_OK or what broke it off */
};

KT_CHECKED enum kt_status kt_query(const struct kt_tx *tx,
                                   enum kt_sql statement, struct kt_args args,
                                   struct kt_rows *rows, struct kt_error *err);

/* A statement that changes rows and RETURNING gives them. */
KT_CHECKED enum kt_status kt_query_change(struct kt_tx *tx,
                                          enum kt_sql statement,
                                          struct kt_args args,
                                          struct kt_rows *rows,
                                          struct kt_error *err);

bool kt_rows_next(struct kt_rows *rows);
/* Gives rows->status; safe after the end. */
enum kt_status kt_rows_close(struct kt_rows *rows);

/* Columns from 0. Text and blobs are borrowed until the next row; copy what
 * stays. NULL reads as 0, as an empty text without pointer, as zeros. */
int64_t kt_col_int(const struct kt_rows *rows, int column);
struct kt_str kt_col_text(const struct kt_rows *rows, int column);
struct kt_str kt_col_copy(const struct kt_rows *rows, int column,
                          struct kt_arena *arena);
struct kt_id kt_col_id(const struct kt_rows *rows, int column);
bool kt_col_is_null(const struct kt_rows *rows, int column);

struct kt_id kt_tx_store_id(const struct kt_tx *tx);

/* Every write transaction can read. */
const struct kt_tx *kt_tx_reading(struct kt_tx *tx);

#endif
