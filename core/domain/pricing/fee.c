/* Effects on the shipping fee. */

#include "base/grow.h"
#include "domain/pricing/work.h"

static bool
is_for_method(const struct kt_effect *effect, struct kt_str method)
{
    const struct kt_str *codes = effect->methods.items;
    for (size_t i = 0; i < effect->methods.count; i++) {
        if (kt_str_eq(codes[i], method))
            return true;
    }
    return effect->methods.count == 0;
}

/* The effects of a group on the fee share what it was before the first of them:
 * percentages of an additive one add up before they are rounded. *base_minor is
 * what the effect counts on, *before_ppm what counts besides. */
static void
find_base(const struct kt_work *work, size_t at, const int64_t *fees,
          struct kt_str method, int64_t *base_minor, int64_t *before_ppm)
{
    const struct kt_promotion *rows = work->in->promotions;
    const struct kt_promotion *row = &rows[work->fee_effects[at].promotion];

    *base_minor = fees[at];
    *before_ppm = 0;
    if (!kt_promotion_shares_base(row))
        return;
    for (size_t i = at; i-- > 0;) {
        const struct kt_effect *effect = &work->fee_effects[i].effect;
        if (!kt_str_eq(rows[work->fee_effects[i].promotion].group, row->group))
            continue;
        *base_minor = fees[i];
        if (row->group_mode == KT_GROUP_ADDITIVE &&
            effect->kind == KT_EFFECT_SHIPPING_PERCENT &&
            is_for_method(effect, method))
            *before_ppm += effect->rate_ppm;
    }
    if (*before_ppm > KT_RATE_ONE)
        *before_ppm = KT_RATE_ONE;
}

/* A percentage of the base, behind what counts besides. */
static int64_t
percent_of(int64_t base_minor, int64_t before_ppm, int64_t rate_ppm,
           enum kt_rounding rounding)
{
    int64_t sum_ppm = before_ppm + rate_ppm, before, all;
    if (sum_ppm > KT_RATE_ONE)
        sum_ppm = KT_RATE_ONE;
    if (!kt_money_scale(base_minor, before_ppm, KT_RATE_ONE, rounding,
                        &before) ||
        !kt_money_scale(base_minor, sum_ppm, KT_RATE_ONE, rounding, &all))
        return base_minor;
    return all - before;
}

/* What an effect takes off the fee of a method, and what it counts on; fees are
 * those before each effect. Before caps when cap_minor is 0. */
static int64_t
off_fee(const struct kt_work *work, size_t at, const int64_t *fees,
        struct kt_str method, int64_t cap_minor, int64_t *base_minor)
{
    const struct kt_effect *effect = &work->fee_effects[at].effect;
    int64_t fee = fees[at], off = 0, before_ppm;

    find_base(work, at, fees, method, base_minor, &before_ppm);
    if (!is_for_method(effect, method))
        return 0;
    if (effect->kind == KT_EFFECT_SHIPPING_PERCENT)
        off = percent_of(*base_minor, before_ppm, effect->rate_ppm,
                         work->in->settings.price_rounding);
    else if (effect->kind == KT_EFFECT_SHIPPING_AMOUNT)
        off = effect->amount_minor;
    else if (effect->kind == KT_EFFECT_SHIPPING_PRICE)
        off = fee - effect->amount_minor;
    if (cap_minor > 0 && off > cap_minor)
        off = cap_minor;
    if (off > fee)
        off = fee;
    return off > 0 ? off : 0;
}

int64_t
kt_work_fee_left(const struct kt_work *work, int64_t fee_minor,
                 struct kt_str method)
{
    int64_t *fees =
        KT_NEW_ARRAY(work->arena, int64_t, work->fee_effect_count + 1);
    int64_t base;

    fees[0] = fee_minor;
    for (size_t i = 0; i < work->fee_effect_count; i++)
        fees[i + 1] =
            fees[i] - off_fee(work, i, fees, method,
                              work->fee_effects[i].effect.cap_minor, &base);
    return fees[work->fee_effect_count];
}

/* The fee of the chosen method before each effect. */
static int64_t *
list_fees(const struct kt_work *work)
{
    int64_t *fees =
        KT_NEW_ARRAY(work->arena, int64_t, work->fee_effect_count + 1);
    for (size_t i = 0; i < work->fee_effect_count; i++)
        fees[i] = work->fee_effects[i].fee_minor;
    return fees;
}

void
kt_work_apply_to_fee(struct kt_work *work, size_t promotion,
                     const struct kt_effect *effect)
{
    struct kt_shipping *shipping = &work->quote->shipping;
    size_t at = work->fee_effect_count;

    work->fee_effects =
        kt_grow(work->arena, work->fee_effects, work->fee_effect_count,
                sizeof *work->fee_effects);
    work->fee_effects[work->fee_effect_count++] =
        (struct kt_deferred){ promotion, *effect, shipping->amount_minor };
    if (shipping->method == NULL)
        return;

    const int64_t *fees = list_fees(work);
    struct kt_amounts amounts;
    struct kt_str method = shipping->method->code;
    int64_t off =
        off_fee(work, at, fees, method, effect->cap_minor, &amounts.base_minor);
    if (off == 0)
        return;
    shipping->amount_minor -= off;
    kt_work_push_discount(work, &shipping->discounts, &shipping->discount_count,
                          promotion, off);
    struct kt_trace *trace = kt_work_trace(work, promotion);
    struct kt_trace_part *part =
        kt_work_trace_part(work, trace, KT_TRACE_SHIPPING, 0, off);
    amounts.taken_minor = amounts.wanted_minor = off;
    if (work->in->explains)
        amounts.wanted_minor =
            off_fee(work, at, fees, method, 0, &amounts.base_minor);
    kt_working_add(work, trace, effect, &amounts, part);
}
