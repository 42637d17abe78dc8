/* What a driver does for the port. store.c holds what is the same for all. */
#ifndef KT_STORE_DRIVER_H
#define KT_STORE_DRIVER_H

#include <pthread.h>
#include <stdatomic.h>

#include "store/store.h"

struct kt_driver {
    const char *name;
    void (*close)(struct kt_store *store);
    void (*leave_thread)(struct kt_store *store);
    enum kt_status (*migrate)(struct kt_store *store, int *from, int *to,
                              struct kt_error *err);
    enum kt_status (*schema)(struct kt_store *store, int *schema, int *newest,
                             struct kt_error *err);
    enum kt_status (*read)(struct kt_store *store, struct kt_id store_id,
                           kt_read_fn fn, void *arg, struct kt_error *err);
    void (*submit)(struct kt_store *store, struct kt_write_job *job);
    void (*stats)(struct kt_store *store, struct kt_store_stats *stats);
    enum kt_status (*backup)(struct kt_store *store, const char *path,
                             struct kt_error *err);
    enum kt_status (*verify)(struct kt_store *store, kt_fault_fn tell,
                             void *arg, struct kt_error *err);
    enum kt_status (*check)(struct kt_store *store, kt_fault_fn tell, void *arg,
                            struct kt_error *err);
    void (*stop_check)(struct kt_store *store);
    enum kt_status (*run)(const struct kt_tx *tx, enum kt_sql statement,
                          struct kt_args args, struct kt_rows *rows,
                          int64_t *changed, struct kt_error *err);
    enum kt_status (*attempt)(struct kt_tx *tx, kt_write_fn fn, void *arg,
                              struct kt_error *err);
    enum kt_status (*remove_shop)(struct kt_tx *tx, struct kt_error *err);
    bool (*next)(struct kt_rows *rows);
    void (*end)(struct kt_rows *rows);
    int64_t (*col_int)(const struct kt_rows *rows, int column);
    struct kt_str (*col_text)(const struct kt_rows *rows, int column);
    bool (*col_is_null)(const struct kt_rows *rows, int column);
};

/* What a transaction, or a commit of many, will move. */
struct kt_moves {
    bool is_moved[KT_MARK_COUNT];
    bool is_begun;
    uint64_t places[KT_MARK_PLACES / 64]; /* a bit each */
    struct kt_move owners[KT_MOVES_KEPT];
    size_t owner_count; /* of transactions that were taken */
};

/* Stands first in every driver's store. */
struct kt_store {
    const struct kt_driver *driver;
    _Atomic uint64_t epoch;
    _Atomic uint64_t settings_epoch;
    _Atomic uint64_t marks[KT_MARK_COUNT];
    _Atomic uint64_t places[KT_MARK_PLACES];
    _Atomic uint64_t settling; /* odd while records change */
    struct kt_moves moves;     /* of the commit that is being made */
    pthread_mutex_t kept_lock;
    _Atomic uint64_t moved;
    struct kt_move kept[KT_MOVES_KEPT]; /* a ring, by number */
};

/* Stands first in every driver's transaction. */
struct kt_tx {
    const struct kt_driver *driver;
    const struct kt_store *store;
    struct kt_id store_id;
    bool is_write;
    bool touches_settings;
    bool moves[KT_MARK_COUNT];
    struct kt_moves *pending; /* of a write; the store's */
    size_t owner_count;       /* behind those of pending */
    uint64_t settling;        /* of a read: the store's before the snapshot */
    uint64_t marks[KT_MARK_COUNT];
};

/* mark.c. A statement of a transaction is about to run. */
void kt_tx_note_moves(struct kt_tx *tx, enum kt_sql statement,
                      struct kt_args args);

/* For the driver's readers: a transaction, before its snapshot. */
void kt_tx_begin_read(struct kt_tx *tx, const struct kt_store *store,
                      struct kt_id store_id);

/* For the driver's writer: takes over what a transaction moves that will be
 * committed; tells that the commit comes; moves it all after the commit, also
 * after one that failed. */
void kt_store_take_moves(struct kt_store *store, const struct kt_tx *tx);
void kt_store_begin_moves(struct kt_store *store);
void kt_store_move_marks(struct kt_store *store);

KT_CHECKED enum kt_status kt_sqlite_open(const struct kt_store_options *options,
                                         struct kt_store **store,
                                         struct kt_error *err);

#endif
