/* What a rule gave, applied: goods at once, the fee and gifts in files of their
 * own, what includes the fee when the fee is known. */

#include "domain/pricing/effect.h"

#include "base/grow.h"
#include "money/int128.h"

void
kt_work_push_discount(struct kt_work *work, struct kt_discount **discounts,
                      size_t *count, size_t promotion, int64_t amount_minor)
{
    if (*count > 0 && (*discounts)[*count - 1].promotion == promotion) {
        /* What was saved before still has the array. */
        *discounts =
            kt_grow_copy(work->arena, *discounts, *count, sizeof **discounts);
        (*discounts)[*count - 1].amount_minor += amount_minor;
        return;
    }
    *discounts = kt_grow(work->arena, *discounts, *count, sizeof **discounts);
    (*discounts)[(*count)++] =
        (struct kt_discount){ promotion, work->in->promotions[promotion].stage,
                              amount_minor, 1 };
}

static uint64_t
sum_taken(const struct kt_effect_run *run)
{
    uint64_t taken = 0;
    for (size_t i = 0; i < run->count; i++)
        taken += (uint64_t)(run->shares[i].off > 0 ? run->shares[i].off : 0);
    return taken;
}

/* As many points as are needed for what was taken: all of them for the whole
 * amount. */
static void
take_points(const struct kt_effect_run *run)
{
    const struct kt_effect *effect = run->effect;
    uint64_t amount = (uint64_t)effect->amount_minor, taken = sum_taken(run);
    if (effect->points == 0)
        return;
    kt_u128 cost = (kt_u128)taken * (uint64_t)effect->points;
    run->work->quote->points_used += (int64_t)((cost + amount - 1) / amount);
}

static enum kt_status
apply_to_goods(struct kt_work *work, size_t promotion,
               const struct kt_effect *effect)
{
    struct kt_effect_run run = { .work = work,
                                 .promotion = promotion,
                                 .effect = effect };

    kt_segments_pick(work, effect->units);
    kt_shares_collect(&run);
    if (!kt_shares_compute(&run))
        return kt_work_overflow(work, 0);
    if (work->in->explains)
        kt_working_begin(&run);
    if (!kt_shares_hold(&run) || !kt_shares_take(&run))
        return kt_work_overflow(work, 0);
    take_points(&run);
    if (work->in->explains)
        kt_working_end(&run);
    if (effect->takes_units && sum_taken(&run) > 0)
        kt_segments_use_up(work, effect->takes);
    return KT_OK;
}

static void
defer(struct kt_work *work, size_t promotion, const struct kt_effect *effect)
{
    work->deferred = kt_grow(work->arena, work->deferred, work->deferred_count,
                             sizeof *work->deferred);
    work->deferred[work->deferred_count++] =
        (struct kt_deferred){ .promotion = promotion, .effect = *effect };
}

static void
apply_to_fee(struct kt_work *work, size_t promotion,
             const struct kt_effect *effect)
{
    struct kt_effect held = *effect;
    int64_t cap = kt_work_cap_left(work, promotion);
    if (cap == 0)
        return;
    if (cap < INT64_MAX && (held.cap_minor == 0 || cap < held.cap_minor))
        held.cap_minor = cap;
    kt_work_apply_to_fee(work, promotion, &held);
}

enum kt_status
kt_work_apply(struct kt_work *work, size_t promotion,
              const struct kt_effects *effects)
{
    for (size_t i = 0; i < effects->count; i++) {
        const struct kt_effect *effect = &effects->items[i];
        if (effect->kind == KT_EFFECT_GIFT)
            KT_TRY(kt_work_give(work, promotion, effect));
        else if (effect->kind >= KT_EFFECT_SHIPPING_PERCENT)
            apply_to_fee(work, promotion, effect);
        else if (effect->includes_shipping)
            defer(work, promotion, effect);
        else
            KT_TRY(apply_to_goods(work, promotion, effect));
    }
    return KT_OK;
}

static bool
names_line(struct kt_units units, size_t line)
{
    for (size_t i = 0; i < units.run_count; i++) {
        if (units.runs[i].line == line)
            return true;
    }
    return false;
}

/* Segments were cut since the rule saw them: all units of the lines that it
 * named. */
static struct kt_units
units_now(const struct kt_work *work, size_t promotion, struct kt_units named)
{
    struct kt_stage_view view = { work->quote, &work->in->promotions[promotion],
                                  work->arena };
    struct kt_units all = kt_units_select(&view, NULL, false);
    struct kt_unit_run *runs =
        KT_NEW_ARRAY(work->arena, struct kt_unit_run, all.run_count + 1);
    size_t count = 0;

    for (size_t i = 0; i < all.run_count; i++) {
        if (names_line(named, all.runs[i].line))
            runs[count++] = all.runs[i];
    }
    return (struct kt_units){ runs, count };
}

static enum kt_status
apply_deferred(struct kt_work *work, const struct kt_deferred *deferred)
{
    struct kt_effect effect = deferred->effect;

    kt_segments_mark(work);
    effect.units = units_now(work, deferred->promotion, effect.units);
    effect.takes_units = false;
    KT_TRY(apply_to_goods(work, deferred->promotion, &effect));
    struct kt_trace *trace = kt_work_trace(work, deferred->promotion);
    if (trace->part_count > 0)
        trace->state = KT_TRACE_APPLIED;
    return KT_OK;
}

enum kt_status
kt_work_deferred(struct kt_work *work, size_t from)
{
    for (size_t i = from; i < work->deferred_count; i++) {
        size_t promotion = work->deferred[i].promotion;
        struct kt_saved *saved = kt_work_save(work);
        KT_TRY(apply_deferred(work, &work->deferred[i]));
        if (!kt_work_is_within_budget(work, promotion))
            kt_work_undo_over_budget(work, promotion, saved);
    }
    return KT_OK;
}
