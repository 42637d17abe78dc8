#include "cli/sweeper.h"

#include <time.h>

#include "service/media.h"

enum { EACH_S = 24 * 3600, UNUSED_AGE_S = 24 * 3600 };

static enum kt_status
sweep(struct kt_pool_job *job)
{
    struct kt_app *app = ((struct kt_sweeper *)job)->app;
    kt_media_sweep(app, UNUSED_AGE_S);
    kt_store_leave_thread(app->store);
    return KT_OK;
}

static void
end(struct kt_pool_job *job)
{
    atomic_store(&((struct kt_sweeper *)job)->is_running, false);
}

void
kt_sweeper_run(struct kt_sweeper *sweeper)
{
    int64_t now_us = kt_clock_monotonic_us();
    if (now_us < sweeper->next_us || atomic_load(&sweeper->is_running) ||
        !kt_pool_admit(sweeper->app->pool, KT_STR("")))
        return;
    sweeper->next_us = now_us + EACH_S * INT64_C(1000000);
    sweeper->job = (struct kt_pool_job){ .run = sweep, .done = end };
    atomic_store(&sweeper->is_running, true);
    kt_pool_submit(sweeper->app->pool, &sweeper->job);
}

void
kt_sweeper_end(const struct kt_sweeper *sweeper)
{
    static const struct timespec pause = { .tv_nsec = 1000000 };
    while (atomic_load(&sweeper->is_running))
        nanosleep(&pause, NULL);
}
