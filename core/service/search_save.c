#include "service/search_save.h"

#include "base/grow.h"
#include "domain/search/analysis.h"
#include "service/catalog_rows.h"
#include "service/search_find.h"

struct texts {
    char mark[KT_SEARCH_MARK];
    struct kt_arena *arena;
    struct kt_buf fields[KT_SEARCH_FIELDS];
    size_t title_words;
};

static size_t
add(struct texts *texts, enum kt_search_field field, struct kt_str text)
{
    return kt_search_index(text, texts->mark, &texts->fields[field]);
}

/* The longest title counts: a short one in another language is no better. */
static void
add_titles(struct texts *texts, const struct kt_list *titles)
{
    const struct kt_pair *pairs = titles->items;
    for (size_t i = 0; i < titles->count; i++) {
        size_t count = add(texts, KT_SEARCH_TITLE, pairs[i].value);
        if (count > texts->title_words)
            texts->title_words = count;
    }
}

/* Descriptions may be HTML: its tags are no words. */
static struct kt_str
strip_tags(struct kt_str text, struct kt_arena *arena)
{
    char *out = kt_arena_alloc(arena, text.len + 1);
    size_t len = 0;
    bool is_tag = false;
    if (memchr(text.ptr, '<', text.len) == NULL)
        return text;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool opens = c == '<' && i + 1 < text.len && text.ptr[i + 1] != ' ';
        is_tag = (is_tag || opens) && c != '>';
        out[len++] = is_tag || c == '>' ? ' ' : c;
    }
    return (struct kt_str){ out, len };
}

/* What a product has: the names of what is true, all other values. */
static void
add_attributes(struct texts *texts, struct kt_str attributes)
{
    struct kt_list list =
        kt_attributes_pairs(attributes, KT_STR("{}"), texts->arena);
    const struct kt_pair *pairs = list.items;
    for (size_t i = 0; i < list.count; i++) {
        if (kt_str_eq(pairs[i].value, KT_STR("true")))
            add(texts, KT_SEARCH_FACET, pairs[i].name);
        else if (!kt_str_eq(pairs[i].value, KT_STR("false")))
            add(texts, KT_SEARCH_FACET, pairs[i].value);
    }
}

static void
add_strs(struct texts *texts, enum kt_search_field field,
         const struct kt_list *list)
{
    const struct kt_str *items = list->items;
    for (size_t i = 0; i < list->count; i++)
        add(texts, field, items[i]);
}

static void
add_variants(struct texts *texts, const struct kt_product *product)
{
    const struct kt_variant *variants = product->variants.items;
    const struct kt_product_option *options = product->options.items;
    for (size_t i = 0; i < product->variants.count; i++) {
        if (!variants[i].is_active)
            continue;
        add(texts, KT_SEARCH_CODE, variants[i].sku);
        add(texts, KT_SEARCH_CODE, variants[i].barcode);
        add_attributes(texts, variants[i].attributes);
    }
    for (size_t i = 0; i < product->options.count; i++)
        add_strs(texts, KT_SEARCH_FACET, &options[i].values);
}

static void
collect(struct texts *texts, const struct kt_product *product)
{
    const struct kt_pair *descriptions = product->descriptions.items;
    for (size_t i = 0; i < KT_SEARCH_FIELDS; i++)
        kt_buf_init(&texts->fields[i], texts->arena, 256);
    add_titles(texts, &product->titles);
    add_variants(texts, product);
    add(texts, KT_SEARCH_VENDOR, product->vendor);
    add_attributes(texts, product->attributes);
    add_strs(texts, KT_SEARCH_FACET, &product->tags);
    add_strs(texts, KT_SEARCH_FACET, &product->categories);
    for (size_t i = 0; i < product->descriptions.count; i++)
        add(texts, KT_SEARCH_BODY,
            strip_tags(descriptions[i].value, texts->arena));
}

/* ---- rows ---- */

static enum kt_status
claim_number(struct kt_tx *tx, struct kt_id id, int64_t title_words,
             int64_t *number, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query_change(tx, KT_SQL_SEARCH_ADD_DOC,
                           KT_ARGS(KT_ID(id), KT_INT(title_words)), &rows,
                           err));
    if (kt_rows_next(&rows))
        *number = kt_col_int(&rows, 0);
    return kt_rows_close(&rows);
}

/* 0: it has none. */
static enum kt_status
find_number(struct kt_tx *tx, struct kt_id id, int64_t *number,
            struct kt_error *err)
{
    struct kt_rows rows;
    *number = 0;
    KT_TRY(kt_query(kt_tx_reading(tx), KT_SQL_SEARCH_NUMBER, KT_ARGS(KT_ID(id)),
                    &rows, err));
    if (kt_rows_next(&rows))
        *number = kt_col_int(&rows, 0);
    return kt_rows_close(&rows);
}

