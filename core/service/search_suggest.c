#include <ctype.h>

#include "base/text.h"
#include "service/catalog.h"
#include "service/product_shelf.h"
#include "service/search_complete.h"
#include "service/shelf_search.h"

/* Suggestions in three steps: the database completes the last word and finds
 * products, the index of the shelf tells which of them are shown here, and the
 * words are told as titles write them. */

enum { EXAMPLES_MAX = 4, SLIP_MIN = 5 };

/* A stem with products that have it in their titles. */
struct completion {
    struct kt_str stem;
    uint32_t examples[EXAMPLES_MAX];
    size_t example_count;
    struct kt_id product_id; /* one that is shown; zero: none */
};

struct suggesting {
    struct kt_suggest_use *state;
    struct kt_arena *arena;
    struct kt_error *err;
    struct kt_shown_needs needs;
    struct kt_list words; /* of kt_search_word, joined ones apart */
    struct kt_list hits;
    struct completion completions[KT_COMPLETIONS_MAX];
    size_t completion_count;
    struct kt_shelf_found found;
    struct kt_category_ref_out *categories;
    size_t category_count;
    struct kt_str json;
};

static size_t
limit_of(const struct suggesting *s)
{
    enum { LIMIT = 5 };
    return s->state->limit > 0 ? (size_t)s->state->limit : LIMIT;
}

/* ---- words ---- */

/* "wi-fi" is typed as its parts; what they make together is no word of its own.
 */
static void
take_words(struct suggesting *s)
{
    struct kt_list all = kt_search_words(s->state->q, s->arena);
    const struct kt_search_word *items = all.items;
    struct kt_search_word *words =
        KT_NEW_ARRAY(s->arena, struct kt_search_word, all.count);
    size_t count = 0;
    for (size_t i = 0; i < all.count; i++) {
        if (!items[i].is_joined)
            words[count++] = items[i];
    }
    s->words = (struct kt_list){ words, count };
}

/* The stem in a title, and all words before it anywhere. */
static struct kt_str
match_of(const struct suggesting *s, struct kt_id store_id, struct kt_str stem)
{
    const struct kt_search_word *words = s->words.items;
    char mark[KT_SEARCH_MARK];
    struct kt_buf buf;
    kt_search_mark(store_id, mark);
    kt_buf_init(&buf, s->arena, 128);
    kt_buf_format(&buf, "title : \"%.*s%.*s\"", KT_SEARCH_MARK, mark,
                  KT_STR_FMT(stem));
    for (size_t i = 0; i + 1 < s->words.count; i++)
        kt_buf_format(&buf, " AND \"%.*s%.*s\"", KT_SEARCH_MARK, mark,
                      KT_STR_FMT(words[i].stem));
    return kt_buf_view(&buf);
}

static enum kt_status
find_examples(struct suggesting *s, const struct kt_tx *tx, struct kt_str stem)
{
    struct completion *completion = &s->completions[s->completion_count];
    struct kt_rows rows;
    *completion = (struct completion){ .stem = stem };
    KT_TRY(kt_query(tx, KT_SQL_SEARCH_EXAMPLES,
                    KT_ARGS(KT_TEXT(match_of(s, kt_tx_store_id(tx), stem)),
                            KT_INT(EXAMPLES_MAX)),
                    &rows, s->err));
    while (kt_rows_next(&rows))
        completion->examples[completion->example_count++] =
            (uint32_t)kt_col_int(&rows, 0);
    s->completion_count += completion->example_count > 0;
    return kt_rows_close(&rows);
}

static enum kt_status
read_words(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct suggesting *s = arg;
    const struct kt_search_word *words = s->words.items;
    struct kt_completions found;
    KT_TRY(kt_search_find(tx, s->state->use.call, &s->needs, s->state->q,
                          &s->hits, err));
    KT_TRY(kt_search_complete(tx, s->state->use.call, &s->needs,
                              &words[s->words.count - 1], &found, err));
    for (size_t i = 0; i < found.count; i++)
        KT_TRY(find_examples(s, tx, found.stems[i]));
    return KT_OK;
}

/* ---- what is shown here ---- */

static void
choose_example(const struct kt_shelf_view *view, struct completion *completion)
{
    for (size_t i = 0; i < completion->example_count; i++) {
        uint32_t product =
            kt_shelf_find_number(view->index, completion->examples[i]);
        if (product == KT_SHELF_NONE ||
            (view->cell->prices[product].flags & KT_SHELF_SHOWN) == 0)
            continue;
        completion->product_id = view->index->products[product].id;
        return;
    }
}

