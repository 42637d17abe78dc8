#include "base/text.h"

#include <utf8proc.h>

#include "base/assert.h"
#include "base/buf.h"

/* A run of code points in an arena. */
struct points {
    utf8proc_int32_t *items;
    size_t count;
};

/* Letters whose stroke or second half is no combining mark, so that no
 * normalisation takes it off. In the order of letters. */
static const struct {
    utf8proc_int32_t letter;
    char plain[3];
} plain_letters[] = {
    { 0xe6, "ae" },  { 0xf0, "d" },  { 0xf8, "o" },  { 0xfe, "th" },
    { 0x111, "d" },  { 0x127, "h" }, { 0x131, "i" }, { 0x142, "l" },
    { 0x153, "oe" }, { 0x167, "t" }, { 0x180, "b" }, { 0x1e5, "g" },
    { 0x24d, "r" },
};

static bool
is_ascii(struct kt_str text)
{
    unsigned char all = 0;
    for (size_t i = 0; i < text.len; i++)
        all |= (unsigned char)text.ptr[i];
    return all < 0x80;
}

static struct kt_str
lower_ascii(struct kt_arena *arena, struct kt_str text)
{
    char *out = kt_arena_alloc(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    out[text.len] = '\0';
    return (struct kt_str){ out, text.len };
}

/* False when the text is not UTF-8. */
static bool
decompose(struct kt_arena *arena, struct kt_str text, struct points *points)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPAT |
                                      UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
                                      UTF8PROC_IGNORE;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.ptr;
    utf8proc_ssize_t len = (utf8proc_ssize_t)text.len;
    utf8proc_ssize_t count = utf8proc_decompose(bytes, len, NULL, 0, options);
    if (count < 0)
        return false;
    points->count = (size_t)count;
    points->items = KT_NEW_ARRAY(arena, utf8proc_int32_t, points->count + 1);
    utf8proc_decompose(bytes, len, points->items, count, options);
    return true;
}

/* Marks that sit on letters of alphabets. Those of other scripts carry vowels
 * and voicing, which are no accents. */
static bool
is_accent(utf8proc_int32_t point)
{
    return (point >= 0x300 && point <= 0x36f) ||
           (point >= 0x1ab0 && point <= 0x1aff) ||
           (point >= 0x1dc0 && point <= 0x1dff) ||
           (point >= 0x20d0 && point <= 0x20ff) ||
           (point >= 0xfe20 && point <= 0xfe2f);
}

static const char *
find_plain(utf8proc_int32_t point)
{
    for (size_t i = 0; i < KT_COUNT(plain_letters); i++) {
        if (plain_letters[i].letter == point)
            return plain_letters[i].plain;
    }
    return NULL;
}

static struct points
strip_accents(struct kt_arena *arena, struct points in)
{
    struct points out = {
        .items = KT_NEW_ARRAY(arena, utf8proc_int32_t, 2 * in.count + 1),
    };
    for (size_t i = 0; i < in.count; i++) {
        const char *plain = find_plain(in.items[i]);
        if (plain != NULL) {
            while (*plain != '\0')
                out.items[out.count++] = *plain++;
        } else if (!is_accent(in.items[i])) {
            out.items[out.count++] = in.items[i];
        }
    }
    return out;
}

static struct kt_str
encode(struct kt_arena *arena, struct points points)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    utf8proc_ssize_t count =
        utf8proc_normalize_utf32(points.items, (utf8proc_ssize_t)points.count,
                                 options);
    KT_ASSERT(count >= 0);
    char *out = kt_arena_alloc(arena, (size_t)count * 4 + 1);
    size_t len = 0;
    for (utf8proc_ssize_t i = 0; i < count; i++)
        len += (size_t)utf8proc_encode_char(points.items[i],
                                            (utf8proc_uint8_t *)out + len);
    out[len] = '\0';
    return (struct kt_str){ out, len };
}

static bool
is_word_point(utf8proc_int32_t point)
{
    if (point < 0x80)
        return (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9');
    utf8proc_category_t category = utf8proc_category(point);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

static bool
is_apostrophe(utf8proc_int32_t point)
{
    return point == '\'' || point == 0x2019;
}

struct kt_str
kt_text_fold(struct kt_arena *arena, struct kt_str text)
{
    struct points points;
    if (is_ascii(text))
        return lower_ascii(arena, text);
    if (!decompose(arena, text, &points))
        return kt_arena_str(arena, text);
    return encode(arena, points);
}

struct kt_str
kt_text_fold_search(struct kt_arena *arena, struct kt_str text)
{
    struct points points;
    if (is_ascii(text))
        return lower_ascii(arena, text);
    if (!decompose(arena, text, &points))
        return kt_arena_str(arena, text);
    return encode(arena, strip_accents(arena, points));
}

struct kt_str
kt_text_slug(struct kt_arena *arena, struct kt_str text)
{
    struct kt_str folded = kt_text_fold_search(arena, text);
    struct kt_buf slug;
    kt_buf_init(&slug, arena, folded.len + 1);
    bool is_gap = false;
    for (size_t i = 0; i < folded.len;) {
        utf8proc_int32_t point;
        utf8proc_ssize_t step =
            utf8proc_iterate((const utf8proc_uint8_t *)folded.ptr + i,
                             (utf8proc_ssize_t)(folded.len - i), &point);
        if (step > 0 && is_word_point(point)) {
            if (is_gap && slug.len > 0)
                kt_buf_char(&slug, '-');
            is_gap = false;
            kt_buf_append(&slug, folded.ptr + i, (size_t)step);
        } else if (step <= 0 || !is_apostrophe(point)) {
            is_gap = true;
        }
        i += step > 0 ? (size_t)step : 1;
    }
    return kt_buf_view(&slug);
}
