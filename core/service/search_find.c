#include "service/search_find.h"

#include <stdlib.h>

#include "base/assert.h"
#include "base/grow.h"
#include "base/text.h"
#include "domain/search/analysis.h"
#include "domain/search/rank.h"
#include "service/search_vocabulary.h"

enum {
    PREFIX_MIN = 2, /* letters that may go on */
    SLIP_MIN = 5,   /* letters of a word that may have a slip */
    SLIPS_MAX = 3,  /* words that it may have meant */
    WHOLE = 10,     /* a whole word counts so many tenths */
    BEGUN = 6,      /* one that only begins with it */
    SLIPPED = 5,
    WHOLE_MANY = 300 /* products that make a word a whole one */
};

struct finding {
    const struct kt_tx *tx;
    const struct kt_call *call;
    const struct kt_shown_needs *needs;
    struct kt_arena *arena;
    struct kt_error *err;
    char mark[KT_SEARCH_MARK];
    struct kt_search_hit *rows; /* of the word at hand */
    size_t row_count;
};

/* A product with the words that it has. */
struct tally {
    struct kt_search_hit hit;
    int64_t words;
};

/* ---- the products of a word ---- */

static enum kt_status
add_rows(struct finding *f, struct kt_str word, bool may_go_on, uint32_t tenths)
{
    struct kt_str quoted =
        kt_arena_format(f->arena, "\"%.*s%.*s\"%s", KT_SEARCH_MARK, f->mark,
                        KT_STR_FMT(word), may_go_on ? " *" : "");
    struct kt_rows rows;
    KT_TRY(kt_query(f->tx, KT_SQL_SEARCH_WORD, KT_ARGS(KT_TEXT(quoted)), &rows,
                    f->err));
    while (kt_rows_next(&rows)) {
        f->rows = kt_grow(f->arena, f->rows, f->row_count, sizeof *f->rows);
        f->rows[f->row_count++] = (struct kt_search_hit){
            .number = (uint32_t)kt_col_int(&rows, 0),
            .score = kt_search_word_score(kt_col_int(&rows, 1)) * tenths,
        };
    }
    return kt_rows_close(&rows);
}

/* ---- slips of the finger ---- */

struct guess {
    struct kt_str word;
    int64_t products;
};

/* Keeps the words that most products have, in that order. */
static void
keep_guess(struct guess *guesses, struct kt_str word, int64_t products,
           struct kt_arena *arena)
{
    size_t place = SLIPS_MAX;
    while (place > 0 && guesses[place - 1].products < products)
        place--;
    if (place == SLIPS_MAX)
        return;
    memmove(&guesses[place + 1], &guesses[place],
            (SLIPS_MAX - 1 - place) * sizeof *guesses);
    guesses[place] = (struct guess){ kt_arena_str(arena, word), products };
}

static enum kt_status
guess_words(struct finding *f, struct kt_str word, struct guess *guesses)
{
    struct kt_vocabulary vocabulary;
    struct kt_str known;
    int64_t products;
    KT_TRY(kt_vocabulary_load(f->tx, f->call, f->needs, &vocabulary, f->err));
    while (kt_vocabulary_next(&vocabulary, &known, &products)) {
        if (known.len + 4 >= word.len && known.len <= word.len + 4 &&
            kt_search_one_edit(known, word))
            keep_guess(guesses, known, products, f->arena);
    }
    return KT_OK;
}

static enum kt_status
add_slips(struct finding *f, const struct kt_search_word *word)
{
    struct guess guesses[SLIPS_MAX] = { 0 };
    if (kt_utf8_length(word->text) < SLIP_MIN)
        return KT_OK;
    KT_TRY(guess_words(f, word->stem, guesses));
    for (size_t i = 0; i < SLIPS_MAX && guesses[i].products > 0; i++)
        KT_TRY(add_rows(f, guesses[i].word, false, SLIPPED));
    return KT_OK;
}

/* ---- words together ---- */

