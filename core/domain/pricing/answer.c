/* What a promotion rule may answer. An answer that makes no sense is the
 * rule's failure, never the quote's. What is merely too much, such as an amount
 * that is more than the goods cost, is cut where it is applied. */

#include "domain/pricing/work.h"

enum { GIFTS_MAX = 1000000 };

/* The stages in which an effect means something. */
static bool
fits_stage(const struct kt_effect *effect, enum kt_stage stage)
{
    if (effect->kind >= KT_EFFECT_SHIPPING_PERCENT)
        return stage == KT_STAGE_SHIPPING;
    if (effect->kind == KT_EFFECT_GIFT || effect->includes_shipping)
        return stage == KT_STAGE_ITEM || stage == KT_STAGE_ORDER;
    return stage != KT_STAGE_SHIPPING;
}

static bool
is_amount(int64_t minor)
{
    return minor >= 0 && minor <= KT_MONEY_MAX;
}

/* The run's units are units of the cart's own lines. */
static bool
is_known(const struct kt_quote *quote, const struct kt_unit_run *run)
{
    if (run->line >= quote->line_count || quote->lines[run->line].is_gift)
        return false;
    const struct kt_quote_line *line = &quote->lines[run->line];
    if (run->segment >= line->segment_count)
        return false;
    int64_t count = line->segments[run->segment].count;
    return run->first >= 0 && run->count > 0 && run->first < count &&
           run->count <= count - run->first;
}

static bool
are_known(const struct kt_quote *quote, struct kt_units units)
{
    for (size_t i = 0; i < units.run_count; i++) {
        if (!is_known(quote, &units.runs[i]))
            return false;
    }
    return true;
}

/* An amount off goods has a price in points: what of it is taken is known at
 * once, and all of it stays. */
static bool
can_cost_points(const struct kt_promotion *promotion,
                const struct kt_effect *effect)
{
    bool is_per_line = promotion->group.len > 0 &&
                       promotion->group_mode == KT_GROUP_BEST_PER_LINE;
    return effect->kind == KT_EFFECT_AMOUNT && !effect->includes_shipping &&
           effect->amount_minor > 0 && !is_per_line;
}

/* What is wrong with the effect, or NULL. */
static const char *
fault_of(const struct kt_stage_view *view, const struct kt_effect *effect)
{
    if ((unsigned)effect->kind > KT_EFFECT_SHIPPING_PRICE)
        return "no such kind of effect";
    if (!fits_stage(effect, view->promotion->stage))
        return "it cannot be given in this stage";
    if (effect->rate_ppm < 0 || effect->rate_ppm > KT_RATE_ONE)
        return "a rate must be from 0 to 100 %";
    if (!is_amount(effect->amount_minor) || !is_amount(effect->cap_minor))
        return "an amount must be from 0 to 9999999999999";
    if (effect->count < 0 || effect->count > GIFTS_MAX)
        return "a gift must be of 0 to 1000000 units";
    if (effect->points < 0 || effect->points > KT_MONEY_MAX)
        return "points must be from 0 to 9999999999999";
    if (effect->points > 0 && !can_cost_points(view->promotion, effect))
        return "points pay for an amount off goods alone, and in no group of "
               "the best per line";
    if (!are_known(view->quote, effect->units) ||
        !are_known(view->quote, effect->takes))
        return "it names units that the cart does not have";
    return NULL;
}

enum kt_status
kt_work_ask(struct kt_work *work, const struct kt_stage_view *view,
            struct kt_effects *effects)
{
    const struct kt_rules *rules = work->rules;

    int64_t points = 0, points_left = kt_quote_points_left(view->quote);
    KT_TRY(rules->evaluate(rules->host, view, effects, work->err));
    for (size_t i = 0; i < effects->count; i++) {
        const char *fault = fault_of(view, &effects->items[i]);
        points += fault == NULL ? effects->items[i].points : 0;
        if (points > points_left)
            fault = "it costs more points than the cart may use up";
        if (fault == NULL)
            continue;
        kt_fail_rule_failed(work->err, view->promotion->rule);
        return kt_error_explain(work->err, "effect %zu: %s", i + 1, fault);
    }
    return KT_OK;
}

struct kt_str
kt_rule_failure_text(const struct kt_error *err)
{
    return err->detail.len > 0 ? err->detail : kt_error_text(err);
}

enum kt_status
kt_rule_refuse(struct kt_str rule, struct kt_str why, struct kt_error *err)
{
    if (err->status == KT_OVERLOADED)
        return err->status;
    kt_fail_rule_failed(err, rule);
    return kt_error_explain(err, "%.*s", KT_STR_FMT(why));
}

enum kt_status
kt_work_contain(struct kt_work *work, size_t promotion)
{
    const struct kt_promotion *row = &work->in->promotions[promotion];
    struct kt_trace *trace = kt_work_trace(work, promotion);

    if (work->err->status == KT_OVERLOADED)
        return work->err->status;
    trace->state = KT_TRACE_FAILED;
    trace->error = kt_rule_failure_text(work->err);
    if (row->on_error == KT_ON_ERROR_REFUSE)
        return kt_rule_refuse(row->rule, trace->error, work->err);
    kt_error_init(work->err, work->arena);
    return KT_OK;
}
