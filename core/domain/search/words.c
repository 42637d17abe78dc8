#include "domain/search/words.h"

#include <stdlib.h>

#include "base/text.h"

/* Neither % nor _ is one, so that no word means anything to LIKE. */
static bool
is_letter(char sign)
{
    unsigned char c = (unsigned char)sign;
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           c == '.' || c == '+' || c == '@';
}

static bool
has_word(const struct kt_list *words, struct kt_str word)
{
    const struct kt_str *items = words->items;
    for (size_t i = 0; i < words->count; i++) {
        if (kt_str_eq(items[i], word))
            return true;
    }
    return false;
}

static void
add_words(struct kt_list *words, struct kt_str text)
{
    struct kt_str *items = words->items;
    size_t at = 0;
    while (at < text.len && words->count < KT_WORDS_MAX) {
        size_t start = at;
        while (at < text.len && is_letter(text.ptr[at]))
            at++;
        struct kt_str word =
            kt_text_clip((struct kt_str){ text.ptr + start, at - start },
                         KT_WORD_MAX);
        if (word.len > 0 && !has_word(words, word))
            items[words->count++] = word;
        at += at < text.len;
    }
}

static int
compare(const void *a, const void *b)
{
    const struct kt_str *x = a, *y = b;
    size_t len = x->len < y->len ? x->len : y->len;
    int order = memcmp(x->ptr, y->ptr, len);
    return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

struct kt_list
kt_words(const struct kt_str *texts, size_t count, struct kt_arena *arena)
{
    struct kt_list words = { KT_NEW_ARRAY(arena, struct kt_str, KT_WORDS_MAX),
                             0 };
    for (size_t i = 0; i < count; i++)
        add_words(&words, kt_text_fold_search(arena, texts[i]));
    qsort(words.items, words.count, sizeof(struct kt_str), compare);
    return words;
}

struct kt_str
kt_words_text(const struct kt_list *words, struct kt_arena *arena)
{
    const struct kt_str *items = words->items;
    struct kt_buf buf;
    kt_buf_init(&buf, arena, 128);
    for (size_t i = 0; i < words->count; i++) {
        kt_buf_char(&buf, ' ');
        kt_buf_append(&buf, items[i].ptr, items[i].len);
    }
    return kt_buf_view(&buf);
}

/* Both sides are sorted, so that the words are met in their order. One that
 * begins another asks for nothing that the other does not. */
struct kt_str
kt_words_pattern(const struct kt_list *words, struct kt_arena *arena)
{
    const struct kt_str *items = words->items;
    struct kt_buf buf;
    kt_buf_init(&buf, arena, 128);
    for (size_t i = 0; i < words->count; i++) {
        if (i + 1 < words->count && kt_str_starts(items[i + 1], items[i]))
            continue;
        kt_buf_append(&buf, "% ", 2);
        kt_buf_append(&buf, items[i].ptr, items[i].len);
    }
    if (buf.len > 0)
        kt_buf_char(&buf, '%');
    return kt_buf_view(&buf);
}