static int
by_number(const void *a, const void *b)
{
    const struct kt_search_hit *x = a;
    const struct kt_search_hit *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

/* One row a product: its best one. */
static void
merge_rows(struct finding *f)
{
    size_t count = 0;
    bool is_sorted = true;
    for (size_t i = 1; i < f->row_count && is_sorted; i++)
        is_sorted = f->rows[i - 1].number <= f->rows[i].number;
    if (!is_sorted)
        qsort(f->rows, f->row_count, sizeof *f->rows, by_number);
    for (size_t i = 0; i < f->row_count; i++) {
        if (count > 0 && f->rows[count - 1].number == f->rows[i].number) {
            if (f->rows[i].score > f->rows[count - 1].score)
                f->rows[count - 1].score = f->rows[i].score;
        } else {
            f->rows[count++] = f->rows[i];
        }
    }
    f->row_count = count;
}

/* Both are in the order of numbers. */
static size_t
add_word(const struct finding *f, struct tally **tallies, size_t count)
{
    const struct tally *old = *tallies;
    struct tally *all =
        KT_NEW_ARRAY(f->arena, struct tally, count + f->row_count);
    size_t i = 0, j = 0, out = 0;
    while (i < count || j < f->row_count) {
        const struct kt_search_hit *row = &f->rows[j];
        bool takes_old = i < count && (j == f->row_count ||
                                       old[i].hit.number <= row->number);
        bool takes_row = j < f->row_count &&
                         (i == count || row->number <= old[i].hit.number);
        all[out] = takes_old ? old[i] : (struct tally){ .hit = *row };
        if (takes_old && takes_row)
            all[out].hit.score += row->score;
        all[out++].words += takes_row;
        i += takes_old;
        j += takes_row;
    }
    *tallies = all;
    return out;
}

/* Two words that a product may have as one: "smart watch". Empty: none. */
static struct kt_str
pair(const struct kt_search_word *a, const struct kt_search_word *b,
     struct kt_arena *arena)
{
    bool is_plain = !a->is_part && !a->is_joined && !a->is_signs &&
                    !b->is_part && !b->is_joined && !b->is_signs &&
                    a->text.len + b->text.len <= KT_SEARCH_WORD_MAX;
    return is_plain ? kt_search_stem(kt_arena_format(arena, "%.*s%.*s",
                                                     KT_STR_FMT(a->text),
                                                     KT_STR_FMT(b->text)),
                                     arena)
                    : KT_STR("");
}

/* A word as it is asked for, with what else may stand for it. */
struct asked {
    const struct kt_search_word *word;
    struct kt_str joined;
    struct kt_str pairs[2]; /* with the one before, with the next */
    bool is_last;
    bool may_slip; /* no pair was found */
};

static bool
may_go_on(const struct kt_search_word *word)
{
    return word->is_signs || kt_utf8_length(word->text) >= PREFIX_MIN;
}

/* A word that many products have is no beginning of another. */
static enum kt_status
look_up(struct finding *f, const struct asked *asked)
{
    const struct kt_search_word *word = asked->word;
    KT_TRY(add_rows(f, word->stem, false, WHOLE));
    bool is_whole = f->row_count >= WHOLE_MANY;
    if (asked->joined.len > 0)
        KT_TRY(add_rows(f, asked->joined, false, WHOLE));
    if (asked->is_last && !is_whole && may_go_on(word))
        KT_TRY(add_rows(f, word->text, true, BEGUN));
    if (f->row_count == 0 && asked->may_slip)
        KT_TRY(add_slips(f, word));
    merge_rows(f);
    return KT_OK;
}

/* ---- words that were found before ---- */

static struct kt_str
word_key(const struct finding *f, const struct asked *asked)
{
    struct kt_id store_id = kt_tx_store_id(f->tx);
    struct kt_buf key;
    kt_buf_init(&key, f->arena, 128);
    kt_buf_text(&key, asked->is_last ? "begun" : "word");
    kt_buf_char(&key, asked->may_slip ? '~' : '=');
    kt_buf_append(&key, (const char *)store_id.bytes, sizeof store_id.bytes);
    kt_buf_str(&key, asked->word->text);
    kt_buf_char(&key, '\n');
    kt_buf_str(&key, asked->joined);
    return kt_buf_view(&key);
}

/* The rows of a kept word stand where bytes happen to stand. */
static bool
find_kept(struct finding *f, struct kt_str key)
{
    struct kt_str body;
    if (!kt_shown_find(f->call, key, NULL, &body))
        return false;
    f->row_count = body.len / sizeof *f->rows;
    f->rows = KT_NEW_ARRAY(f->arena, struct kt_search_hit, f->row_count);
    memcpy(f->rows, body.ptr, body.len);
    return true;
}

static enum kt_status
find_alone(struct finding *f, const struct asked *asked)
{
    struct kt_str key = word_key(f, asked);
    struct kt_shown_needs needs;
    f->row_count = 0;
    if (find_kept(f, key))
        return KT_OK;
    kt_shown_begin_part(f->needs, &needs);
    kt_shown_need_mark(&needs, KT_MARK_RECORDS);
    KT_TRY(look_up(f, asked));
    struct kt_str body = { (const char *)f->rows,
                           f->row_count * sizeof *f->rows };
    kt_shown_keep(f->call, key, &needs, body.len > 0 ? body : KT_STR(""));
    return KT_OK;
}

/* Pairs are looked up each time: there are too many of them to be kept, and
 * few are words of a shop. */
static enum kt_status
find_word(struct finding *f, struct asked *asked)
{
    f->row_count = 0;
    for (size_t i = 0; i < KT_COUNT(asked->pairs); i++) {
        if (asked->pairs[i].len > 0)
            KT_TRY(add_rows(f, asked->pairs[i], false, WHOLE));
    }
    const struct kt_search_hit *paired = f->rows;
    size_t count = f->row_count;
    asked->may_slip = count == 0;
    f->rows = count == 0 ? f->rows : NULL;
    KT_TRY(find_alone(f, asked));
    if (count == 0)
        return KT_OK;
    struct kt_search_hit *all =
        KT_NEW_ARRAY(f->arena, struct kt_search_hit, f->row_count + count);
    memcpy(all, paired, count * sizeof *all);
    if (f->row_count > 0)
        memcpy(all + count, f->rows, f->row_count * sizeof *all);
    f->rows = all;
    f->row_count += count;
    merge_rows(f);
    return KT_OK;
}

/* The word that a part belongs to: "wifi" of "wi-fi", which stands behind. */
static const struct kt_search_word *
joined_of(const struct kt_list *list, size_t place)
{
    const struct kt_search_word *words = list->items;
    if (!words[place].is_part)
        return NULL;
    while (place < list->count && !words[place].is_joined)
        place++;
    return place < list->count ? &words[place] : NULL;
}

static struct asked
ask(const struct finding *f, const struct kt_list *list, size_t place,
    size_t end)
{
    const struct kt_search_word *word =
        (const struct kt_search_word *)list->items + place;
    const struct kt_search_word *joined = joined_of(list, place);
    struct asked asked = { .word = word, .is_last = place + 1 == end };
    if (joined != NULL)
        asked.joined = joined->stem;
    if (place > 0)
        asked.pairs[0] = pair(word - 1, word, f->arena);
    if (place + 1 < end)
        asked.pairs[1] = pair(word, word + 1, f->arena);
    return asked;
}

static enum kt_status
find_all(struct finding *f, const struct kt_list *list, struct tally **tallies,
         size_t *count)
{
    const struct kt_search_word *words = list->items;
    size_t last = list->count;
    while (last > 0 && words[last - 1].is_joined)
        last--;
    int64_t asked = 0;
    for (size_t i = 0; i < last && asked < KT_SEARCH_WORDS_MAX; i++) {
        if (words[i].is_joined)
            continue;
        struct asked word = ask(f, list, i, last);
        KT_TRY(find_word(f, &word));
        *count = add_word(f, tallies, *count);
        asked++;
    }
    return KT_OK;
}

/* ---- ranks ---- */

static struct kt_list
keep_best(const struct tally *tallies, size_t count, struct kt_arena *arena)
{
    struct kt_search_hit *hits =
        KT_NEW_ARRAY(arena, struct kt_search_hit, count);
    size_t kept = 0;
    int64_t most = 1;
    for (size_t i = 0; i < count; i++) {
        if (tallies[i].words > most)
            most = tallies[i].words;
    }
    for (size_t i = 0; i < count; i++) {
        if (tallies[i].words == most)
            hits[kept++] = tallies[i].hit;
    }
    return (struct kt_list){ hits, kept };
}

uint32_t
kt_search_rank(const struct kt_search_hit *hit, uint32_t lengths)
{
    return kt_search_length_score(hit->score, lengths);
}

enum kt_status
kt_search_find(const struct kt_tx *tx, const struct kt_call *call,
               const struct kt_shown_needs *needs, struct kt_str text,
               struct kt_list *hits, struct kt_error *err)
{
    struct finding f = {
        .tx = tx, .call = call, .needs = needs, .arena = call->arena, .err = err
    };
    struct kt_list words = kt_search_words(text, f.arena);
    struct tally *tallies = NULL;
    size_t count = 0;
    kt_search_mark(kt_tx_store_id(tx), f.mark);
    KT_TRY(find_all(&f, &words, &tallies, &count));
    *hits = keep_best(tallies, count, f.arena);
    return KT_OK;
}
