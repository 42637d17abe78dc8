#include <kontor/money.h>

#include "base/text.h"

/* One per cent is 10 000 ppm, so the text of a rate in per cent is that of a
 * decimal number with four places. */
enum { PERCENT_EXPONENT = 4 };

bool
kt_rate_parse_percent(struct kt_str text, int64_t *ppm)
{
    return kt_decimal_parse(text, PERCENT_EXPONENT, ppm);
}

struct kt_str
kt_rate_format_percent(struct kt_arena *arena, int64_t ppm)
{
    struct kt_str text = kt_decimal_format(arena, ppm, PERCENT_EXPONENT);
    while (text.ptr[text.len - 1] == '0')
        text.len--;
    if (text.ptr[text.len - 1] == '.')
        text.len--;
    return text;
}
