/* 128-bit integers for products of two amounts. */
#ifndef KT_MONEY_INT128_H
#define KT_MONEY_INT128_H

#include <stdint.h>

__extension__ typedef unsigned __int128 kt_u128;

/* |number|, which for the lowest number is no int64_t. */
static inline uint64_t
kt_magnitude(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

/* The number of this magnitude and sign, whose magnitude is known to fit. */
static inline int64_t
kt_with_sign(uint64_t magnitude, int is_negative)
{
    return (int64_t)(is_negative ? 0 - magnitude : magnitude);
}

#endif
