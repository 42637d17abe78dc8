#include "service/search_complete.h"

#include "base/text.h"

enum { SLIP_MIN = 5 }; /* letters of a word that may have a slip */

struct completing {
    const struct kt_tx *tx;
    struct kt_arena *arena;
    struct kt_error *err;
    char mark[KT_SEARCH_MARK];
    struct kt_completions *found;
};

static void
keep(struct completing *c, struct kt_str stem, int64_t products)
{
    struct kt_completions *found = c->found;
    size_t at = found->count;
    for (; at > 0 && found->products[at - 1] < products; at--) {
        found->stems[at] = found->stems[at - 1];
        found->products[at] = found->products[at - 1];
    }
    if (at == KT_COMPLETIONS_MAX)
        return;
    found->stems[at] = kt_arena_str(c->arena, stem);
    found->products[at] = products;
    found->count += found->count < KT_COMPLETIONS_MAX;
}

bool
kt_search_begins_like(struct kt_str text, struct kt_str word)
{
    if (kt_search_one_edit(text, word))
        return true;
    if (text.len == 0 || word.len == 0 || text.ptr[0] != word.ptr[0])
        return false;
    for (size_t len = word.len - 1; len <= word.len + 1; len++) {
        if (len < text.len && kt_search_one_edit(kt_text_clip(text, len), word))
            return true;
    }
    return false;
}

/* The shop's words from the text on that it begins; word NULL: all of them, and
 * otherwise those that begin like it. */
static enum kt_status
scan(struct completing *c, struct kt_str start, const struct kt_str *like)
{
    struct kt_rows rows;
    struct kt_str first = kt_arena_format(c->arena, "%.*s%.*s", KT_SEARCH_MARK,
                                          c->mark, KT_STR_FMT(start));
    struct kt_str last =
        kt_arena_format(c->arena, "%.*s\xf4\x8f\xbf\xbf", KT_STR_FMT(first));
    KT_TRY(kt_query(c->tx, KT_SQL_SEARCH_WORDS,
                    KT_ARGS(KT_TEXT(first), KT_TEXT(last)), &rows, c->err));
    while (kt_rows_next(&rows)) {
        struct kt_str term = kt_col_text(&rows, 0);
        struct kt_str stem = { term.ptr + KT_SEARCH_MARK,
                               term.len - KT_SEARCH_MARK };
        if (like == NULL || kt_search_begins_like(stem, *like))
            keep(c, stem, kt_col_int(&rows, 1));
    }
    return kt_rows_close(&rows);
}

enum kt_status
kt_search_complete(const struct kt_tx *tx, const struct kt_search_word *word,
                   struct kt_arena *arena, struct kt_completions *found,
                   struct kt_error *err)
{
    struct completing c = {
        .tx = tx, .arena = arena, .err = err, .found = found
    };
    *found = (struct kt_completions){ .count = 0 };
    kt_search_mark(kt_tx_store_id(tx), c.mark);
    KT_TRY(scan(&c, word->text, NULL));
    if (found->count == 0)
        KT_TRY(scan(&c, word->stem, NULL));
    if (found->count == 0 && kt_utf8_length(word->text) >= SLIP_MIN)
        KT_TRY(scan(&c, KT_STR(""), &word->text));
    return KT_OK;
}
