#include "base/log.h"
#include "job/work.h"

/* ---- ends ---- */

static enum kt_status
finish(struct kt_tx *tx, const struct kt_step *step, struct kt_str state,
       struct kt_error *err)
{
    return kt_exec(tx, KT_SQL_JOB_FINISH, 1,
                   KT_ARGS(KT_TEXT(state), KT_TEXT(step->failure),
                           KT_ID(step->due->id)),
                   err);
}

static enum kt_status
put_off(struct kt_tx *tx, const struct kt_step *step, struct kt_error *err)
{
    const struct kt_due *job = step->due;
    int64_t now_ms = step->call.now_ms;
    kt_log(KT_LOG_WARN, "a job failed", KT_LOG_STR("kind", job->name),
           KT_LOG_INT("attempt", job->attempts + 1),
           KT_LOG_STR("why", step->failure));
    if (kt_retry_is_over(now_ms, job->created_ms))
        return finish(tx, step, KT_STR("dead"), err);
    int64_t again_ms = kt_retry_at(now_ms, job->attempts, job->id);
    return kt_exec(tx, KT_SQL_JOB_PUT_OFF, 1,
                   KT_ARGS(KT_INT(again_ms), KT_TEXT(step->failure),
                           KT_ID(job->id)),
                   err);
}

/* ---- note ---- */

struct note {
    struct kt_job_body body;
    struct kt_str text;
};

static enum kt_status
decide_note(struct kt_step *step)
{
    struct note *note = step->work;
    const struct cJSON *root;
    KT_TRY(kt_shape_read(&kt_job_body_shape, step->due->body, &note->body,
                         &step->arena, &step->err));
    KT_TRY(kt_json_parse(&step->arena, note->body.job, &root, &step->err));
    note->text = kt_json_get_str(kt_json_find(root, KT_STR("text")));
    step->call.actor.name = note->body.rule;
    return KT_OK;
}

/* What the staff reads in the order's history. The note and the job's end are
 * one transaction, so that it is written once. */
static enum kt_status
save_note(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct kt_step *step = arg;
    const struct note *note = step->work;
    struct kt_happening happening = {
        .order_id = note->body.order_id,
        .machine = "note",
        .event = note->body.topic,
        .from = KT_STR(""),
        .to = KT_STR(""),
        .note = note->text,
    };
    if (step->failure.len > 0)
        return put_off(tx, step, err);
    KT_TRY(finish(tx, step, KT_STR("done"), err));
    return kt_order_record(tx, &step->call, &happening, err);
}

const struct kt_step_kind kt_job_steps[] = {
    { "note", sizeof(struct note), decide_note, save_note },
    { NULL, 0, NULL, NULL },
};
