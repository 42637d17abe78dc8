/* Step 2: catalogue promotions lower the price that the shop shows. They are
 * asked for each item alone, as a cart of one unit, so that a shelf and a cart
 * show the same price. */

#include "base/grow.h"
#include "domain/pricing/work.h"

/* What one promotion would do to the price. */
struct offer {
    size_t promotion;
    int64_t unit_minor;
};

/* Asks the rule; *unit_minor takes the new price. */
static enum kt_status
ask(struct kt_work *work, size_t promotion, const struct kt_quote_line *line,
    int64_t *unit_minor)
{
    struct kt_segment segment = { .count = 1, .amount_minor = *unit_minor };
    struct kt_quote_line alone = *line;
    struct kt_quote shelf = { .in = work->in,
                              .lines = &alone,
                              .line_count = 1 };
    struct kt_stage_view view = { &shelf, &work->in->promotions[promotion],
                                  work->arena };
    struct kt_effects effects = { 0 };
    struct kt_trace *trace = kt_work_trace(work, promotion);

    alone.quantity = 1;
    alone.unit_minor = *unit_minor;
    alone.subtotal_minor = *unit_minor;
    alone.amount_minor = *unit_minor;
    alone.segments = &segment;
    alone.segment_count = 1;
    alone.catalog_count = 0;
    if (work->rules->evaluate(work->rules->host, &view, &effects, work->err) !=
        KT_OK) {
        trace->state = KT_TRACE_FAILED;
        trace->error = kt_error_text(work->err);
        if (work->in->promotions[promotion].on_error == KT_ON_ERROR_REFUSE)
            return kt_fail_rule_failed(work->err,
                                       work->in->promotions[promotion].rule);
        kt_error_init(work->err, work->arena);
        return KT_OK;
    }
    trace->steps += effects.steps;
    for (size_t i = 0; i < effects.count; i++)
        *unit_minor = kt_effect_unit_price(&effects.items[i], *unit_minor,
                                           work->in->settings.price_rounding);
    if (*unit_minor < line->item->min_price_minor)
        *unit_minor = line->item->min_price_minor;
    return KT_OK;
}

static void
take(struct kt_work *work, struct kt_quote_line *line, size_t promotion,
     int64_t unit_minor)
{
    struct kt_trace *trace = kt_work_trace(work, promotion);
    int64_t off = line->unit_minor - unit_minor;

    if (off <= 0)
        return;
    line->catalog = kt_grow(work->arena, line->catalog, line->catalog_count,
                            sizeof *line->catalog);
    line->catalog[line->catalog_count++] =
        (struct kt_discount){ promotion, KT_STAGE_CATALOG, off };
    line->unit_minor = unit_minor;
    trace->state = KT_TRACE_APPLIED;
    work->is_on[promotion] = true;
    size_t index = line >= work->quote->lines &&
                           line < work->quote->lines + work->quote->line_count
                       ? (size_t)(line - work->quote->lines)
                       : 0;
    kt_work_trace_part(work, trace, index, line->quantity,
                       off * line->quantity);
}

static bool
is_candidate(struct kt_work *work, size_t promotion,
             const struct kt_quote_line *line)
{
    return work->in->promotions[promotion].stage == KT_STAGE_CATALOG &&
           kt_work_shelf_conditions_hold(work, promotion, line->item,
                                         line->unit_minor);
}

static void
beat(struct kt_work *work, size_t loser, size_t winner)
{
    struct kt_trace *trace = kt_work_trace(work, loser);
    if (trace->state != KT_TRACE_APPLIED) {
        trace->state = KT_TRACE_BEATEN;
        trace->beaten_by = winner;
    }
}

/* The exclusive promotion with the highest priority that lowers the price
 * stands alone. */
static enum kt_status
try_exclusive(struct kt_work *work, struct kt_quote_line *line, bool *is_done)
{
    for (size_t i = 0; i < work->in->promotion_count && !*is_done; i++) {
        size_t promotion = work->order[i];
        if (!work->in->promotions[promotion].is_exclusive ||
            !is_candidate(work, promotion, line))
            continue;
        int64_t unit_minor = line->unit_minor;
        KT_TRY(ask(work, promotion, line, &unit_minor));
        if (unit_minor >= line->unit_minor)
            continue;
        take(work, line, promotion, unit_minor);
        *is_done = true;
        for (size_t j = 0; j < work->in->promotion_count; j++) {
            if (j != promotion &&
                work->in->promotions[j].stage == KT_STAGE_CATALOG)
                beat(work, j, promotion);
        }
    }
    return KT_OK;
}

/* True when the promotion is the best of its group for this line. */
static enum kt_status
wins_group(struct kt_work *work, size_t promotion,
           const struct kt_quote_line *line, bool *wins)
{
    const struct kt_promotion *row = &work->in->promotions[promotion];
    struct offer best = { promotion, INT64_MAX };

    *wins = true;
    if (row->group.len == 0 || (row->group_mode != KT_GROUP_BEST &&
                                row->group_mode != KT_GROUP_BEST_PER_LINE))
        return KT_OK;
    for (size_t i = 0; i < work->in->promotion_count; i++) {
        size_t other = work->order[i];
        if (!kt_str_eq(work->in->promotions[other].group, row->group) ||
            !is_candidate(work, other, line))
            continue;
        int64_t unit_minor = line->list_minor;
        KT_TRY(ask(work, other, line, &unit_minor));
        if (unit_minor < best.unit_minor)
            best = (struct offer){ other, unit_minor };
    }
    *wins = best.promotion == promotion;
    if (!*wins)
        beat(work, promotion, best.promotion);
    return KT_OK;
}

enum kt_status
kt_work_catalog(struct kt_work *work, struct kt_quote_line *line)
{
    bool is_done = false;
    int64_t base =
        line->compare_at_minor > 0 ? line->compare_at_minor : line->unit_minor;

    KT_TRY(try_exclusive(work, line, &is_done));
    for (size_t i = 0; i < work->in->promotion_count && !is_done; i++) {
        size_t promotion = work->order[i];
        bool wins = true;
        if (work->in->promotions[promotion].is_exclusive ||
            !is_candidate(work, promotion, line))
            continue;
        KT_TRY(wins_group(work, promotion, line, &wins));
        if (!wins)
            continue;
        int64_t unit_minor = line->catalog_count == 0 ? base : line->unit_minor;
        int64_t before = unit_minor;
        KT_TRY(ask(work, promotion, line, &unit_minor));
        if (unit_minor < before)
            take(work, line, promotion, unit_minor);
    }
    if (line->catalog_count > 0 && line->compare_at_minor == 0)
        line->compare_at_minor = base;
    return KT_OK;
}
