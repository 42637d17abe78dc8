/* What a driver does for the port. store.c holds what is the same for all. */
#ifndef KT_STORE_DRIVER_H
#define KT_STORE_DRIVER_H

#include <stdatomic.h>

#include "store/change.h"

struct kt_driver {
    const char *name;
    void (*close)(struct kt_store *store);
    void (*leave_thread)(struct kt_store *store);
    enum kt_status (*migrate)(struct kt_store *store, int *from, int *to,
                              struct kt_error *err);
    enum kt_status (*read)(struct kt_store *store, struct kt_id store_id,
                           kt_read_fn fn, void *arg, struct kt_error *err);
    void (*submit)(struct kt_store *store, struct kt_write_job *job);
    void (*stats)(struct kt_store *store, struct kt_store_stats *stats);
    enum kt_status (*backup)(struct kt_store *store, const char *path,
                             struct kt_error *err);
    enum kt_status (*run)(const struct kt_tx *tx, enum kt_sql statement,
                          struct kt_args args, struct kt_rows *rows,
                          int64_t *changed, struct kt_error *err);
    enum kt_status (*remove_shop)(struct kt_tx *tx, struct kt_error *err);
    bool (*next)(struct kt_rows *rows);
    void (*end)(struct kt_rows *rows);
    int64_t (*col_int)(const struct kt_rows *rows, int column);
    struct kt_str (*col_text)(const struct kt_rows *rows, int column);
    bool (*col_is_null)(const struct kt_rows *rows, int column);
};

/* What the transactions of one commit touched; when it is full the last row is
 * KT_CHANGE_ALL. */
enum { KT_CHANGES_MAX = 1200 };

struct kt_changes {
    struct kt_change items[KT_CHANGES_MAX];
    size_t count;
};

/* Stands first in every driver's store. */
struct kt_store {
    const struct kt_driver *driver;
    _Atomic uint64_t epoch;
    _Atomic uint64_t settings_epoch;
    _Atomic uint64_t catalogue_epoch;
    struct kt_change_listener *listeners;
};

/* Stands first in every driver's transaction. */
struct kt_tx {
    const struct kt_driver *driver;
    struct kt_id store_id;
    bool is_write;
    bool touches_settings;
    struct kt_changes *changes; /* of a write; the driver's */
};

/* After the commit: tells the listeners, forgets the changes. */
void kt_store_tell_changes(struct kt_store *store, struct kt_changes *changes);

KT_CHECKED enum kt_status kt_sqlite_open(const struct kt_store_options *options,
                                         struct kt_store **store,
                                         struct kt_error *err);

#endif
