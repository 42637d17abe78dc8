#include "domain/search/analysis.h"

#include <utf8proc.h>

#include "base/assert.h"
#include "base/grow.h"
#include "base/text.h"

struct words {
    struct kt_arena *arena;
    struct kt_search_word *items;
    size_t count;
};

/* ---- stems ---- */

static bool
ends(struct kt_str word, const char *ending)
{
    size_t len = strlen(ending);
    return word.len >= len &&
           memcmp(word.ptr + word.len - len, ending, len) == 0;
}

/* Words shorter than least stay whole; the ending makes room for another. */
static const struct {
    const char *ending;
    size_t least;
    size_t cut;
    const char *instead;
} plurals[] = {
    { "ies", 5, 3, "y" }, { "sses", 5, 2, "" }, { "shes", 5, 2, "" },
    { "ches", 5, 2, "" }, { "xes", 4, 2, "" },  { "ss", 0, 0, "" },
    { "us", 0, 0, "" },   { "is", 0, 0, "" },   { "s", 4, 1, "" },
};

/* A second pass, for what the first has left and for other languages. */
static const struct {
    const char *ending;
    size_t least;
    size_t cut;
} vowels[] = {
    { "en", 5, 2 },
    { "e", 5, 1 },
};

static bool
has_digit(struct kt_str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] >= '0' && word.ptr[i] <= '9')
            return true;
    }
    return false;
}

struct kt_str
kt_search_stem(struct kt_str word, struct kt_arena *arena)
{
    if (has_digit(word))
        return word;
    for (size_t i = 0; i < KT_COUNT(plurals); i++) {
        if (!ends(word, plurals[i].ending))
            continue;
        if (word.len >= plurals[i].least)
            word = (struct kt_str){ word.ptr, word.len - plurals[i].cut };
        if (word.len >= 2 && plurals[i].instead[0] != '\0' &&
            plurals[i].cut > 0)
            word = kt_arena_format(arena, "%.*s%s", KT_STR_FMT(word),
                                   plurals[i].instead);
        break;
    }
    for (size_t i = 0; i < KT_COUNT(vowels); i++) {
        if (ends(word, vowels[i].ending) && word.len >= vowels[i].least)
            return (struct kt_str){ word.ptr, word.len - vowels[i].cut };
    }
    return word;
}

/* ---- words ---- */

enum sign {
    SIGN_WORD,
    SIGN_ALONE, /* of a script without blanks */
    SIGN_HYPHEN,
    SIGN_POINT,
    SIGN_APOSTROPHE,
    SIGN_GAP
};

/* Scripts without blanks: Thai, Lao, Burmese, Khmer, kana and Han. */
static const struct {
    utf8proc_int32_t first, last;
} alone[] = {
    { 0x0e00, 0x0eff }, { 0x1000, 0x109f },   { 0x1780, 0x17ff },
    { 0x2e80, 0x2fdf }, { 0x3005, 0x3007 },   { 0x3041, 0x3096 },
    { 0x3099, 0x309f }, { 0x30a1, 0x30fa },   { 0x30fc, 0x30ff },
    { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff },   { 0xf900, 0xfaff },
    { 0xff66, 0xff9f }, { 0x20000, 0x3ffff },
};

static bool
is_alone(utf8proc_int32_t point)
{
    for (size_t i = 0; i < KT_COUNT(alone) && point >= alone[i].first; i++) {
        if (point <= alone[i].last)
            return true;
    }
    return false;
}

static enum sign
ascii_sign(char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        return SIGN_WORD;
    if (c == '-' || c == '/' || c == '_')
        return SIGN_HYPHEN;
    if (c == '.' || c == ',')
        return SIGN_POINT;
    return c == '\'' ? SIGN_APOSTROPHE : SIGN_GAP;
}

/* What stands at a place, and how many bytes it has. */
static enum sign
read_sign(const char *at, const char *end, size_t *step)
{
    utf8proc_int32_t point;
    *step = 1;
    if ((unsigned char)*at < 0x80)
        return ascii_sign(*at);
    utf8proc_ssize_t len =
        utf8proc_iterate((const utf8proc_uint8_t *)at,
                         (utf8proc_ssize_t)(end - at), &point);
    if (len <= 0)
        return SIGN_GAP;
    *step = (size_t)len;
    if (point == 0x2019)
        return SIGN_APOSTROPHE;
    utf8proc_category_t category = utf8proc_category(point);
    if (category < UTF8PROC_CATEGORY_LU || category > UTF8PROC_CATEGORY_NO)
        return SIGN_GAP;
    return is_alone(point) ? SIGN_ALONE : SIGN_WORD;
}

static struct kt_search_word *
push(struct words *words, struct kt_str text, bool is_part, bool is_joined)
{
    text = kt_text_clip(text, KT_SEARCH_WORD_MAX);
    words->items =
        kt_grow(words->arena, words->items, words->count, sizeof *words->items);
    words->items[words->count] = (struct kt_search_word){
        .text = text,
        .stem = kt_search_stem(text, words->arena),
        .is_part = is_part,
        .is_joined = is_joined,
    };
    return &words->items[words->count++];
}

static bool
is_digit(const char *at)
{
    return *at >= '0' && *at <= '9';
}