/* The number that the product has, its old text taken away; else a new one. */
static enum kt_status
make_room(struct kt_tx *tx, struct kt_id id, int64_t title_words,
          int64_t *number, struct kt_error *err)
{
    KT_TRY(find_number(tx, id, number, err));
    if (*number == 0)
        return claim_number(tx, id, title_words, number, err);
    KT_TRY(kt_exec(tx, KT_SQL_SEARCH_CHANGE_DOC, 1,
                   KT_ARGS(KT_INT(title_words), KT_ID(id)), err));
    return kt_exec(tx, KT_SQL_SEARCH_DROP_TEXT, KT_ANY_ROWS,
                   KT_ARGS(KT_INT(*number)), err);
}

enum kt_status
kt_search_save(struct kt_tx *tx, const struct kt_product *product,
               struct kt_arena *arena, struct kt_error *err)
{
    struct texts texts = { .arena = arena };
    int64_t number;
    kt_search_mark(kt_tx_store_id(tx), texts.mark);
    collect(&texts, product);
    KT_TRY(
        make_room(tx, product->id, (int64_t)texts.title_words, &number, err));
    return kt_exec(tx, KT_SQL_SEARCH_ADD_TEXT, KT_ANY_ROWS,
                   KT_ARGS(KT_INT(number),
                           KT_TEXT(kt_buf_view(&texts.fields[KT_SEARCH_TITLE])),
                           KT_TEXT(kt_buf_view(&texts.fields[KT_SEARCH_CODE])),
                           KT_TEXT(
                               kt_buf_view(&texts.fields[KT_SEARCH_VENDOR])),
                           KT_TEXT(kt_buf_view(&texts.fields[KT_SEARCH_FACET])),
                           KT_TEXT(kt_buf_view(&texts.fields[KT_SEARCH_BODY]))),
                   err);
}

enum kt_status
kt_search_drop(struct kt_tx *tx, struct kt_id product_id, struct kt_error *err)
{
    int64_t number;
    KT_TRY(find_number(tx, product_id, &number, err));
    return number == 0 ? KT_OK
                       : kt_exec(tx, KT_SQL_SEARCH_DROP_TEXT, KT_ANY_ROWS,
                                 KT_ARGS(KT_INT(number)), err);
}

/* ---- products of before ---- */

enum { MISSING_MAX = 200 };

static enum kt_status
load_missing(const struct kt_tx *tx, struct kt_arena *arena, struct kt_id **ids,
             size_t *count, struct kt_error *err)
{
    struct kt_rows rows;
    *ids = NULL;
    *count = 0;
    KT_TRY(kt_query(tx, KT_SQL_SEARCH_MISSING, KT_ARGS(KT_INT(MISSING_MAX)),
                    &rows, err));
    while (kt_rows_next(&rows)) {
        *ids = kt_grow(arena, *ids, *count, sizeof **ids);
        (*ids)[(*count)++] = kt_col_id(&rows, 0);
    }
    return kt_rows_close(&rows);
}

struct filling {
    struct kt_arena arena; /* of a batch */
    bool has_more;
};

static enum kt_status
save_missing(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct filling *filling = arg;
    struct kt_arena *arena = &filling->arena;
    const struct kt_tx *reading = kt_tx_reading(tx);
    struct kt_id *ids;
    size_t count;
    KT_TRY(load_missing(reading, arena, &ids, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct kt_product product;
        KT_TRY(kt_product_load(reading, ids[i], arena, &product, err));
        KT_TRY(kt_search_save(tx, &product, arena, err));
    }
    filling->has_more = count == MISSING_MAX;
    return KT_OK;
}

struct shops {
    struct kt_id *items;
    size_t count;
};

static enum kt_status
load_shops(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct shops *shops = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_STORE_LIST, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows)) {
        shops->items = kt_grow(err->arena, shops->items, shops->count,
                               sizeof *shops->items);
        shops->items[shops->count++] = kt_col_id(&rows, 0);
    }
    return kt_rows_close(&rows);
}

enum kt_status
kt_search_fill(struct kt_store *store, struct kt_error *err)
{
    struct shops shops = { 0 };
    enum kt_status status = KT_OK;
    KT_TRY(kt_store_read(store, KT_NO_STORE, load_shops, &shops, err));
    for (size_t i = 0; i < shops.count; i++) {
        struct filling filling = { .has_more = true };
        while (status == KT_OK && filling.has_more) {
            kt_arena_init(&filling.arena, 0);
            status = kt_store_write(store, shops.items[i], save_missing,
                                    &filling, err);
            kt_arena_release(&filling.arena);
        }
    }
    return status;
}
