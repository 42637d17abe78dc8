/* What each kind of effect takes off goods: computed exactly, rounded once
 * where notes/semantics.md says so. */

#include "domain/pricing/effect.h"

static bool
scale(const struct kt_effect_run *run, int64_t base, int64_t rate_ppm,
      int64_t *off)
{
    return kt_money_scale(base, rate_ppm, KT_RATE_ONE,
                          run->work->in->settings.price_rounding, off);
}

/* A percentage of the base. In an additive group the rates add up before they
 * are rounded, so that 20 % and 10 % are 30 %; *taken is what they were. */
static bool
percent_of(const struct kt_effect_run *run, int64_t base, int64_t *taken,
           int64_t *off)
{
    int64_t rate = run->effect->rate_ppm, before = 0;

    if (run->group == NULL || run->group->mode != KT_GROUP_ADDITIVE)
        return scale(run, base, rate, off);
    if (!scale(run, base, *taken, &before) ||
        !scale(run, base, *taken + rate, off))
        return false;
    *taken += rate;
    *off -= before;
    return true;
}

/* Rounded once a line. */
static bool
percent_per_line(struct kt_effect_run *run)
{
    int64_t alone = 0;
    for (size_t i = 0; i < run->count; i++) {
        struct kt_share *share = &run->shares[i];
        int64_t *taken = run->group != NULL && share->line != KT_TRACE_SHIPPING
                             ? &run->group->rates[share->line]
                             : &alone;
        if (!percent_of(run, share->base, taken, &share->off))
            return false;
    }
    return true;
}

/* In the order stage: rounded once over all of it. */
static bool
percent(struct kt_effect_run *run)
{
    int64_t base = 0, alone = 0;
    if (run->work->in->promotions[run->promotion].stage != KT_STAGE_ORDER)
        return percent_per_line(run);
    for (size_t i = 0; i < run->count; i++)
        base += run->shares[i].base;
    run->is_spread = true;
    return percent_of(run, base,
                      run->group != NULL ? &run->group->order_rate : &alone,
                      &run->total);
}

static int64_t
sum_amounts(const struct kt_effect_run *run)
{
    int64_t sum = 0;
    for (size_t i = 0; i < run->count; i++)
        sum += run->shares[i].amount;
    return sum;
}

static bool
amount_once(struct kt_effect_run *run)
{
    run->is_spread = true;
    run->total = run->effect->amount_minor;
    return true;
}

static bool
total_price(struct kt_effect_run *run)
{
    run->is_spread = true;
    run->total = sum_amounts(run) - run->effect->amount_minor;
    return true;
}

static bool
amount_per_line(struct kt_effect_run *run)
{
    for (size_t i = 0; i < run->count; i++)
        run->shares[i].off = run->effect->amount_minor;
    return true;
}

/* What `of` takes off each picked segment, down to its floor, is its own part
 * and no other's. */
static bool
per_unit(struct kt_effect_run *run,
         int64_t (*of)(const struct kt_segment *segment, int64_t amount))
{
    for (size_t i = 0; i < run->count; i++) {
        struct kt_share *share = &run->shares[i];
        if (share->line == KT_TRACE_SHIPPING)
            continue;
        struct kt_quote_line *line = &run->work->quote->lines[share->line];
        share->room = 0;
        for (size_t j = 0; j < line->segment_count; j++) {
            struct kt_segment *segment = &line->segments[j];
            if (!segment->is_picked)
                continue;
            int64_t room = kt_segment_room(segment, line->item);
            int64_t off = of(segment, run->effect->amount_minor);
            segment->claim_minor = off < room ? off : room;
            share->room += segment->claim_minor;
            share->off += off;
        }
    }
    return true;
}

/* min(amount, unit price) on each unit. */
static int64_t
off_each(const struct kt_segment *segment, int64_t amount)
{
    int64_t each = segment->amount_minor / segment->count;
    return amount > each ? segment->amount_minor : amount * segment->count;
}

static int64_t
off_above(const struct kt_segment *segment, int64_t amount)
{
    int64_t each = segment->amount_minor / segment->count;
    return each < amount ? 0 : segment->amount_minor - amount * segment->count;
}

static bool
amount_each(struct kt_effect_run *run)
{
    return per_unit(run, off_each);
}

static bool
unit_price(struct kt_effect_run *run)
{
    return per_unit(run, off_above);
}

/* Gifts and fees have files of their own. */
static bool (*const computations[])(struct kt_effect_run *run) = {
    [KT_EFFECT_PERCENT] = percent,
    [KT_EFFECT_AMOUNT_EACH] = amount_each,
    [KT_EFFECT_AMOUNT_LINE] = amount_per_line,
    [KT_EFFECT_AMOUNT] = amount_once,
    [KT_EFFECT_UNIT_PRICE] = unit_price,
    [KT_EFFECT_TOTAL_PRICE] = total_price,
};

bool
kt_shares_compute(struct kt_effect_run *run)
{
    return computations[run->effect->kind](run);
}
