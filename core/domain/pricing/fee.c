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

int64_t
kt_effect_fee(const struct kt_effect *effect, int64_t fee_minor,
              struct kt_str method, enum kt_rounding rounding)
{
    int64_t off = 0;

    if (!is_for_method(effect, method))
        return fee_minor;
    switch (effect->kind) {
    case KT_EFFECT_SHIPPING_PERCENT:
        if (!kt_money_scale(fee_minor, effect->rate_ppm, KT_RATE_ONE, rounding,
                            &off))
            off = fee_minor;
        break;
    case KT_EFFECT_SHIPPING_AMOUNT:
        off = effect->amount_minor;
        break;
    case KT_EFFECT_SHIPPING_PRICE:
        off = fee_minor - effect->amount_minor;
        break;
    default:
        break;
    }
    if (effect->cap_minor > 0 && off > effect->cap_minor)
        off = effect->cap_minor;
    if (off > fee_minor)
        off = fee_minor;
    return off > 0 ? fee_minor - off : fee_minor;
}

/* What the effect alone would take off the fee. */
static int64_t
uncapped(const struct kt_work *work, const struct kt_effect *effect,
         int64_t fee_minor)
{
    struct kt_effect whole = *effect;
    whole.cap_minor = 0;
    return fee_minor - kt_effect_fee(&whole, fee_minor,
                                     work->quote->shipping.method->code,
                                     work->in->settings.price_rounding);
}

void
kt_work_apply_to_fee(struct kt_work *work, size_t promotion,
                     const struct kt_effect *effect)
{
    struct kt_shipping *shipping = &work->quote->shipping;

    work->fee_effects =
        kt_grow(work->arena, work->fee_effects, work->fee_effect_count,
                sizeof *work->fee_effects);
    work->fee_effects[work->fee_effect_count++] =
        (struct kt_deferred){ promotion, *effect };
    if (shipping->method == NULL)
        return;

    int64_t left =
        kt_effect_fee(effect, shipping->amount_minor, shipping->method->code,
                      work->in->settings.price_rounding);
    int64_t off = shipping->amount_minor - left;
    if (off == 0)
        return;
    shipping->amount_minor = left;
    kt_work_push_discount(work, &shipping->discounts, &shipping->discount_count,
                          promotion, off);
    struct kt_trace *trace = kt_work_trace(work, promotion);
    struct kt_trace_part *part =
        kt_work_trace_part(work, trace, KT_TRACE_SHIPPING, 0, off);
    struct kt_amounts amounts = { left + off, off, off };
    if (work->in->explains)
        amounts.wanted_minor = uncapped(work, effect, left + off);
    kt_working_add(work, trace, effect, &amounts, part);
}
