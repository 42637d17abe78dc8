/* Rows that are due, together: each is decided alone and saved behind its own
 * savepoint, but the disk is waited for once. */
#include <pthread.h>

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
decide_in_shop(struct batch *batch, struct kt_step *step)
{
    KT_TRY(kt_job_call(batch->app, step->due->store_id, &step->arena,
                       &step->call, &step->err));
    return batch->kind->decide(step);
}

static void
decide(struct batch *batch, const struct kt_due *due, struct kt_step *step)
{
    step->due = due;
    step->batch = batch;
    kt_arena_init(&step->arena, 0);
    kt_error_init(&step->err, &step->arena);
    step->failure = KT_STR("");
    step->work = kt_arena_calloc(&step->arena, 1, batch->kind->work_size);
    if (decide_in_shop(batch, step) != KT_OK)
        step->failure = kt_error_text(&step->err);
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
        step->failure = kt_error_text(&step->err);
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

enum kt_status
kt_batch_run(struct kt_app *app, const struct kt_step_kind *kind,
             const struct kt_due_list *list, size_t *done, struct kt_error *err)
{
    struct batch batch = { .app = app, .kind = kind };
    struct kt_arena arena;
    enum kt_status status = KT_OK;
    kt_arena_init(&arena, 0);
    struct kt_step *steps = KT_NEW_ARRAY(&arena, struct kt_step, list->count);
    pthread_mutex_init(&batch.mutex, NULL);
    pthread_cond_init(&batch.is_saved, NULL);
    for (size_t i = 0; i < list->count; i++) {
        decide(&batch, &list->items[i], &steps[i]);
        submit(&batch, &steps[i]);
    }
    wait_until_saved(&batch);
    for (size_t i = 0; i < list->count; i++) {
        if (status == KT_OK)
            status = settle(&batch, &steps[i], done, err);
        release(&batch, &steps[i]);
    }
    pthread_cond_destroy(&batch.is_saved);
    pthread_mutex_destroy(&batch.mutex);
    kt_arena_release(&arena);
    return status;
}
