/* What a catalogue promotion's effect makes of a price: the price is rounded,
 * not the discount. */

#include "domain/pricing/work.h"

static int64_t
price_of(const struct kt_effect *effect, int64_t unit_minor,
         enum kt_rounding rounding)
{
    int64_t price = unit_minor;
    switch (effect->kind) {
    case KT_EFFECT_PERCENT:
        if (!kt_money_scale(unit_minor, KT_RATE_ONE - effect->rate_ppm,
                            KT_RATE_ONE, rounding, &price))
            return unit_minor;
        return price;
    case KT_EFFECT_AMOUNT_EACH:
    case KT_EFFECT_AMOUNT_LINE:
    case KT_EFFECT_AMOUNT:
        return unit_minor - effect->amount_minor;
    case KT_EFFECT_UNIT_PRICE:
    case KT_EFFECT_TOTAL_PRICE:
        return effect->amount_minor;
    default:
        return unit_minor;
    }
}

int64_t
kt_effect_unit_price(const struct kt_effect *effect, int64_t unit_minor,
                     enum kt_rounding rounding)
{
    if (effect->units.run_count == 0)
        return unit_minor;
    int64_t price = price_of(effect, unit_minor, rounding);
    if (effect->cap_minor > 0 && unit_minor - price > effect->cap_minor)
        price = unit_minor - effect->cap_minor;
    if (price < 0)
        price = 0;
    return price < unit_minor ? price : unit_minor;
}
