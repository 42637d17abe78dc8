#include "service/search_complete.h"

#include "base/text.h"
#include "service/search_vocabulary.h"

enum { SLIP_MIN = 5 }; /* letters of a word that may have a slip */

struct completing {
    const struct kt_tx *tx;
    const struct kt_call *call;
    const struct kt_shown_needs *needs;
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
    if (text.len <= word.len + 4 && kt_search_one_edit(text, word))
        return true;
    if (text.len == 0 || word.len == 0 || text.ptr[0] != word.ptr[0])
        return false;
    for (size_t len = word.len - 1; len <= word.len + 1; len++) {
        if (len < text.len && kt_search_one_edit(kt_text_clip(text, len), word))
            return true;
    }
    return false;
}

/* The shop's words that the text begins. */
static enum kt_status
take_begun(struct completing *c, struct kt_str start)
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
        keep(c,
             (struct kt_str){ term.ptr + KT_SEARCH_MARK,
                              term.len - KT_SEARCH_MARK },
             kt_col_int(&rows, 1));
    }
    return kt_rows_close(&rows);
}

static enum kt_status
take_like(struct completing *c, struct kt_str word)
{
    struct kt_vocabulary vocabulary;
    struct kt_str stem;
    int64_t products;
    KT_TRY(kt_vocabulary_load(c->tx, c->call, c->needs, &vocabulary, c->err));
    while (kt_vocabulary_next(&vocabulary, &stem, &products)) {
        if (stem.len + 4 >= word.len && kt_search_begins_like(stem, word))
            keep(c, stem, products);
    }
    return KT_OK;
}

enum kt_status
kt_search_complete(const struct kt_tx *tx, const struct kt_call *call,
                   const struct kt_shown_needs *needs,
                   const struct kt_search_word *word,
                   struct kt_completions *found, struct kt_error *err)
{
    struct completing c = { .tx = tx,
                            .call = call,
                            .needs = needs,
                            .arena = call->arena,
                            .err = err,
                            .found = found };
    *found = (struct kt_completions){ .count = 0 };
    kt_search_mark(kt_tx_store_id(tx), c.mark);
    KT_TRY(take_begun(&c, word->text));
    if (found->count == 0)
        KT_TRY(take_begun(&c, word->stem));
    if (found->count == 0 && kt_utf8_length(word->text) >= SLIP_MIN)
        KT_TRY(take_like(&c, word->text));
    return KT_OK;
}
