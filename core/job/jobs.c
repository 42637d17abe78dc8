#include "job/jobs.h"

#include <pthread.h>
#include <time.h>

#include "base/guard.h"
#include "base/heap.h"
#include "base/log.h"
#include "job/work.h"
#include "service/search_save.h"

/* How often the thread looks whether a commit brought something, and how long
 * it leaves a store alone that failed. */
enum { LOOK_MS = 100, AFTER_FAILURE_MS = 5000 };

struct kt_jobs {
    struct kt_app *app;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t ends;
    bool has_ended; /* under the mutex */
};

/* ---- what is due ---- */

/* One pass over all that is due; jobs is NULL on a caller's own thread. */
struct pass {
    struct kt_app *app;
    struct kt_jobs *jobs;
    size_t *done;
};

static bool
has_ended(struct kt_jobs *jobs)
{
    if (jobs == NULL)
        return false;
    pthread_mutex_lock(&jobs->mutex);
    bool ended = jobs->has_ended;
    pthread_mutex_unlock(&jobs->mutex);
    return ended;
}

struct taking {
    struct kt_app *app;
    const struct kt_step_kind *kind;
    struct kt_arena arena;
    struct kt_due_list list;
};

static enum kt_status
load_due(void *arg, struct kt_error *err)
{
    struct taking *taking = arg;
    int64_t now_ms = kt_clock_now(&taking->app->clock);
    return kt_due_load(taking->app, taking->kind->name, now_ms, &taking->arena,
                       &taking->list, err);
}

static enum kt_status
take_batch(struct pass *pass, const struct kt_step_kind *kind, size_t *count,
           struct kt_error *err)
{
    struct taking taking = { .app = pass->app, .kind = kind };
    kt_arena_init(&taking.arena, 0);
    enum kt_status status = kt_guard_run(&taking.arena, load_due, &taking, err);
    *count = taking.list.count;
    if (status == KT_OK)
        status = kt_batch_run(pass->app, kind, &taking.list, pass->done, err);
    kt_arena_release(&taking.arena);
    return status;
}

/* Ends, since what fails is put off. */
static enum kt_status
take_all(struct pass *pass, const struct kt_step_kind *kind,
         struct kt_error *err)
{
    enum kt_status status;
    size_t count = 0;
    do {
        status = take_batch(pass, kind, &count, err);
    } while (status == KT_OK && count == KT_DUE_BATCH &&
             !has_ended(pass->jobs));
    return status;
}

/* Events first: the jobs they bring may be due at once. */
static enum kt_status
run_pass(struct pass *pass, struct kt_error *err)
{
    KT_TRY(kt_search_refresh(pass->app->store, err));
    KT_TRY(take_all(pass, &kt_event_step, err));
    for (size_t i = 0; kt_job_steps[i].name != NULL; i++)
        KT_TRY(take_all(pass, &kt_job_steps[i], err));
    return KT_OK;
}

/* ---- the thread ---- */

/* False when it is time to end. */
static bool
pause_for(struct kt_jobs *jobs, int64_t pause_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t ns = until.tv_nsec + pause_ms % 1000 * 1000000;
    until.tv_sec += pause_ms / 1000 + ns / 1000000000;
    until.tv_nsec = ns % 1000000000;

    pthread_mutex_lock(&jobs->mutex);
    int result = 0;
    while (!jobs->has_ended && result == 0)
        result = pthread_cond_timedwait(&jobs->ends, &jobs->mutex, &until);
    bool goes_on = !jobs->has_ended;
    pthread_mutex_unlock(&jobs->mutex);
    return goes_on;
}

/* Until something is due or a commit may have brought something. */
static bool
wait_for_work(struct kt_jobs *jobs, uint64_t epoch, int64_t due_ms)
{
    while (pause_for(jobs, LOOK_MS)) {
        if (kt_store_epoch(jobs->app->store) != epoch ||
            kt_clock_now(&jobs->app->clock) >= due_ms)
            return true;
    }
    return false;
}

struct round {
    struct kt_jobs *jobs;
    int64_t due_ms;
};

/* One pass, and when the next one is due. What goes wrong on the way finds room
 * to be told in, so that nothing jumps away from work that is under way. */
static enum kt_status
run_once(void *arg, struct kt_error *err)
{
    struct round *round = arg;
    size_t done = 0;
    struct pass pass = { round->jobs->app, round->jobs, &done };
    (void)kt_arena_alloc(err->arena, 1);
    KT_TRY(run_pass(&pass, err));
    return kt_due_next(pass.app, &round->due_ms, err);
}

static void *
run_thread(void *arg)
{
    struct kt_jobs *jobs = arg;
    bool goes_on = true;
    while (goes_on) {
        struct kt_arena arena;
        struct kt_error err;
        struct round round = { jobs, INT64_MAX };
        kt_arena_init(&arena, 0);
        kt_error_init(&err, &arena);
        uint64_t epoch = kt_store_epoch(jobs->app->store);
        if (kt_guard_run(&arena, run_once, &round, &err) == KT_OK) {
            goes_on = wait_for_work(jobs, epoch, round.due_ms);
        } else {
            const struct kt_problem *why = kt_problem_get(err.status);
            kt_log(KT_LOG_ERROR, "jobs wait, the store failed",
                   KT_LOG_STR("why", kt_str_of(why->slug)));
            goes_on = pause_for(jobs, AFTER_FAILURE_MS);
        }
        kt_arena_release(&arena);
    }
    kt_app_leave_thread(jobs->app);
    return NULL;
}

static void
free_jobs(struct kt_jobs *jobs)
{
    pthread_cond_destroy(&jobs->ends);
    pthread_mutex_destroy(&jobs->mutex);
    kt_heap_free(jobs);
}

enum kt_status
kt_jobs_start(struct kt_app *app, struct kt_jobs **out, struct kt_error *err)
{
    struct kt_jobs *jobs = KT_HEAP_NEW(struct kt_jobs);
    pthread_condattr_t attributes;
    jobs->app = app;
    pthread_mutex_init(&jobs->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&jobs->ends, &attributes);
    pthread_condattr_destroy(&attributes);
    if (pthread_create(&jobs->thread, NULL, run_thread, jobs) != 0) {
        free_jobs(jobs);
        return kt_fail_overloaded(err);
    }
    *out = jobs;
    return KT_OK;
}

void
kt_jobs_stop(struct kt_jobs *jobs)
{
    if (jobs == NULL)
        return;
    pthread_mutex_lock(&jobs->mutex);
    jobs->has_ended = true;
    pthread_cond_signal(&jobs->ends);
    pthread_mutex_unlock(&jobs->mutex);
    pthread_join(jobs->thread, NULL);
    free_jobs(jobs);
}

enum kt_status
kt_jobs_run_due(struct kt_app *app, size_t *done, struct kt_error *err)
{
    struct pass pass = { app, NULL, done };
    *done = 0;
    return run_pass(&pass, err);
}
