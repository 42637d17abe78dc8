/* Steps 3, 4 and 6: the promotions of a stage, in their order. */

#include "domain/pricing/work.h"

enum kt_status
kt_work_run(struct kt_work *work, size_t promotion)
{
    struct kt_trace *trace = kt_work_trace(work, promotion);
    struct kt_effects effects = { 0 };
    struct kt_stage_view view = { work->quote, &work->in->promotions[promotion],
                                  work->arena };

    kt_segments_mark(work);
    work->is_on[promotion] = true;
    enum kt_status status = kt_work_ask(work, &view, &effects);
    kt_work_trace_cost(work, promotion, &effects);
    if (status != KT_OK)
        return kt_work_contain(work, promotion);
    trace->hint = effects.hint;
    trace->has_hint = effects.has_hint;
    KT_TRY(kt_work_apply(work, promotion, &effects));
    if (trace->part_count > 0)
        trace->state = KT_TRACE_APPLIED;
    return KT_OK;
}

/* A budget is spent in whole or not at all. */
static enum kt_status
run_within_budget(struct kt_work *work, size_t promotion)
{
    struct kt_saved *saved;

    if (work->in->promotions[promotion].budget_minor <= 0)
        return kt_work_run(work, promotion);
    saved = kt_work_save(work);
    KT_TRY(kt_work_run(work, promotion));
    if (kt_work_is_within_budget(work, promotion))
        return KT_OK;
    kt_work_undo_over_budget(work, promotion, saved);
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
        return kt_work_run_best_per_line(work, promotion);
    if (row->group.len > 0 && (row->group_mode == KT_GROUP_BEST ||
                               row->group_mode == KT_GROUP_BEST_PER_LINE)) {
        KT_TRY(kt_work_decide_best(work, promotion));
        if (work->is_left_out[promotion])
            return KT_OK;
    }
    return run_within_budget(work, promotion);
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
