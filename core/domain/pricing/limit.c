/* What a promotion may take off one order: its cap, and what is left of its
 * budget. The cap cuts; a budget is spent in whole or not at all. */

#include "domain/pricing/work.h"

int64_t
kt_work_cap_left(struct kt_work *work, size_t promotion)
{
    int64_t cap = work->in->promotions[promotion].cap_minor;
    int64_t taken = kt_work_trace(work, promotion)->amount_minor;
    if (cap <= 0)
        return INT64_MAX;
    return taken < cap ? cap - taken : 0;
}

bool
kt_work_is_within_budget(struct kt_work *work, size_t promotion)
{
    const struct kt_promotion *row = &work->in->promotions[promotion];
    return row->budget_minor <= 0 ||
           kt_work_trace(work, promotion)->amount_minor <=
               row->budget_minor - row->spent_minor;
}

static void
tell_over_budget(struct kt_work *work, size_t promotion, int64_t wanted_minor)
{
    const struct kt_promotion *row = &work->in->promotions[promotion];
    struct kt_trace *trace = kt_work_trace(work, promotion);

    trace->state = KT_TRACE_NOT_MATCHED;
    trace->reason = KT_STR("budget");
    trace->wanted =
        (struct kt_said){ .kind = KT_SAID_NUMBER, .number = wanted_minor };
    trace->actual =
        (struct kt_said){ .kind = KT_SAID_NUMBER,
                          .number = row->budget_minor - row->spent_minor };
}

void
kt_work_undo_over_budget(struct kt_work *work, size_t promotion,
                         const struct kt_saved *saved)
{
    struct kt_trace story = *kt_work_trace(work, promotion);
    kt_work_restore(work, saved);
    kt_work_keep_cost(work, &story);
    tell_over_budget(work, promotion, story.amount_minor);
}
