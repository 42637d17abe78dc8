#include "base/log.h"
#include "job/work.h"

/* A job at work. */
struct running {
    struct kt_call call;
    const struct kt_due *job;
    struct kt_job_body body;
    struct kt_str failure;
};

/* ---- note ---- */

/* What the staff reads in the order's history. */
static enum kt_status
save_note(struct kt_tx *tx, const struct running *running, struct kt_error *err)
{
    const struct cJSON *root;
    KT_TRY(kt_json_parse(err->arena, running->body.job, &root, err));
    struct kt_happening happening = {
        .order_id = running->body.order_id,
        .machine = "note",
        .event = running->body.topic,
        .from = KT_STR(""),
        .to = KT_STR(""),
        .note = kt_json_get_str(kt_json_find(root, KT_STR("text"))),
    };
    return kt_order_record(tx, &running->call, &happening, err);
}

/* ---- kinds ---- */

const char *const kt_job_kinds_here[] = { "note", NULL };

/* ---- running ---- */

/* The job's work and its end are one transaction: it is done once. */
static enum kt_status
save_done(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct running *running = arg;
    KT_TRY(kt_exec(tx, KT_SQL_JOB_FINISH, 1,
                   KT_ARGS(KT_TEXT(KT_STR("done")), KT_TEXT(KT_STR("")),
                           KT_ID(running->job->id)),
                   err));
    return save_note(tx, running, err);
}

static enum kt_status
save_failed(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct running *running = arg;
    const struct kt_due *job = running->job;
    int64_t now_ms = running->call.now_ms;
    if (kt_retry_is_over(now_ms, job->created_ms))
        return kt_exec(tx, KT_SQL_JOB_FINISH, 1,
                       KT_ARGS(KT_TEXT(KT_STR("dead")),
                               KT_TEXT(running->failure), KT_ID(job->id)),
                       err);
    int64_t again_ms = kt_retry_at(now_ms, job->attempts, job->id);
    return kt_exec(tx, KT_SQL_JOB_PUT_OFF, 1,
                   KT_ARGS(KT_INT(again_ms), KT_TEXT(running->failure),
                           KT_ID(job->id)),
                   err);
}

static enum kt_status
try_job(struct kt_app *app, struct running *running, struct kt_arena *arena,
        struct kt_error *err)
{
    KT_TRY(
        kt_job_call(app, running->job->store_id, arena, &running->call, err));
    KT_TRY(kt_shape_read(&kt_job_body_shape, running->job->body, &running->body,
                         arena, err));
    running->call.actor.name = running->body.rule;
    return kt_store_write(app->store, running->job->store_id, save_done,
                          running, err);
}

enum kt_status
kt_job_run(struct kt_app *app, const struct kt_due *job, struct kt_arena *arena,
           struct kt_error *err)
{
    struct running running = { .job = job };
    enum kt_status status = try_job(app, &running, arena, err);
    if (status != KT_OK) {
        running.failure = kt_error_text(err);
        kt_log(KT_LOG_WARN, "a job failed", KT_LOG_STR("kind", job->name),
               KT_LOG_STR("by", running.body.rule),
               KT_LOG_STR("why", running.failure));
        kt_error_init(err, arena);
        status = kt_store_write(app->store, job->store_id, save_failed,
                                &running, err);
    }
    if (running.call.shop != NULL)
        kt_shop_release(app, running.call.shop);
    return status;
}
