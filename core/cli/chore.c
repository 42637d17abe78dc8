#include "cli/chore.h"

#include <time.h>

static enum kt_status
run(struct kt_pool_job *job)
{
    struct kt_chore *chore = (struct kt_chore *)job;
    chore->run(chore->app);
    kt_app_leave_thread(chore->app);
    return KT_OK;
}

static void
end(struct kt_pool_job *job)
{
    atomic_store(&((struct kt_chore *)job)->is_running, false);
}

void
kt_chore_begin(struct kt_chore *chore)
{
    int64_t now_us = kt_clock_monotonic_us();
    if (now_us < chore->next_us || atomic_load(&chore->is_running) ||
        !kt_pool_admit(chore->app->pool, KT_STR("")))
        return;
    chore->next_us = now_us + chore->every_s * INT64_C(1000000);
    chore->job = (struct kt_pool_job){ .run = run, .done = end };
    atomic_store(&chore->is_running, true);
    kt_pool_submit(chore->app->pool, &chore->job);
}

void
kt_chore_end(const struct kt_chore *chore)
{
    static const struct timespec pause = { .tv_nsec = 1000000 };
    while (atomic_load(&chore->is_running))
        nanosleep(&pause, NULL);
}
