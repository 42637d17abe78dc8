/* How each effect came to what it took off, for a quote that explains: what it
 * was computed on, what came out before it was rounded or shared out, and what
 * caps and floors left of it. Nothing here changes an amount. */

#include "base/grow.h"
#include "domain/pricing/effect.h"

enum { MILLI = 1000 };

static bool
is_rate(const struct kt_effect *effect)
{
    return effect->kind == KT_EFFECT_PERCENT ||
           effect->kind == KT_EFFECT_SHIPPING_PERCENT;
}

/* amount * numerator / denominator in thousandths. */
static int64_t
milli_of(int64_t amount, int64_t numerator, int64_t denominator)
{
    int64_t milli = 0;
    if (denominator <= 0 || !kt_money_scale(amount * MILLI, numerator,
                                            denominator, KT_HALF_UP, &milli))
        return 0;
    return milli;
}

static struct kt_working *
push(struct kt_work *work, struct kt_trace *trace,
     const struct kt_effect *effect)
{
    trace->workings = kt_grow(work->arena, trace->workings,
                              trace->working_count, sizeof *trace->workings);
    struct kt_working *working = &trace->workings[trace->working_count++];
    *working = (struct kt_working){ .kind = effect->kind,
                                    .rate_ppm = effect->rate_ppm,
                                    .amount_minor = effect->amount_minor };
    return working;
}

void
kt_working_begin(struct kt_effect_run *run)
{
    struct kt_trace *trace = kt_work_trace(run->work, run->promotion);
    struct kt_working *working = push(run->work, trace, run->effect);

    run->first_part = trace->part_count;
    working->is_spread = run->is_spread && run->count > 1;
    working->wanted_minor = run->is_spread ? run->total : 0;
    for (size_t i = 0; i < run->count; i++) {
        working->base_minor += run->shares[i].base;
        working->wanted_minor += run->is_spread ? 0 : run->shares[i].off;
    }
    if (working->wanted_minor < 0)
        working->wanted_minor = 0; /* a set price that is above the price */
    working->exact_milli =
        is_rate(run->effect)
            ? milli_of(working->base_minor, working->rate_ppm, KT_RATE_ONE)
            : working->wanted_minor * MILLI;
}

/* What the part was before it was rounded. */
static int64_t
exact_of(const struct kt_effect_run *run, const struct kt_share *share,
         int64_t spread, int64_t weights)
{
    if (run->is_spread)
        return milli_of(spread, share->amount, weights);
    if (is_rate(run->effect))
        return milli_of(share->base, run->effect->rate_ppm, KT_RATE_ONE);
    return share->off * MILLI;
}

/* Parts stand in the order of shares; those that take nothing have none. */
void
kt_working_end(struct kt_effect_run *run)
{
    struct kt_trace *trace = kt_work_trace(run->work, run->promotion);
    struct kt_working *working = &trace->workings[trace->working_count - 1];
    int64_t spread = 0, weights = 0;
    size_t at = run->first_part;

    for (size_t i = 0; i < run->count; i++) {
        spread += run->shares[i].off;
        weights += run->shares[i].amount;
    }
    working->taken_minor = spread;
    for (size_t i = 0; i < run->count && at < trace->part_count; i++) {
        const struct kt_share *share = &run->shares[i];
        if (share->off <= 0)
            continue;
        struct kt_trace_part *part = &trace->parts[at++];
        part->working = trace->working_count - 1;
        part->base_minor = run->is_spread ? share->amount : share->base;
        part->exact_milli = exact_of(run, share, spread, weights);
    }
}

void
kt_working_add(struct kt_work *work, struct kt_trace *trace,
               const struct kt_effect *effect, const struct kt_amounts *amounts,
               struct kt_trace_part *part)
{
    if (!work->in->explains)
        return;
    struct kt_working *working = push(work, trace, effect);
    working->base_minor = amounts->base_minor;
    working->wanted_minor = amounts->wanted_minor;
    working->taken_minor = amounts->taken_minor;
    working->exact_milli =
        is_rate(effect)
            ? milli_of(amounts->base_minor, effect->rate_ppm, KT_RATE_ONE)
            : amounts->wanted_minor * MILLI;
    part->working = trace->working_count - 1;
    part->base_minor = amounts->base_minor;
    part->exact_milli = part->amount_minor * MILLI;
}
