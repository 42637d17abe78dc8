/* Whether the pages of a database are whole, before and while it is served. */
#ifndef KT_CLI_CHECKUP_H
#define KT_CLI_CHECKUP_H

#include <pthread.h>

#include "store/store.h"

struct kt_checkup {
    struct kt_store *store;
    const char *path;
    pthread_t thread;
    bool is_beside;
};

/* Reads a small database at once: STORE_FAILED with what is damaged. A large
 * one is read beside the server, on a thread that yields to all others and ends
 * the process with status 71 when it finds damage. */
KT_CHECKED enum kt_status kt_checkup_begin(struct kt_checkup *checkup,
                                           struct kt_store *store,
                                           const char *path,
                                           struct kt_error *err);
/* Breaks off what still runs. */
void kt_checkup_end(struct kt_checkup *checkup);

#endif
