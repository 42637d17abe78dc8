/* Rows that are due, together: each is decided alone and saved behind its own
 * savepoint, but the disk is waited for once. */
#include <pthread.h>

#include "base/guard.h"
#include "job/work.h"

struct batch {
    struct kt_app *app;
    const struct kt_step_kind *kind;
    pthread_mutex_t mutex;
    pthread_cond_t is_saved;
    size_t unsaved;
};

/* On the writer's thread. */
static void
note_saved(struct kt_write_job *job)
{
    struct batch *batch = ((struct kt_step *)(void *)job)->batch;
    pthread_mutex_lock(&batch->mutex);
    if (--batch->unsaved == 0)
        pthread_cond_signal(&batch->is_saved);
    pthread_mutex_unlock(&batch->mutex);
}

static enum kt_status
decide_in_shop(void *arg, struct kt_error *err)
{
    struct kt_step *step = arg;
    struct batch *batch = step->batch;
    (void)err; /* it is the step's */
    KT_TRY(kt_job_call(batch->app, step->due->store_id, &step->arena,
                       &step->call, &step->err));
    return batch->kind->decide(step);
}

static enum kt_status
write_failure(void *arg, struct kt_error *err)
{
    struct kt_step *step = arg;
    (void)err;
    step->failure = kt_error_text(&step->err);
    return KT_OK;
}

/* The step's error as its failure; without memory in fewer words. */
static void
take_failure(struct kt_step *step)
{
    struct kt_error ignored;
    kt_error_init(&ignored, &step->arena);
    if (kt_guard_run(&step->arena, write_failure, step, &ignored) != KT_OK)
        step->failure = KT_STR("overloaded");
}

static void
decide(struct batch *batch, const struct kt_due *due, struct kt_step *step)
{
    step->due = due;
    step->batch = batch;
    kt_arena_init(&step->arena, 0);
    kt_error_init(&step->err, &step->arena);
    step->failure = KT_STR("");
    if (kt_guard_run(&step->arena, decide_in_shop, step, &step->err) != KT_OK)
        take_failure(step);
    kt_error_init(&step->err, &step->arena);
}

static void
submit(struct batch *batch, struct kt_step *step)
{
    step->job = (struct kt_write_job){
        .store_id = step->due->store_id,
        .fn = batch->kind->save,
        .done = note_saved,
        .arg = step,
        .err = &step->err,
    };
    pthread_mutex_lock(&batch->mutex);
    batch->unsaved++;
    pthread_mutex_unlock(&batch->mutex);
    kt_store_submit(batch->app->store, &step->job);
}

static void
wait_until_saved(struct batch *batch)
{
    pthread_mutex_lock(&batch->mutex);
    while (batch->unsaved > 0)
        pthread_cond_wait(&batch->is_saved, &batch->mutex);
    pthread_mutex_unlock(&batch->mutex);
}

/* What could not be saved is put off for that reason, so that one row does not
 * hold up all. A conflict says that another one took it. */
static enum kt_status
settle(struct batch *batch, struct kt_step *step, size_t *done,
       struct kt_error *err)
{
    enum kt_status status = step->job.status;
    if (status != KT_OK && status != KT_CONFLICT) {
        take_failure(step);
        status = kt_store_write(batch->app->store, step->due->store_id,
                                batch->kind->save, step, err);
    }
    *done += status == KT_OK;
    return status == KT_CONFLICT ? KT_OK : status;
}

static void
release(struct batch *batch, struct kt_step *step)
{
    if (step->call.shop != NULL)
        kt_shop_release(batch->app, step->call.shop);
    kt_arena_release(&step->arena);
}

struct making {
    const struct kt_step_kind *kind;
    size_t count;
    struct kt_arena arena;
    struct kt_step *steps;
};

static enum kt_status
make_steps(void *arg, struct kt_error *err)
{
    struct making *making = arg;
    (void)err;
    making->steps = KT_NEW_ARRAY(&making->arena, struct kt_step, making->count);
    for (size_t i = 0; i < making->count; i++)
        making->steps[i].work =
            kt_arena_calloc(&making->arena, 1, making->kind->work_size);
    return KT_OK;
}

static enum kt_status
run_steps(struct batch *batch, const struct kt_due_list *list,
          struct kt_step *steps, size_t *done, struct kt_error *err)
{
    enum kt_status status = KT_OK;
    for (size_t i = 0; i < list->count; i++) {
        decide(batch, &list->items[i], &steps[i]);
        submit(batch, &steps[i]);
    }
    wait_until_saved(batch);
    for (size_t i = 0; i < list->count; i++) {
        if (status == KT_OK)
            status = settle(batch, &steps[i], done, err);
        release(batch, &steps[i]);
    }
    return status;
}

enum kt_status
kt_batch_run(struct kt_app *app, const struct kt_step_kind *kind,
             const struct kt_due_list *list, size_t *done, struct kt_error *err)
{
    struct batch batch = { .app = app, .kind = kind };
    struct making making = { .kind = kind, .count = list->count };
    kt_arena_init(&making.arena, 0);
    enum kt_status status =
        kt_guard_run(&making.arena, make_steps, &making, err);
    if (status == KT_OK) {
        pthread_mutex_init(&batch.mutex, NULL);
        pthread_cond_init(&batch.is_saved, NULL);
        status = run_steps(&batch, list, making.steps, done, err);
        pthread_cond_destroy(&batch.is_saved);
        pthread_mutex_destroy(&batch.mutex);
    }
    kt_arena_release(&making.arena);
    return status;
}