/* Some word of the text begins with the word, or like it. */
static bool
has_word(const struct kt_list *text, const struct kt_search_word *word,
         bool may_slip)
{
    const struct kt_search_word *words = text->items;
    may_slip = may_slip && kt_utf8_length(word->text) >= SLIP_MIN;
    for (size_t i = 0; i < text->count; i++) {
        if (kt_str_starts(words[i].text, word->text) ||
            kt_str_eq(words[i].stem, word->stem) ||
            (may_slip && kt_search_begins_like(words[i].text, word->text)))
            return true;
    }
    return false;
}

static bool
has_words(const struct suggesting *s, const struct kt_list *text, bool may_slip)
{
    const struct kt_search_word *words = s->words.items;
    for (size_t i = 0; i < s->words.count; i++) {
        if (!has_word(text, &words[i], may_slip))
            return false;
    }
    return true;
}

struct ranked {
    const struct kt_shelf_term *term;
    struct kt_str name;
};

/* The fullest first; those without products are left out. */
static void
rank_category(struct ranked *best, size_t *count, size_t limit,
              struct ranked row)
{
    size_t at = *count;
    for (; at > 0 && best[at - 1].term->uses < row.term->uses; at--)
        best[at] = best[at - 1];
    best[at] = row;
    *count += *count < limit;
}

static void
find_categories(struct suggesting *s, const struct kt_shelf_view *view,
                bool may_slip)
{
    const struct kt_shelf_cell *cell = view->cell;
    size_t limit = limit_of(s), count = 0;
    struct ranked *best = KT_NEW_ARRAY(s->arena, struct ranked, limit + 1);
    for (size_t i = 0; i < view->index->category_count; i++) {
        if (!has_words(s, &cell->category_words[i], may_slip))
            continue;
        struct kt_str slug = view->index->categories[i].slug;
        uint32_t term =
            kt_shelf_find_term(view->index, KT_SHELF_CATEGORY, slug);
        struct ranked row = { &view->index->terms[term],
                              cell->category_names[i] };
        if (row.term->uses > 0)
            rank_category(best, &count, limit, row);
    }
    s->categories = KT_NEW_ARRAY(s->arena, struct kt_category_ref_out, count);
    s->category_count = count;
    for (size_t i = 0; i < count; i++)
        s->categories[i] = (struct kt_category_ref_out){
            kt_arena_str(s->arena, best[i].term->value),
            kt_arena_str(s->arena, best[i].name),
        };
}

static enum kt_status
look(const struct kt_shelf_view *view, void *arg, struct kt_error *err)
{
    struct suggesting *s = arg;
    (void)err;
    for (size_t i = 0; i < s->completion_count; i++)
        choose_example(view, &s->completions[i]);
    find_categories(s, view, false);
    if (s->category_count == 0)
        find_categories(s, view, true);
    return KT_OK;
}

/* ---- how they are told ---- */

/* Without the signs that stand around a word: "(Lamp)," is Lamp. */
static struct kt_str
trim_signs(struct kt_str text)
{
    while (text.len > 0 && ispunct((unsigned char)text.ptr[0]))
        text = (struct kt_str){ text.ptr + 1, text.len - 1 };
    while (text.len > 0 && ispunct((unsigned char)text.ptr[text.len - 1]))
        text.len--;
    return text;
}

/* A title's own way to write the stem; empty when it has it not, since its
 * other language has. */
static struct kt_str
written(struct kt_str title, struct kt_str stem, struct kt_arena *arena)
{
    while (title.len > 0) {
        const char *end = memchr(title.ptr, ' ', title.len);
        size_t len = end != NULL ? (size_t)(end - title.ptr) : title.len;
        struct kt_str part = { title.ptr, len };
        struct kt_list list = kt_search_words(part, arena);
        const struct kt_search_word *words = list.items;
        for (size_t i = 0; i < list.count; i++) {
            if (kt_str_eq(words[i].stem, stem))
                return list.count == 1 ? trim_signs(part) : words[i].text;
        }
        title.ptr += len + (end != NULL);
        title.len -= len + (end != NULL);
    }
    return KT_STR("");
}

/* What was typed before the last word. */
static struct kt_str
typed_before(const struct suggesting *s)
{
    struct kt_str q = kt_text_trim(s->state->q);
    size_t len = q.len;
    while (len > 0 && q.ptr[len - 1] != ' ')
        len--;
    return s->words.count > 1 ? (struct kt_str){ q.ptr, len } : KT_STR("");
}

static enum kt_status
write_word(struct suggesting *s, const struct kt_shelf *shelf,
           const struct completion *completion, struct kt_str *word)
{
    struct kt_rows rows;
    *word = KT_STR("");
    KT_TRY(kt_query(shelf->tx, KT_SQL_PRODUCT_SHOWN,
                    KT_ARGS(KT_ID(completion->product_id)), &rows, s->err));
    if (kt_rows_next(&rows)) {
        struct kt_str title =
            kt_localized(kt_col_copy(&rows, 1, s->arena), shelf->query.locale,
                         shelf->query.fallback, s->arena);
        *word = written(title, completion->stem, s->arena);
    }
    return kt_rows_close(&rows);
}

