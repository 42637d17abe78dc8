#include "base/text.h"

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Counts down from zero, since the lowest number has no positive twin. */
static bool
push_digit(int64_t *negative, int digit)
{
    return !__builtin_mul_overflow(*negative, 10, negative) &&
           !__builtin_sub_overflow(*negative, digit, negative);
}

/* Takes the digits off the front; false when there is none or too many. */
static bool
take_whole(struct kt_str *text, int64_t *negative)
{
    size_t taken = 0;
    while (taken < text->len && is_digit(text->ptr[taken])) {
        if (!push_digit(negative, text->ptr[taken] - '0'))
            return false;
        taken++;
    }
    if (taken == 0)
        return false;
    text->ptr += taken;
    text->len -= taken;
    return true;
}

/* The digits behind the point: `exponent` of them count, more must be zero,
 * missing ones are. */
static bool
take_decimals(struct kt_str digits, unsigned exponent, int64_t *negative)
{
    for (size_t i = 0; i < digits.len; i++) {
        if (!is_digit(digits.ptr[i]) || (i >= exponent && digits.ptr[i] != '0'))
            return false;
    }
    for (size_t i = 0; i < exponent; i++) {
        int digit = i < digits.len ? digits.ptr[i] - '0' : 0;
        if (!push_digit(negative, digit))
            return false;
    }
    return true;
}

bool
kt_decimal_parse(struct kt_str text, unsigned exponent, int64_t *number)
{
    int64_t negative = 0;
    bool is_negative = text.len > 0 && text.ptr[0] == '-';
    if (is_negative) {
        text.ptr++;
        text.len--;
    }
    if (!take_whole(&text, &negative))
        return false;
    if (text.len > 0) {
        if (text.ptr[0] != '.' || text.len == 1)
            return false;
        text.ptr++;
        text.len--;
    }
    if (!take_decimals(text, exponent, &negative))
        return false;
    if (!is_negative && negative == INT64_MIN)
        return false;
    *number = is_negative ? negative : -negative;
    return true;
}

struct kt_str
kt_decimal_format(struct kt_arena *arena, int64_t number, unsigned exponent)
{
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    size_t room = 22 + exponent;
    char *text = kt_arena_alloc(arena, room + 1);
    char *end = text + room;
    char *at = end;
    *at = '\0';
    for (size_t digits = 0; rest > 0 || digits <= exponent; digits++) {
        if (digits == exponent && exponent > 0)
            *--at = '.';
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (number < 0)
        *--at = '-';
    return (struct kt_str){ at, (size_t)(end - at) };
}

bool
kt_int_parse(struct kt_str text, int64_t *number)
{
    bool has_point = text.len > 0 && memchr(text.ptr, '.', text.len) != NULL;
    return !has_point && kt_decimal_parse(text, 0, number);
}
