/* Events of the outbox: each is told to every reaction in use that is about
 * its topic, once. Which ones have answered stands in the event's own row, so
 * that a reaction that fails holds up itself alone. */
#include "base/log.h"
#include "job/work.h"

/* The body of an event's row; kt_event_emit wrote it. */
struct event_body {
    struct kt_id order_id;
    struct kt_id payment_id; /* may be zero */
    struct kt_list told;     /* of kt_str: codes of rules that answered */
};

static const struct kt_field body_fields[] = {
    KT_FIELD(ID, struct event_body, order_id, KT_REQUIRED, .prefix = "ord"),
    KT_FIELD(ID, struct event_body, payment_id, KT_OMIT_EMPTY, .prefix = "pay"),
    KT_FIELD(STRS, struct event_body, told, KT_OMIT_EMPTY),
};

static const struct kt_shape body_shape =
    KT_SHAPE("EventBody", struct event_body, body_fields,
             "An event as its row keeps it");

/* What one rule answered. */
struct answer {
    const struct kt_rule_use *use;
    struct kt_job_in *jobs;
    size_t job_count;
};

struct telling {
    struct event_body body;
    const struct cJSON *event; /* what reactions see */
    struct answer *answers;
    size_t answer_count;
};

/* ---- tell ---- */

static bool
has_str(const struct kt_list *list, struct kt_str text)
{
    const struct kt_str *items = list->items;
    for (size_t i = 0; i < list->count; i++)
        if (kt_str_eq(items[i], text))
            return true;
    return false;
}

/* The events that the row names, else those that the rule declares. A rule that
 * is not there is asked, too: the failure tells its name. */
static bool
is_about(const struct kt_step *step, const struct kt_rule_use *use)
{
    struct kt_str topic = step->due->name;
    const struct kt_rule_info *info =
        kt_registry_find(step->call.shop->registry, KT_RULE_REACTION,
                         use->rule);
    if (use->events.count > 0 || info == NULL)
        return use->events.count == 0 || has_str(&use->events, topic);
    struct kt_list declared = { (void *)(uintptr_t)info->events,
                                info->event_count };
    return has_str(&declared, topic);
}

/* {"id","topic","at","payment_id","order"}; see scripts/api/reaction.lua. */
static enum kt_status
describe(struct kt_step *step, struct telling *telling)
{
    const struct kt_call *call = &step->call;
    struct kt_order_answer order;
    struct kt_buf buf;
    struct kt_json json;
    KT_TRY(kt_order_answer(call, telling->body.order_id, &order, &step->err));
    kt_buf_init(&buf, call->arena, order.json.len + 256);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    kt_json_put_str(&json, "id", kt_id_text(call->arena, step->due->id, "evt"));
    kt_json_put_str(&json, "topic", step->due->name);
    kt_json_put_str(&json, "at",
                    kt_time_format(call->arena, step->due->created_ms));
    kt_json_key(&json, KT_STR("payment_id"));
    if (kt_id_is_null(telling->body.payment_id))
        kt_json_null(&json);
    else
        kt_json_str(&json,
                    kt_id_text(call->arena, telling->body.payment_id, "pay"));
    kt_json_put_raw(&json, "order", order.json);
    kt_json_end_object(&json);
    return kt_json_parse(call->arena, kt_buf_view(&buf), &telling->event,
                         &step->err);
}

/* The first failure of an event stays with it. */
static void
note_failure(struct kt_step *step, struct kt_str code, struct kt_str why)
{
    kt_log(KT_LOG_WARN, "a reaction failed",
           KT_LOG_STR("topic", step->due->name), KT_LOG_STR("reaction", code),
           KT_LOG_STR("why", why));
    if (step->failure.len == 0)
        step->failure = kt_arena_format(&step->arena, "%.*s: %.*s",
                                        KT_STR_FMT(code), KT_STR_FMT(why));
}

static void
ask(struct kt_step *step, struct telling *telling,
    const struct kt_rule_use *use)
{
    struct kt_arena *arena = &step->arena;
    struct answer answer = { .use = use };
    struct kt_str jobs_json;
    struct kt_error err;
    kt_error_init(&err, arena);
    enum kt_status status =
        kt_registry_react(step->call.shop->registry, use, telling->event, arena,
                          &jobs_json, &err);
    if (status == KT_OK)
        status = kt_jobs_read(jobs_json, arena, &answer.jobs, &answer.job_count,
                              &err);
    if (status == KT_OK)
        telling->answers[telling->answer_count++] = answer;
    else
        note_failure(step, use->code, kt_error_text(&err));
}

static struct kt_str
channel_of(const struct cJSON *event)
{
    const struct cJSON *order = kt_json_find(event, KT_STR("order"));
    return kt_json_get_str(kt_json_find(order, KT_STR("channel")));
}

/* Reads the order only when some reaction has to be asked. */
static enum kt_status
ask_in_channel(struct kt_step *step, struct telling *telling,
               const struct kt_rule_use *use)
{
    if (telling->event == NULL)
        KT_TRY(describe(step, telling));
    if (use->channels.count == 0 ||
        has_str(&use->channels, channel_of(telling->event)))
        ask(step, telling, use);
    return KT_OK;
}

