#include "base/text.h"

#include "base/buf.h"
#include "base/scan.h"

/* Words longer than this are no slips of the pen. */
enum { WORD_MAX = 64 };

static bool
is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* One row of the table of edit distances: b's beginnings against the first
 * `row` letters of a. A swap of neighbours is one edit. */
static void
fill_row(struct kt_str a, struct kt_str b, size_t row,
         size_t table[3][WORD_MAX + 1])
{
    size_t *now = table[row % 3];
    const size_t *above = table[(row + 2) % 3];
    const size_t *above_two = table[(row + 1) % 3];
    now[0] = row;
    for (size_t i = 1; i <= b.len; i++) {
        char x = lower(a.ptr[row - 1]);
        char y = lower(b.ptr[i - 1]);
        now[i] =
            least(above[i - 1] + (x != y), least(above[i], now[i - 1]) + 1);
        if (row > 1 && i > 1 && x == lower(b.ptr[i - 2]) &&
            lower(a.ptr[row - 2]) == y)
            now[i] = least(now[i], above_two[i - 2] + 1);
    }
}

static size_t
distance(struct kt_str a, struct kt_str b)
{
    size_t table[3][WORD_MAX + 1];
    for (size_t i = 0; i <= b.len; i++)
        table[0][i] = i;
    for (size_t row = 1; row <= a.len; row++)
        fill_row(a, b, row, table);
    return table[a.len % 3][b.len];
}

static bool
is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* What the byte after the first one may be, so that nothing is overlong, a
 * surrogate or beyond U+10FFFF. */
static bool
is_second(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xe0:
        return second >= 0xa0 && second <= 0xbf;
    case 0xed:
        return second >= 0x80 && second <= 0x9f;
    case 0xf0:
        return second >= 0x90 && second <= 0xbf;
    case 0xf4:
        return second >= 0x80 && second <= 0x8f;
    default:
        return second >= 0x80 && second <= 0xbf;
    }
}

size_t
kt_utf8_step(const char *at, const char *end)
{
    unsigned char first = (unsigned char)*at;
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    size_t len = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if ((size_t)(end - at) < len || !is_second(first, (unsigned char)at[1]))
        return 0;
    for (size_t i = 2; i < len; i++) {
        if (!is_continuation(at[i]))
            return 0;
    }
    return len;
}

bool
kt_utf8_is_valid(struct kt_str text)
{
    const char *at = text.ptr;
    const char *end = text.len > 0 ? at + text.len : at;
    while (at < end) {
        if (end - at >= 8 && (kt_scan_load(at) & KT_SCAN_HIGH) == 0) {
            at += 8;
            continue;
        }
        size_t step = kt_utf8_step(at, end);
        if (step == 0)
            return false;
        at += step;
    }
    return true;
}

struct kt_str
kt_utf8_mend(struct kt_arena *arena, struct kt_str text)
{
    static const char mark[] = "\xef\xbf\xbd";
    if (kt_utf8_is_valid(text))
        return text;
    struct kt_buf buf;
    const char *at = text.ptr;
    const char *end = at + text.len;
    kt_buf_init(&buf, arena, text.len + 16);
    while (at < end) {
        size_t step = kt_utf8_step(at, end);
        if (step > 0)
            kt_buf_append(&buf, at, step);
        else
            kt_buf_append(&buf, mark, sizeof mark - 1);
        at += step > 0 ? step : 1;
    }
    return kt_buf_view(&buf);
}

size_t
kt_utf8_length(struct kt_str text)
{
    size_t length = 0;
    for (size_t i = 0; i < text.len; i++)
        length += !is_continuation(text.ptr[i]);
    return length;
}

struct kt_str
kt_text_clip(struct kt_str text, size_t bytes_max)
{
    if (text.len <= bytes_max)
        return text;
    size_t len = bytes_max;
    while (len > 0 && is_continuation(text.ptr[len]))
        len--;
    return (struct kt_str){ text.ptr, len };
}

struct kt_str
kt_text_trim(struct kt_str text)
{
    while (text.len > 0 && is_blank(text.ptr[0])) {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

const char *
kt_text_nearest(struct kt_str word, const char *const *candidates,
                size_t candidate_count)
{
    if (word.len > WORD_MAX)
        return NULL;
    const char *nearest = NULL;
    size_t fewest = word.len / 3 + 1;
    for (size_t i = 0; i < candidate_count; i++) {
        struct kt_str candidate = kt_str_of(candidates[i]);
        if (candidate.len > WORD_MAX)
            continue;
        size_t edits = distance(word, candidate);
        if (edits < fewest) {
            fewest = edits;
            nearest = candidates[i];
        }
    }
    return nearest;
}

const char *
kt_text_meant(const char *nearest, struct kt_arena *arena)
{
    return nearest != NULL
               ? kt_arena_format(arena, ", did you mean '%s'?", nearest).ptr
               : "";
}
