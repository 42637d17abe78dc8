/* Removes pictures that nobody uses, beside the server: what a crash between a
 * file and its record left behind. */
#ifndef KT_CLI_SWEEPER_H
#define KT_CLI_SWEEPER_H

#include <stdatomic.h>

#include "base/pool.h"
#include "service/app.h"

struct kt_sweeper {
    struct kt_pool_job job; /* first */
    struct kt_app *app;
    atomic_bool is_running;
    int64_t next_us; /* of the monotonic clock; 0: at once */
};

/* Sweeps on a thread of the app's pool, when it is due. */
void kt_sweeper_run(struct kt_sweeper *sweeper);

/* Waits for what runs. */
void kt_sweeper_end(const struct kt_sweeper *sweeper);

#endif