static enum kt_status
tell_words(struct suggesting *s, const struct kt_shelf *shelf,
           struct kt_json *json)
{
    struct kt_str before = typed_before(s);
    size_t told = 0;
    kt_json_key(json, KT_STR("words"));
    kt_json_begin_array(json);
    for (size_t i = 0; i < s->completion_count && told < limit_of(s); i++) {
        struct kt_str word;
        if (kt_id_is_null(s->completions[i].product_id))
            continue;
        KT_TRY(write_word(s, shelf, &s->completions[i], &word));
        if (word.len == 0)
            continue;
        kt_json_str(json,
                    kt_arena_format(s->arena, "%.*s%.*s", KT_STR_FMT(before),
                                    KT_STR_FMT(word)));
        told++;
    }
    kt_json_end_array(json);
    return KT_OK;
}

static enum kt_status
tell_products(struct suggesting *s, const struct kt_shelf *shelf,
              struct kt_json *json)
{
    kt_json_key(json, KT_STR("products"));
    kt_json_begin_array(json);
    for (size_t i = 0; i < s->found.count; i++) {
        struct kt_str row;
        bool is_shown;
        KT_TRY(kt_shelf_row(shelf, s->found.ids[i], &row, &is_shown, s->err));
        if (is_shown)
            kt_json_raw(json, row);
    }
    kt_json_end_array(json);
    return KT_OK;
}

static enum kt_status
tell(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct suggesting *s = arg;
    struct kt_shelf shelf;
    struct kt_buf buf;
    struct kt_json json;
    KT_TRY(kt_shelf_open(tx, s->state->use.call, s->state->currency, &s->needs,
                         &shelf, err));
    kt_shelf_need(&s->needs, &s->found);
    kt_shown_need_part(&s->needs, &shelf.sales);
    kt_buf_init(&buf, s->arena, 4096);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    KT_TRY(tell_words(s, &shelf, &json));
    KT_TRY(tell_products(s, &shelf, &json));
    kt_json_key(&json, KT_STR("categories"));
    kt_json_begin_array(&json);
    for (size_t i = 0; i < s->category_count; i++)
        kt_shape_write(&kt_category_ref_shape, &s->categories[i], &json);
    kt_json_end_array(&json);
    kt_json_end_object(&json);
    s->json = kt_buf_view(&buf);
    return KT_OK;
}

/* ---- the whole ---- */

static enum kt_status
suggest(struct suggesting *s)
{
    const struct kt_call *call = s->state->use.call;
    const struct kt_product_wish asked = { .q = s->state->q,
                                           .currency = s->state->currency,
                                           .price_min = -1,
                                           .price_max = -1,
                                           .in_stock = -1 };
    struct kt_shelf_wish wish = {
        .asked = &asked,
        .hits = &s->hits,
        .sort = KT_SORT_RELEVANCE,
        .after = { .text = KT_STR("") },
        .limit = limit_of(s),
    };
    take_words(s);
    if (s->words.count > 0) {
        KT_TRY(kt_call_read(call, read_words, s, s->err));
        KT_TRY(kt_shelf_read(call, s->state->currency, look, s, s->err));
    }
    KT_TRY(kt_shelf_search(call, &wish, &s->found, s->err));
    return kt_call_read(call, tell, s, s->err);
}

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_suggest_use *state = (struct kt_suggest_use *)use;
    struct suggesting s = { .state = state };
    struct kt_str asked = kt_arena_format(use->call->arena, "%zu %.*s",
                                          limit_of(&s), KT_STR_FMT(state->q));
    (void)err;
    state->key = kt_shown_key(use->call, "suggest", state->currency, asked);
    state->is_kept = kt_shown_find_answer(use->call, state->key, &state->shown);
    if (!state->is_kept)
        kt_shelf_plan(use, state->currency);
    return KT_OK;
}

static enum kt_status
work(struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_suggest_use *state = (struct kt_suggest_use *)use;
    return kt_shelf_work(use->call, state->currency, err);
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_suggest_use *state = (struct kt_suggest_use *)use;
    struct suggesting s = { .state = state,
                            .arena = use->call->arena,
                            .err = err };
    if (state->is_kept)
        return KT_OK;
    kt_shown_begin(use->call, &s.needs);
    kt_shown_need_mark(&s.needs, KT_MARK_RECORDS);
    KT_TRY(suggest(&s));
    kt_shown_keep_answer(use->call, state->key, &s.needs, s.json,
                         &state->shown);
    return KT_OK;
}

const struct kt_use kt_use_search_suggest = {
    .name = "search_suggest",
    .state_size = sizeof(struct kt_suggest_use),
    .decide = decide,
    .work = work,
    .answer = answer,
};
