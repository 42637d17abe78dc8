/* Money is an int64_t in minor units beside a currency that knows how many
 * decimals it has (ISO 4217: JPY 0, EUR 2, KWD 3). Nothing here uses floating
 * point, and nothing wraps: what does not fit is KT_AMOUNT_OVERFLOW. */
#ifndef KONTOR_MONEY_H
#define KONTOR_MONEY_H

#include <kontor/problem.h>

/* The largest amount that is accepted from outside, 13 digits: sums of a cart
 * of such lines still fit, and doubles of JSON readers hold it exactly. */
#define KT_MONEY_MAX INT64_C(9999999999999)

struct kt_currency {
    char code[4];
    uint16_t number;    /* ISO 4217 numeric code */
    uint8_t exponent;   /* decimals of the minor unit */
    uint16_t cash_step; /* smallest step of cash in minor units, 1 if none */
    const char *name;
};

/* NULL when ISO 4217 knows no such currency. */
const struct kt_currency *kt_currency_find(struct kt_str code);

/* The whole table in the order of codes. */
const struct kt_currency *kt_currency_list(size_t *count);

/* "12.50" in EUR gives 1250. False when it is no decimal number, has more
 * decimals than the currency (zeros apart), or exceeds KT_MONEY_MAX. */
bool kt_money_parse(struct kt_str text, const struct kt_currency *currency,
                    int64_t *minor);
/* 1250 in EUR gives "12.50". */
struct kt_str kt_money_format(struct kt_arena *arena, int64_t minor,
                              const struct kt_currency *currency);

/* False on overflow; the sum is then untouched. */
static inline bool
kt_money_add(int64_t a, int64_t b, int64_t *sum)
{
    return !__builtin_add_overflow(a, b, sum);
}

static inline bool
kt_money_sub(int64_t a, int64_t b, int64_t *difference)
{
    return !__builtin_sub_overflow(a, b, difference);
}

static inline bool
kt_money_mul(int64_t a, int64_t b, int64_t *product)
{
    return !__builtin_mul_overflow(a, b, product);
}

enum kt_rounding { KT_HALF_UP, KT_HALF_EVEN, KT_HALF_DOWN };

/* NULL-terminated: "half_up", "half_even", "half_down". */
extern const char *const kt_rounding_names[];

/* amount * numerator / denominator, computed in 128 bits, rounded once. The
 * magnitude is rounded, so that -x gives the negative of x. denominator > 0.
 * False on overflow. */
KT_CHECKED bool kt_money_scale(int64_t amount, int64_t numerator,
                               int64_t denominator, enum kt_rounding mode,
                               int64_t *result);

/* Rates are parts per million: 19 % is 190000. */
#define KT_RATE_ONE INT64_C(1000000)

/* "19" or "7.375" per cent gives ppm. False beyond four decimals. */
bool kt_rate_parse_percent(struct kt_str text, int64_t *ppm);
/* 73750 gives "7.375". */
struct kt_str kt_rate_format_percent(struct kt_arena *arena, int64_t ppm);

/* Splits total over parts in proportion to their weights (>= 0): floor of the
 * exact share, then one unit each to the largest remainders, ties to the
 * earlier part; a part of weight zero gets nothing. A negative total gives the
 * negative of the positive split. The parts sum to total exactly; when all
 * weights are zero they are all zero and the total stays unspent.
 * shares may be the same array as weights. False when the weights' sum
 * overflows. */
KT_CHECKED bool kt_money_allocate(int64_t total, const int64_t *weights,
                                  size_t count, int64_t *shares,
                                  struct kt_arena *arena);

#endif
