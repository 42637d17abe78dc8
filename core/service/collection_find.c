#include <stdlib.h>

#include "base/grow.h"
#include "domain/catalog/product_type.h"
#include "service/collection.h"

/* Which products belong to a collection. */

struct taking {
    const struct kt_tx *tx;
    struct kt_arena *arena;
    struct kt_error *err;
    struct kt_id *ids;
    size_t count;
};

static void
push(struct taking *t, struct kt_id id)
{
    t->ids = kt_grow(t->arena, t->ids, t->count, sizeof *t->ids);
    t->ids[t->count++] = id;
}

static enum kt_status
take(struct taking *t, enum kt_sql statement, struct kt_args args)
{
    struct kt_rows rows;
    KT_TRY(kt_query(t->tx, statement, args, &rows, t->err));
    while (kt_rows_next(&rows))
        push(t, kt_col_id(&rows, 0));
    return kt_rows_close(&rows);
}

static enum kt_status
take_list(struct taking *t, enum kt_sql statement, const struct kt_list *list)
{
    const struct kt_str *texts = list->items;
    for (size_t i = 0; i < list->count; i++)
        KT_TRY(take(t, statement, KT_ARGS(KT_TEXT(texts[i]))));
    return KT_OK;
}

/* ---- attributes ---- */

static bool
has_pair(const struct kt_list *wanted, const struct kt_list *pairs)
{
    const struct kt_pair *left = wanted->items;
    const struct kt_pair *right = pairs->items;
    for (size_t i = 0; i < wanted->count; i++) {
        for (size_t k = 0; k < pairs->count; k++) {
            if (kt_str_eq(left[i].name, right[k].name) &&
                kt_str_eq(left[i].value, right[k].value))
                return true;
        }
    }
    return false;
}

/* Each row is read in memory that the next one takes again. */
static enum kt_status
take_attributes(struct taking *t, enum kt_sql statement,
                const struct kt_list *wanted)
{
    struct kt_rows rows;
    if (wanted->count == 0)
        return KT_OK;
    KT_TRY(kt_query(t->tx, statement, KT_NO_ARGS, &rows, t->err));
    while (kt_rows_next(&rows)) {
        struct kt_arena_mark mark = kt_arena_mark(t->arena);
        struct kt_list pairs =
            kt_attributes_pairs(kt_col_copy(&rows, 1, t->arena), KT_STR(""),
                                t->arena);
        bool is_taken = has_pair(wanted, &pairs);
        kt_arena_rewind(t->arena, mark);
        if (is_taken)
            push(t, kt_col_id(&rows, 0));
    }
    return kt_rows_close(&rows);
}

/* ---- rules ---- */

static bool
names_nothing(const struct kt_selector *s)
{
    return s->skus.count + s->products.count + s->categories.count +
               s->tags.count + s->vendors.count + s->attributes.count ==
           0;
}

static enum kt_status
take_named(struct taking *t, const struct kt_selector *s)
{
    if (names_nothing(s))
        return take(t, KT_SQL_COLLECTION_OF_ALL, KT_NO_ARGS);
    KT_TRY(take_list(t, KT_SQL_COLLECTION_OF_SKU, &s->skus));
    KT_TRY(take_list(t, KT_SQL_COLLECTION_OF_SLUG, &s->products));
    KT_TRY(take_list(t, KT_SQL_COLLECTION_OF_CATEGORY, &s->categories));
    KT_TRY(take_list(t, KT_SQL_COLLECTION_OF_TAG, &s->tags));
    KT_TRY(take_list(t, KT_SQL_COLLECTION_OF_VENDOR, &s->vendors));
    KT_TRY(take_attributes(t, KT_SQL_COLLECTION_ATTRIBUTES, &s->attributes));
    return take_attributes(t, KT_SQL_COLLECTION_VARIANT_ATTRIBUTES,
                           &s->attributes);
}

/* A SKU is one of a product's variants; the product goes with it. */
static enum kt_status
take_excluded(struct taking *t, const struct kt_selector *s)
{
    KT_TRY(take_list(t, KT_SQL_COLLECTION_OF_SKU, &s->exclude_skus));
    KT_TRY(take_list(t, KT_SQL_COLLECTION_OF_SLUG, &s->exclude_products));
    KT_TRY(take_list(t, KT_SQL_COLLECTION_OF_CATEGORY, &s->exclude_categories));
    return take_list(t, KT_SQL_COLLECTION_OF_TAG, &s->exclude_tags);
}

/* Newer ids are greater. */
static int
by_newest(const void *left, const void *right)
{
    return memcmp(right, left, sizeof(struct kt_id));
}

/* What is in taken and not in excluded, each once. */
static void
subtract(struct taking *taken, struct taking *excluded)
{
    size_t kept = 0, at = 0;
    if (taken->count == 0)
        return;
    qsort(taken->ids, taken->count, sizeof *taken->ids, by_newest);
    if (excluded->count > 0)
        qsort(excluded->ids, excluded->count, sizeof *excluded->ids, by_newest);
    for (size_t i = 0; i < taken->count; i++) {
        const struct kt_id *id = &taken->ids[i];
        while (at < excluded->count && by_newest(&excluded->ids[at], id) < 0)
            at++;
        bool is_out = at < excluded->count && kt_id_eq(excluded->ids[at], *id);
        if (!is_out && (kept == 0 || !kt_id_eq(taken->ids[kept - 1], *id)))
            taken->ids[kept++] = *id;
    }
    taken->count = kept;
}

static enum kt_status
load(const struct taking *t, enum kt_sql statement, struct kt_str slug,
     struct kt_collection *collection, bool *is_there)
{
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(t->tx, statement, KT_ARGS(KT_TEXT(slug)), &rows, t->err));
    *is_there = kt_rows_next(&rows);
    if (*is_there)
        status = kt_collection_read_row(&rows, t->arena, collection, t->err);
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

enum kt_status
kt_collection_find(const struct kt_tx *tx, enum kt_sql statement,
                   struct kt_str slug, struct kt_arena *arena,
                   struct kt_id **ids, size_t *count, bool *is_there,
                   struct kt_error *err)
{
    struct taking taken = { .tx = tx, .arena = arena, .err = err };
    struct taking excluded = taken;
    struct kt_collection collection;
    *count = 0;
    KT_TRY(load(&taken, statement, slug, &collection, is_there));
    if (!*is_there)
        return KT_OK;
    if (collection.selector == NULL) {
        KT_TRY(take(&taken, KT_SQL_COLLECTION_PRODUCTS,
                    KT_ARGS(KT_ID(collection.id))));
    } else {
        KT_TRY(take_named(&taken, collection.selector));
        KT_TRY(take_excluded(&excluded, collection.selector));
        subtract(&taken, &excluded);
    }
    *ids = taken.ids;
    *count = taken.count;
    return KT_OK;
}
