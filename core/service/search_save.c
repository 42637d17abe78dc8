#include "service/search_save.h"

#include "base/grow.h"
#include "base/log.h"
#include "domain/search/analysis.h"
#include "domain/search/rank.h"
#include "service/catalog_rows.h"
#include "service/search_find.h"

struct texts {
    char mark[KT_SEARCH_MARK];
    struct kt_arena *arena;
    struct kt_buf fields[KT_SEARCH_FIELDS];
    size_t title_words;
    size_t words; /* of all fields */
};

static size_t
add(struct texts *texts, enum kt_search_field field, struct kt_str text)
{
    size_t count = kt_search_index(text, texts->mark, &texts->fields[field]);
    texts->words += count;
    return count;
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
    for (size_t i = 0; i < product->descriptions.count; i++)
        add(texts, KT_SEARCH_BODY,
            strip_tags(descriptions[i].value, texts->arena));
}

/* Categories by their names, in every language. */
static enum kt_status
add_categories(struct texts *texts, const struct kt_tx *tx, struct kt_id id,
               struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(
        kt_query(tx, KT_SQL_CATEGORY_DIRECT, KT_ARGS(KT_ID(id)), &rows, err));
    while (kt_rows_next(&rows))
        add_attributes(texts, kt_col_copy(&rows, 1, texts->arena));
    return kt_rows_close(&rows);
}

/* ---- rows ---- */

static enum kt_status
claim_number(struct kt_tx *tx, struct kt_id id, int64_t lengths,
             int64_t *number, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query_change(tx, KT_SQL_SEARCH_ADD_DOC,
                           KT_ARGS(KT_ID(id), KT_INT(lengths)), &rows, err));
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
make_room(struct kt_tx *tx, struct kt_id id, int64_t lengths, int64_t *number,
          struct kt_error *err)
{
    KT_TRY(find_number(tx, id, number, err));
    if (*number == 0)
        return claim_number(tx, id, lengths, number, err);
    KT_TRY(kt_exec(tx, KT_SQL_SEARCH_CHANGE_DOC, 1,
                   KT_ARGS(KT_INT(lengths), KT_ID(id)), err));
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
    KT_TRY(add_categories(&texts, kt_tx_reading(tx), product->id, err));
    int64_t lengths = kt_search_lengths(texts.title_words, texts.words);
    KT_TRY(make_room(tx, product->id, lengths, &number, err));
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

/* ---- many products ---- */

/* Products in one transaction. */
enum { BATCH_MAX = 200 };

static enum kt_status
load_ids(const struct kt_tx *tx, enum kt_sql statement, struct kt_args args,
         struct kt_arena *arena, struct kt_list *ids, struct kt_error *err)
{
    struct kt_id *items = NULL;
    struct kt_rows rows;
    ids->count = 0;
    KT_TRY(kt_query(tx, statement, args, &rows, err));
    while (kt_rows_next(&rows)) {
        items = kt_grow(arena, items, ids->count, sizeof *items);
        items[ids->count++] = kt_col_id(&rows, 0);
    }
    ids->items = items;
    return kt_rows_close(&rows);
}

/* Marks move with the rows, so that shelves read the lengths anew. */
static enum kt_status
save_again(struct kt_tx *tx, const struct kt_list *ids, struct kt_arena *arena,
           struct kt_error *err)
{
    const struct kt_id *items = ids->items;
    for (size_t i = 0; i < ids->count; i++) {
        struct kt_product product;
        KT_TRY(
            kt_product_load(kt_tx_reading(tx), items[i], arena, &product, err));
        KT_TRY(kt_search_save(tx, &product, arena, err));
    }
    return KT_OK;
}

enum kt_status
kt_search_rename(struct kt_tx *tx, struct kt_id category_id,
                 struct kt_arena *arena, struct kt_error *err)
{
    struct kt_list ids;
    KT_TRY(load_ids(kt_tx_reading(tx), KT_SQL_SEARCH_CATEGORY_PRODUCTS,
                    KT_ARGS(KT_ID(category_id), KT_INT(BATCH_MAX + 1)), arena,
                    &ids, err));
    if (ids.count <= BATCH_MAX)
        return save_again(tx, &ids, arena, err);
    return kt_exec(tx, KT_SQL_SEARCH_MAKE_STALE, KT_ANY_ROWS,
                   KT_ARGS(KT_ID(category_id)), err);
}

struct filling {
    enum kt_sql statement; /* which products */
    struct kt_arena arena; /* of a batch */
    size_t count;          /* in the batch */
};

static enum kt_status
save_batch(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct filling *filling = arg;
    struct kt_list ids;
    kt_arena_reset(&filling->arena);
    KT_TRY(load_ids(kt_tx_reading(tx), filling->statement,
                    KT_ARGS(KT_INT(BATCH_MAX)), &filling->arena, &ids, err));
    filling->count = ids.count;
    return save_again(tx, &ids, &filling->arena, err);
}

static enum kt_status
fill(struct kt_store *store, struct kt_id store_id, enum kt_sql statement,
     size_t *count, struct kt_error *err)
{
    enum kt_status status;
    struct filling filling = { .statement = statement };
    kt_arena_init(&filling.arena, 0);
    do {
        status = kt_store_write(store, store_id, save_batch, &filling, err);
        *count += filling.count;
    } while (status == KT_OK && filling.count == BATCH_MAX);
    kt_arena_release(&filling.arena);
    return status;
}

struct shops {
    enum kt_sql statement;
    struct kt_list ids;
};

static enum kt_status
load_shops(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct shops *shops = arg;
    return load_ids(tx, shops->statement, KT_NO_ARGS, err->arena, &shops->ids,
                    err);
}

/* The products that one statement finds in the shops that another finds. */
static enum kt_status
fill_shops(struct kt_store *store, enum kt_sql which, enum kt_sql statement,
           struct kt_error *err)
{
    struct shops shops = { .statement = which };
    size_t count = 0;
    KT_TRY(kt_store_read(store, KT_NO_STORE, load_shops, &shops, err));
    const struct kt_id *ids = shops.ids.items;
    for (size_t i = 0; i < shops.ids.count; i++)
        KT_TRY(fill(store, ids[i], statement, &count, err));
    if (count > 0)
        kt_log(KT_LOG_INFO, "products can be found by new texts",
               KT_LOG_INT("products", (int64_t)count));
    return KT_OK;
}

enum kt_status
kt_search_refresh(struct kt_store *store, struct kt_error *err)
{
    return fill_shops(store, KT_SQL_SEARCH_STALE_STORES, KT_SQL_SEARCH_STALE,
                      err);
}

enum kt_status
kt_search_fill(struct kt_store *store, struct kt_error *err)
{
    KT_TRY(fill_shops(store, KT_SQL_STORE_LIST, KT_SQL_SEARCH_MISSING, err));
    return kt_search_refresh(store, err);
}
