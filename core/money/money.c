#include <kontor/money.h>

#include "base/assert.h"
#include "base/text.h"
#include "money/int128.h"

const char *const kt_rounding_names[] = {
    [KT_HALF_UP] = "half_up",
    [KT_HALF_EVEN] = "half_even",
    [KT_HALF_DOWN] = "half_down",
    NULL,
};

/* rest / denominator is what was cut off behind `whole`. */
static bool
rounds_up(kt_u128 whole, kt_u128 rest, uint64_t denominator,
          enum kt_rounding mode)
{
    kt_u128 twice = rest * 2;
    if (twice != denominator)
        return twice > denominator;
    switch (mode) {
    case KT_HALF_UP:
        return true;
    case KT_HALF_EVEN:
        return whole % 2 == 1;
    case KT_HALF_DOWN:
        return false;
    }
    return false;
}

bool
kt_money_parse(struct kt_str text, const struct kt_currency *currency,
               int64_t *minor)
{
    int64_t parsed;
    if (!kt_decimal_parse(text, currency->exponent, &parsed) ||
        parsed > KT_MONEY_MAX || parsed < -KT_MONEY_MAX)
        return false;
    *minor = parsed;
    return true;
}

struct kt_str
kt_money_format(struct kt_arena *arena, int64_t minor,
                const struct kt_currency *currency)
{
    return kt_decimal_format(arena, minor, currency->exponent);
}

bool
kt_money_scale(int64_t amount, int64_t numerator, int64_t denominator,
               enum kt_rounding mode, int64_t *result)
{
    KT_ASSERT(denominator > 0);
    bool is_negative = (amount < 0) != (numerator < 0);
    uint64_t divisor = (uint64_t)denominator;
    kt_u128 product = (kt_u128)kt_magnitude(amount) * kt_magnitude(numerator);
    kt_u128 whole = product / divisor;
    whole += rounds_up(whole, product % divisor, divisor, mode);
    if (whole > (uint64_t)INT64_MAX + is_negative)
        return false;
    *result = kt_with_sign((uint64_t)whole, is_negative);
    return true;
}
