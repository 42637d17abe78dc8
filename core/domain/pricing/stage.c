/* Steps 3, 4 and 6: the promotions of a stage, in their order. */

#include "domain/pricing/work.h"

static enum kt_status
contain_failure(struct kt_work *work, size_t promotion)
{
    const struct kt_promotion *row = &work->in->promotions[promotion];
    struct kt_trace *trace = kt_work_trace(work, promotion);

    trace->state = KT_TRACE_FAILED;
    trace->error = kt_error_text(work->err);
    if (row->on_error == KT_ON_ERROR_REFUSE) {
        kt_fail_rule_failed(work->err, row->rule);
        return kt_error_explain(work->err, "%.*s", KT_STR_FMT(trace->error));
    }
    kt_error_init(work->err, work->arena);
    return KT_OK;
}

enum kt_status
kt_work_run(struct kt_work *work, size_t promotion)
{
    struct kt_trace *trace = kt_work_trace(work, promotion);
    struct kt_effects effects = { 0 };
    struct kt_stage_view view = { work->quote, &work->in->promotions[promotion],
                                  work->arena };

    kt_work_mark(work);
    work->is_on[promotion] = true;
    if (work->rules->evaluate(work->rules->host, &view, &effects, work->err) !=
        KT_OK)
        return contain_failure(work, promotion);
    trace->steps += effects.steps;
    trace->hint = effects.hint;
    trace->has_hint = effects.has_hint;
    KT_TRY(kt_work_apply(work, promotion, &effects));
    if (trace->part_count > 0)
        trace->state = KT_TRACE_APPLIED;
    return KT_OK;
}

static bool
has_budget(const struct kt_work *work, size_t promotion)
{
    return work->in->promotions[promotion].budget_minor > 0;
}

static bool
is_within_budget(const struct kt_work *work, size_t promotion)
{
    const struct kt_promotion *row = &work->in->promotions[promotion];
    return row->spent_minor + work->traces[promotion]->amount_minor <=
           row->budget_minor;
}

/* A budget is spent in whole or not at all. */
static enum kt_status
run_within_budget(struct kt_work *work, size_t promotion)
{
    const struct kt_promotion *row = &work->in->promotions[promotion];
    struct kt_saved *saved = kt_work_save(work);

    KT_TRY(kt_work_run(work, promotion));
    if (is_within_budget(work, promotion))
        return KT_OK;

    int64_t wanted = work->traces[promotion]->amount_minor;
    kt_work_restore(work, saved);
    struct kt_trace *trace = kt_work_trace(work, promotion);
    trace->state = KT_TRACE_NOT_MATCHED;
    trace->reason = KT_STR("budget");
    trace->wanted = kt_arena_format(work->arena, "%lld", (long long)wanted);
    trace->actual =
        kt_arena_format(work->arena, "%lld",
                        (long long)(row->budget_minor - row->spent_minor));
    return KT_OK;
}

static void
beat(struct kt_work *work, size_t loser, size_t winner)
{
    struct kt_trace *trace = kt_work_trace(work, loser);
    trace->state = KT_TRACE_BEATEN;
    trace->beaten_by = winner;
    work->is_left_out[loser] = true;
}

static bool
is_member(const struct kt_work *work, size_t promotion, size_t of)
{
    const struct kt_promotion *a = &work->in->promotions[promotion];
    const struct kt_promotion *b = &work->in->promotions[of];
    return kt_str_eq(a->group, b->group) && !work->is_left_out[promotion] &&
           a->stage != KT_STAGE_CATALOG &&
           (a->stage != KT_STAGE_SHIPPING) == (b->stage != KT_STAGE_SHIPPING);
}

/* What a promotion alone would take off, in all and on each line. */
struct attempt {
    size_t promotion;
    int64_t amount;
    int64_t *by_line;
};