/* A word being read: its bytes, and where its parts end. */
struct reading {
    char *bytes;
    size_t len;
    size_t part; /* where the running part begins */
    bool has_parts;
    bool is_signs; /* of a script without blanks */
};

static void
end_part(struct words *words, struct reading *r)
{
    push(words, (struct kt_str){ r->bytes + r->part, r->len - r->part }, true,
         false);
    r->part = r->len;
    r->has_parts = true;
}

/* Each two signs, and the last one. */
static void
push_signs(struct words *words, struct kt_str run)
{
    const char *end = run.ptr + run.len;
    const char *at = run.ptr;
    size_t step = 1, next = 1;
    for (; at < end; at += step) {
        read_sign(at, end, &step);
        bool is_last = at + step >= end;
        if (!is_last)
            read_sign(at + step, end, &next);
        struct kt_str word = { at, is_last ? step : step + next };
        push(words, word, false, is_last && at > run.ptr)->is_signs = true;
    }
}

static void
end_word(struct words *words, struct reading *r)
{
    struct kt_str whole = { r->bytes, r->len };
    if (r->is_signs) {
        push_signs(words, whole);
    } else if (r->has_parts && r->part < r->len && r->part > 0) {
        end_part(words, r);
        push(words, whole, false, true);
    } else if (r->has_parts) {
        /* "wi-" had one part, which is the word. */
        words->items[words->count - 1].is_part = false;
    } else {
        push(words, whole, false, false);
    }
    r->bytes += r->len;
    r->len = 0;
    r->part = 0;
    r->has_parts = false;
    r->is_signs = false;
}

/* Letters of an alphabet and signs of another script are words apart. */
static void
add_sign(struct words *words, struct reading *r, const char *at, size_t step,
         bool is_alone)
{
    if (r->len > 0 && r->is_signs != is_alone)
        end_word(words, r);
    memcpy(r->bytes + r->len, at, step);
    r->len += step;
    r->is_signs = is_alone;
}

/* A hyphen joins only what has a word on both sides. */
static bool
joins(const char *at, const char *end)
{
    size_t step;
    return at + 1 < end && read_sign(at + 1, end, &step) == SIGN_WORD;
}

struct kt_list
kt_search_words(struct kt_str text, struct kt_arena *arena)
{
    struct words words = { .arena = arena };
    struct kt_str folded = kt_text_fold_search(arena, text);
    struct reading r = { .bytes = kt_arena_alloc(arena, folded.len + 1) };
    const char *end = folded.ptr + folded.len;
    size_t step;
    for (const char *at = folded.ptr; at < end; at += step) {
        enum sign sign = read_sign(at, end, &step);
        if (sign == SIGN_WORD || sign == SIGN_ALONE) {
            add_sign(&words, &r, at, step, sign == SIGN_ALONE);
        } else if (sign == SIGN_POINT && r.len > r.part &&
                   is_digit(r.bytes + r.len - 1) && at + 1 < end &&
                   is_digit(at + 1)) {
            r.bytes[r.len++] = '.';
        } else if (sign == SIGN_HYPHEN && r.len > r.part && !r.is_signs &&
                   joins(at, end)) {
            end_part(&words, &r);
        } else if (sign != SIGN_APOSTROPHE && r.len > 0) {
            end_word(&words, &r);
        }
    }
    if (r.len > 0)
        end_word(&words, &r);
    return (struct kt_list){ words.items, words.count };
}

/* ---- as it is stored ---- */

void
kt_search_mark(struct kt_id store_id, char mark[KT_SEARCH_MARK])
{
    static const char signs[] = "0123456789abcdefghjkmnpqrstvwxyz";
    for (size_t i = 0; i < KT_SEARCH_MARK; i++)
        mark[i] = signs[store_id.bytes[sizeof store_id.bytes - 1 - i] & 31];
}

static void
append(struct kt_buf *buf, const char mark[KT_SEARCH_MARK], struct kt_str a,
       struct kt_str b)
{
    kt_buf_append(buf, mark, KT_SEARCH_MARK);
    kt_buf_str(buf, a);
    kt_buf_str(buf, b);
    kt_buf_char(buf, ' ');
}

/* A digit ends the one and a letter begins the other, or the reverse. */
static bool
meet(const struct kt_search_word *a, const struct kt_search_word *b)
{
    return !a->is_joined && !b->is_joined && !a->is_part && !b->is_part &&
           !a->is_signs && !b->is_signs &&
           a->text.len + b->text.len <= KT_SEARCH_WORD_MAX &&
           is_digit(a->text.ptr + a->text.len - 1) != is_digit(b->text.ptr);
}

size_t
kt_search_index(struct kt_str text, const char mark[KT_SEARCH_MARK],
                struct kt_buf *buf)
{
    struct kt_list list = kt_search_words(text, buf->arena);
    const struct kt_search_word *words = list.items;
    size_t count = 0;
    for (size_t i = 0; i < list.count; i++) {
        append(buf, mark, words[i].stem, KT_STR(""));
        if (i > 0 && meet(&words[i - 1], &words[i]))
            append(buf, mark, words[i - 1].text, words[i].text);
        count += !words[i].is_joined;
    }
    return count;
}