static enum kt_status
decide(struct kt_step *step)
{
    struct telling *telling = step->work;
    const struct kt_rule_uses *uses = &step->call.shop->uses[KT_RULE_REACTION];
    KT_TRY(kt_shape_read(&body_shape, step->due->body, &telling->body,
                         &step->arena, &step->err));
    telling->answers = KT_NEW_ARRAY(&step->arena, struct answer, uses->count);
    for (size_t i = 0; i < uses->count; i++) {
        const struct kt_rule_use *use = &uses->items[i];
        if (is_about(step, use) && !has_str(&telling->body.told, use->code))
            KT_TRY(ask_in_channel(step, telling, use));
    }
    return KT_OK;
}

/* ---- save ---- */

/* The row's body with those that have answered now. */
static struct kt_str
remember_told(const struct kt_step *step, struct kt_arena *arena)
{
    const struct telling *telling = step->work;
    struct event_body body = telling->body;
    struct kt_buf buf;
    struct kt_json json;
    if (kt_id_is_null(body.order_id) || telling->answer_count == 0)
        return step->due->body;
    struct kt_str *told = KT_NEW_ARRAY(arena, struct kt_str,
                                       body.told.count + telling->answer_count);
    for (size_t i = 0; i < body.told.count; i++)
        told[i] = ((const struct kt_str *)body.told.items)[i];
    for (size_t i = 0; i < telling->answer_count; i++)
        told[body.told.count + i] = telling->answers[i].use->code;
    body.told =
        (struct kt_list){ told, body.told.count + telling->answer_count };
    kt_buf_init(&buf, arena, 256);
    kt_json_init(&json, &buf);
    kt_shape_write(&body_shape, &body, &json);
    return kt_buf_view(&buf);
}

static bool
runs_here(struct kt_str kind)
{
    for (size_t i = 0; kt_job_steps[i].name != NULL; i++)
        if (kt_str_eq(kind, kt_str_of(kt_job_steps[i].name)))
            return true;
    return false;
}

static enum kt_status
insert_job(struct kt_tx *tx, const struct kt_step *step,
           const struct answer *answer, size_t index, struct kt_error *err)
{
    const struct telling *telling = step->work;
    const struct kt_job_in *job = &answer->jobs[index];
    const struct kt_call *call = &step->call;
    struct kt_job_body body = {
        .topic = step->due->name,
        .order_id = telling->body.order_id,
        .payment_id = telling->body.payment_id,
        .rule = answer->use->code,
        .job = job->body,
    };
    struct kt_str name = kt_arena_format(err->arena, "%.*s/%zu",
                                         KT_STR_FMT(answer->use->code), index);
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, err->arena, job->body.len + 256);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_job_body_shape, &body, &json);
    if (!runs_here(job->kind))
        kt_log(KT_LOG_INFO, "a job waits, this program does not run its kind",
               KT_LOG_STR("kind", job->kind),
               KT_LOG_STR("by", answer->use->code));
    return kt_exec(tx, KT_SQL_JOB_INSERT, KT_ANY_ROWS,
                   KT_ARGS(KT_ID(kt_id_of_name(step->due->id, name)),
                           KT_ID(step->due->id), KT_TEXT(answer->use->code),
                           KT_TEXT(job->kind), KT_TEXT(kt_buf_view(&buf)),
                           KT_TEXT(KT_STR("waiting")),
                           KT_INT(call->now_ms + job->delay_s * 1000),
                           KT_TEXT(KT_STR("")), KT_INT(call->now_ms)),
                   err);
}

/* An event that nobody could take stays among the jobs, for people. */
static enum kt_status
bury(struct kt_tx *tx, const struct kt_step *step, struct kt_error *err)
{
    const struct kt_due *event = step->due;
    struct kt_str body = remember_told(step, err->arena);
    kt_log(KT_LOG_ERROR, "an event is given up",
           KT_LOG_STR("topic", event->name), KT_LOG_STR("why", step->failure));
    KT_TRY(
        kt_exec(tx, KT_SQL_JOB_INSERT, 1,
                KT_ARGS(KT_ID(event->id), KT_ID(event->id), KT_TEXT(KT_STR("")),
                        KT_TEXT(KT_STR("event")), KT_TEXT(body),
                        KT_TEXT(KT_STR("dead")), KT_INT(step->call.now_ms),
                        KT_TEXT(step->failure), KT_INT(event->created_ms)),
                err));
    return kt_exec(tx, KT_SQL_OUTBOX_DELETE, 1, KT_ARGS(KT_ID(event->id)), err);
}

static enum kt_status
save(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct kt_step *step = arg;
    const struct telling *telling = step->work;
    const struct kt_due *event = step->due;
    int64_t now_ms = step->call.now_ms;
    for (size_t i = 0; i < telling->answer_count; i++)
        for (size_t j = 0; j < telling->answers[i].job_count; j++)
            KT_TRY(insert_job(tx, step, &telling->answers[i], j, err));
    if (step->failure.len == 0)
        return kt_exec(tx, KT_SQL_OUTBOX_DELETE, 1, KT_ARGS(KT_ID(event->id)),
                       err);
    if (kt_retry_is_over(now_ms, event->created_ms))
        return bury(tx, step, err);
    int64_t again_ms = kt_retry_at(now_ms, event->attempts, event->id);
    return kt_exec(tx, KT_SQL_OUTBOX_PUT_OFF, 1,
                   KT_ARGS(KT_TEXT(remember_told(step, err->arena)),
                           KT_INT(again_ms), KT_TEXT(step->failure),
                           KT_ID(event->id)),
                   err);
}

const struct kt_step_kind kt_event_step = {
    .work_size = sizeof(struct telling),
    .decide = decide,
    .save = save,
};