static enum kt_status
try_alone(struct kt_work *work, size_t promotion, struct attempt *attempt)
{
    struct kt_saved *saved = kt_work_save(work);
    struct kt_trace *trace;

    KT_TRY(kt_work_run(work, promotion));
    trace = kt_work_trace(work, promotion);
    *attempt = (struct attempt){ .promotion = promotion,
                                 .amount = trace->amount_minor };
    attempt->by_line =
        KT_NEW_ARRAY(work->arena, int64_t, work->in->line_count + 1);
    for (size_t i = 0; i < trace->part_count; i++) {
        if (trace->parts[i].line < work->in->line_count)
            attempt->by_line[trace->parts[i].line] +=
                trace->parts[i].amount_minor;
    }
    kt_work_restore(work, saved);
    return KT_OK;
}

/* Tries every member of the group whose conditions hold, in their order. */
static enum kt_status
try_members(struct kt_work *work, size_t first, struct attempt **attempts,
            size_t *count)
{
    *attempts =
        KT_NEW_ARRAY(work->arena, struct attempt, work->in->promotion_count);
    *count = 0;
    for (size_t i = 0; i < work->in->promotion_count; i++) {
        size_t promotion = work->order[i];
        if (is_member(work, promotion, first) &&
            kt_work_conditions_hold(work, promotion))
            KT_TRY(try_alone(work, promotion, &(*attempts)[(*count)++]));
    }
    return KT_OK;
}

/* Only the member that saves most stays in; ties go to the earlier one. */
static enum kt_status
decide_best(struct kt_work *work, size_t first)
{
    struct attempt *attempts;
    size_t count, best = 0;

    KT_TRY(try_members(work, first, &attempts, &count));
    for (size_t i = 1; i < count; i++) {
        if (attempts[i].amount > attempts[best].amount)
            best = i;
    }
    for (size_t i = 0; i < count; i++) {
        if (i != best)
            beat(work, attempts[i].promotion, attempts[best].promotion);
    }
    return KT_OK;
}

/* On each line only the member that saves most there. */
static enum kt_status
run_best_per_line(struct kt_work *work, size_t first)
{
    struct attempt *attempts;
    size_t count;

    KT_TRY(try_members(work, first, &attempts, &count));
    for (size_t line = 0; line < work->in->line_count; line++) {
        size_t best = 0;
        for (size_t i = 1; i < count; i++) {
            if (attempts[i].by_line[line] > attempts[best].by_line[line])
                best = i;
        }
        if (count > 0 && attempts[best].by_line[line] > 0)
            KT_TRY(kt_work_take(work, attempts[best].promotion, line,
                                attempts[best].by_line[line]));
    }
    for (size_t i = 0; i < count; i++) {
        size_t promotion = attempts[i].promotion;
        struct kt_trace *trace = kt_work_trace(work, promotion);
        work->is_left_out[promotion] = true;
        work->is_on[promotion] = true;
        if (trace->part_count > 0) {
            trace->state = KT_TRACE_APPLIED;
        } else if (attempts[i].amount > 0) {
            trace->state = KT_TRACE_BEATEN;
            trace->beaten_by = attempts[i == 0 ? count - 1 : 0].promotion;
        }
    }
    return KT_OK;
}

static enum kt_status
run_one(struct kt_work *work, size_t promotion)
{
    const struct kt_promotion *row = &work->in->promotions[promotion];

    if (!kt_work_conditions_hold(work, promotion))
        return KT_OK;
    if (row->group.len > 0 && row->group_mode == KT_GROUP_BEST_PER_LINE &&
        row->stage != KT_STAGE_SHIPPING)
        return run_best_per_line(work, promotion);
    if (row->group.len > 0 && (row->group_mode == KT_GROUP_BEST ||
                               row->group_mode == KT_GROUP_BEST_PER_LINE)) {
        KT_TRY(decide_best(work, promotion));
        if (work->is_left_out[promotion])
            return KT_OK;
    }
    return has_budget(work, promotion) ? run_within_budget(work, promotion)
                                       : kt_work_run(work, promotion);
}

enum kt_status
kt_work_stage(struct kt_work *work, enum kt_stage stage)
{
    for (size_t i = 0; i < work->in->line_count; i++)
        work->stage_start[i] = work->quote->lines[i].amount_minor;
    for (size_t i = 0; i < work->in->promotion_count; i++) {
        size_t promotion = work->order[i];
        if (work->in->promotions[promotion].stage == stage &&
            !work->is_left_out[promotion])
            KT_TRY(run_one(work, promotion));
    }
    return KT_OK;
}
