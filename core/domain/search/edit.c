/* One edit apart: what a slip of the finger does to a word. */

#include <utf8proc.h>

#include "domain/search/analysis.h"

struct points {
    utf8proc_int32_t items[KT_SEARCH_WORD_MAX + 1];
    size_t count;
};

static bool
decode(struct kt_str word, struct points *points)
{
    points->count = 0;
    if (word.len > KT_SEARCH_WORD_MAX)
        return false;
    for (size_t i = 0; i < word.len;) {
        utf8proc_ssize_t step =
            utf8proc_iterate((const utf8proc_uint8_t *)word.ptr + i,
                             (utf8proc_ssize_t)(word.len - i),
                             &points->items[points->count++]);
        if (step <= 0)
            return false;
        i += (size_t)step;
    }
    return true;
}

static bool
is_same(const struct points *a, size_t from_a, const struct points *b,
        size_t from_b)
{
    size_t count = a->count - from_a;
    return count == b->count - from_b &&
           memcmp(a->items + from_a, b->items + from_b,
                  count * sizeof *a->items) == 0;
}

/* Both begin alike up to i, where they differ. */
static bool
is_one_edit(const struct points *x, const struct points *y, size_t i)
{
    bool swaps = i + 1 < x->count && i + 1 < y->count &&
                 x->items[i] == y->items[i + 1] &&
                 x->items[i + 1] == y->items[i] && is_same(x, i + 2, y, i + 2);
    return swaps || (x->count == y->count && is_same(x, i + 1, y, i + 1)) ||
           (x->count == y->count + 1 && is_same(x, i + 1, y, i)) ||
           (x->count + 1 == y->count && is_same(x, i, y, i + 1));
}

static bool
is_one_edit_of_points(struct kt_str a, struct kt_str b)
{
    struct points x;
    struct points y;
    size_t i = 0;
    if (!decode(a, &x) || !decode(b, &y))
        return false;
    while (i < x.count && i < y.count && x.items[i] == y.items[i])
        i++;
    return (i < x.count || i < y.count) && is_one_edit(&x, &y, i);
}

static bool
ends_same(struct kt_str a, size_t from_a, struct kt_str b, size_t from_b)
{
    return a.len - from_a == b.len - from_b &&
           memcmp(a.ptr + from_a, b.ptr + from_b, a.len - from_a) == 0;
}

/* The same where the letters at hand are bytes: most words of most shops, which
 * a slip is looked for in by the ten thousand. */
static bool
is_one_edit_of_bytes(struct kt_str a, struct kt_str b, size_t i)
{
    bool swaps = i + 1 < a.len && i + 1 < b.len && a.ptr[i] == b.ptr[i + 1] &&
                 a.ptr[i + 1] == b.ptr[i] && ends_same(a, i + 2, b, i + 2);
    return swaps || (a.len == b.len && ends_same(a, i + 1, b, i + 1)) ||
           (a.len == b.len + 1 && ends_same(a, i + 1, b, i)) ||
           (a.len + 1 == b.len && ends_same(a, i, b, i + 1));
}

static bool
is_byte_at(struct kt_str word, size_t i)
{
    return i >= word.len || (unsigned char)word.ptr[i] < 0x80;
}

bool
kt_search_one_edit(struct kt_str a, struct kt_str b)
{
    size_t i = 0;
    if (a.len > KT_SEARCH_WORD_MAX || b.len > KT_SEARCH_WORD_MAX)
        return false;
    while (i < a.len && i < b.len && a.ptr[i] == b.ptr[i])
        i++;
    if (i == a.len && i == b.len)
        return false;
    return is_byte_at(a, i) && is_byte_at(b, i) ? is_one_edit_of_bytes(a, b, i)
                                                : is_one_edit_of_points(a, b);
}
