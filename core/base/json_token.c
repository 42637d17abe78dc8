#include "base/json_scan.h"

#include <utf8proc.h>

#include "base/json.h"
#include "base/scan.h"
#include "base/text.h"

enum {
    NUMBER_LEN_MAX = 60, /* cJSON cuts a number at 63 characters */
    NUMBER_DIGITS = 16,  /* of 2^53 */
};

static bool
fail(struct kt_json_token *token, const char *at, const char *fault)
{
    token->end = at;
    token->fault = fault;
    return false;
}

static bool
is_digit(const char *at, const char *end)
{
    return at < end && *at >= '0' && *at <= '9';
}

/* Four hexadecimal digits, -1 when they are none. */
static int32_t
read_hex(const char *at, const char *end)
{
    int32_t code = 0;
    if (end - at < 4)
        return -1;
    for (size_t i = 0; i < 4; i++) {
        char c = at[i];
        char lower = (char)(c | 0x20);
        if (c >= '0' && c <= '9')
            code = code * 16 + (c - '0');
        else if (lower >= 'a' && lower <= 'f')
            code = code * 16 + (lower - 'a' + 10);
        else
            return -1;
    }
    return code;
}

/* Behind "\u" at `at`: the code point, and how many bytes told it. */
static int32_t
read_code_point(const char *at, const char *end, size_t *len)
{
    int32_t high = read_hex(at, end);
    *len = 4;
    if (high < 0xd800 || high > 0xdfff)
        return high;
    if (high > 0xdbff || end - at < 10 || at[4] != '\\' || at[5] != 'u')
        return -1;
    int32_t low = read_hex(at + 6, end);
    if (low < 0xdc00 || low > 0xdfff)
        return -1;
    *len = 10;
    return 0x10000 + (high - 0xd800) * 0x400 + (low - 0xdc00);
}

/* The length of the escape at `at`, 0 when it is none; then it is told why. */
static size_t
measure_escape(const char *at, const char *end, struct kt_json_token *token)
{
    if (end - at < 2) {
        fail(token, at, "a string is not closed");
        return 0;
    }
    if (at[1] != 'u') {
        if (at[1] != '\0' && strchr("\"\\/bfnrt", at[1]) != NULL)
            return 2;
        fail(token, at, "an escape in a string is unknown");
        return 0;
    }
    size_t len;
    int32_t point = read_code_point(at + 2, end, &len);
    if (point > 0)
        return 2 + len;
    fail(token, at,
         point == 0 ? "\\u0000 is not allowed"
                    : "an escape is not a code point of Unicode");
    return 0;
}

/* Reads the exponent behind 'e'. More than 9999 either way is all the same. */
static int64_t
read_exponent(const char *at, const char *end)
{
    int64_t exponent = 0;
    bool is_negative = *at == '-';
    at += *at == '-' || *at == '+';
    for (; at < end; at++)
        exponent = exponent < 9999 ? exponent * 10 + (*at - '0') : exponent;
    return is_negative ? -exponent : exponent;
}

/* True when the magnitude is beyond 2^53. Decided on the decimal digits, since
 * a double would round first: the digits without leading zeros are d, and the
 * number is 0.d * 10^magnitude. */
static bool
is_beyond(const char *at, const char *end)
{
    int64_t leading = 0; /* the first 16 digits */
    int64_t magnitude = 0;
    int digits = 0;
    bool has_more = false;
    bool is_fraction = false;
    for (; at < end && *at != 'e' && *at != 'E'; at++) {
        if (*at == '.') {
            is_fraction = true;
            continue;
        }
        bool counts = digits > 0 || *at != '0';
        magnitude += is_fraction ? (counts ? 0 : -1) : counts;
        if (counts && digits < NUMBER_DIGITS)
            leading = leading * 10 + (*at - '0');
        else if (counts)
            has_more |= *at != '0';
        digits += counts;
    }
    if (digits == 0)
        return false;
    magnitude += at < end ? read_exponent(at + 1, end) : 0;
    for (; digits < NUMBER_DIGITS; digits++)
        leading *= 10;
    if (magnitude != NUMBER_DIGITS)
        return magnitude > NUMBER_DIGITS;
    return leading > KT_JSON_NUMBER_MAX ||
           (leading == KT_JSON_NUMBER_MAX && has_more);
}

static const char *
skip_digits(const char *at, const char *end)
{
    while (is_digit(at, end))
        at++;
    return at;
}

/* The end of the fraction and the exponent, NULL when they are malformed. */
static const char *
skip_real_part(const char *at, const char *end)
{
    if (at < end && *at == '.') {
        if (!is_digit(++at, end))
            return NULL;
        at = skip_digits(at, end);
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-'))
            at++;
        if (!is_digit(at, end))
            return NULL;
        at = skip_digits(at, end);
    }
    return at;
}

bool
kt_json_scan_string(const char *begin, const char *end,
                    struct kt_json_token *token)
{
    const char *at = begin + 1;
    token->is_special = false;
    for (;;) {
        at = kt_scan_not_plain(at, end);
        if (at == end)
            return fail(token, at, "a string is not closed");
        if (*at == '"')
            break;
        size_t step;
        if (*at == '\\') {
            token->is_special = true;
            step = measure_escape(at, end, token);
            if (step == 0)
                return false;
        } else if ((unsigned char)*at < 0x20) {
            return fail(token, at, "a control character is not escaped");
        } else {
            step = kt_utf8_step(at, end);
            if (step == 0)
                return fail(token, at, "a string is not UTF-8");
        }
        at += step;
    }
    token->end = at + 1;
    return true;
}

bool
kt_json_scan_number(const char *begin, const char *end,
                    struct kt_json_token *token)
{
    const char *digits = begin + (*begin == '-');
    if (!is_digit(digits, end))
        return fail(token, begin, "a digit is missing behind a minus sign");
    const char *whole = *digits == '0' ? digits + 1 : skip_digits(digits, end);
    if (is_digit(whole, end))
        return fail(token, begin, "a number begins with a needless zero");
    const char *last = skip_real_part(whole, end);
    if (last == NULL)
        return fail(token, begin, "a number lacks digits");
    if (last - begin > NUMBER_LEN_MAX)
        return fail(token, begin, "a number has too many digits");
    if (is_beyond(digits, last))
        return fail(token, begin, "a number is beyond 2^53");
    token->is_special = last != whole;
    token->end = last;
    return true;
}

struct kt_str
kt_json_unescape(struct kt_arena *arena, struct kt_str raw)
{
    static const char stands_for[128] = {
        ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t',
    };
    char *out = kt_arena_alloc(arena, raw.len);
    size_t len = 0;
    const char *end = raw.ptr + raw.len;
    for (const char *at = raw.ptr; at < end;) {
        if (*at != '\\') {
            out[len++] = *at++;
        } else if (at[1] != 'u') {
            char meant = stands_for[at[1] & 0x7f];
            out[len++] = meant != '\0' ? meant : at[1];
            at += 2;
        } else {
            size_t taken;
            int32_t point = read_code_point(at + 2, end, &taken);
            len += (size_t)utf8proc_encode_char(point,
                                                (utf8proc_uint8_t *)out + len);
            at += 2 + taken;
        }
    }
    return (struct kt_str){ out, len };
}
