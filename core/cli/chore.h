/* Work beside the server, on a thread of the app's pool, one run at a time. */
#ifndef KT_CLI_CHORE_H
#define KT_CLI_CHORE_H

#include <stdatomic.h>

#include "base/pool.h"
#include "service/app.h"

struct kt_chore {
    struct kt_pool_job job; /* first */
    struct kt_app *app;
    void (*run)(struct kt_app *app);
    int64_t every_s; /* not more often; 0: each time that it is begun */
    int64_t next_us; /* of the monotonic clock; 0: at once */
    atomic_bool is_running;
};

/* Begins it unless it runs, is not due or no place is free. */
void kt_chore_begin(struct kt_chore *chore);

/* Waits for what runs. */
void kt_chore_end(const struct kt_chore *chore);

#endif
