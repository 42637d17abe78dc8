#include "service/collection.h"

#include "domain/catalog/code.h"
#include "service/catalog_rows.h"
#include "service/column.h"

/* ---- the list ---- */

static const char *const sort_names[] = { "slug", "position", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_COLLECTION_LIST_SLUG, .key_column = 1, .is_text = true },
    { KT_SQL_COLLECTION_LIST_POSITION, .key_column = 4 },
};

static const struct kt_field query_fields[] = {
    KT_ACTIVE_QUERY_ROWS(sort_names),
};

const struct kt_shape kt_collection_query_shape =
    KT_SHAPE("CollectionQuery", struct kt_active_query, query_fields, NULL);

/* ---- reading ---- */

enum kt_status
kt_collection_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                       struct kt_collection *collection, struct kt_error *err)
{
    *collection = (struct kt_collection){
        .id = kt_col_id(rows, 0),
        .slug = kt_col_copy(rows, 1, arena),
        .position = kt_col_int(rows, 4),
        .is_active = kt_col_int(rows, 5) != 0,
        .created_at = kt_col_int(rows, 7),
        .version = kt_col_int(rows, 8),
    };
    KT_TRY(kt_col_texts(rows, 2, arena, &collection->names, err));
    KT_TRY(kt_col_texts(rows, 3, arena, &collection->descriptions, err));
    if (kt_col_is_null(rows, 6))
        return KT_OK;
    collection->selector = KT_NEW(arena, struct kt_selector);
    return kt_col_shape(rows, 6, &kt_selector_shape, collection->selector,
                        arena, err);
}

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    return kt_collection_read_row(rows, arena, record, err);
}

static enum kt_status
load_products(const struct kt_tx *tx, struct kt_arena *arena, void *record,
              struct kt_error *err)
{
    struct kt_collection *collection = record;
    struct kt_rows rows;
    if (collection->selector != NULL)
        return KT_OK;
    struct kt_id *ids =
        KT_NEW_ARRAY(arena, struct kt_id, KT_COLLECTION_PRODUCTS_MAX);
    KT_TRY(kt_query(tx, KT_SQL_COLLECTION_PRODUCTS,
                    KT_ARGS(KT_ID(collection->id)), &rows, err));
    while (collection->products.count < KT_COLLECTION_PRODUCTS_MAX &&
           kt_rows_next(&rows))
        ids[collection->products.count++] = kt_col_id(&rows, 0);
    collection->products.items = ids;
    return kt_rows_close(&rows);
}

/* ---- writing ---- */

static void
complete(const struct kt_shape *shape, void *record)
{
    kt_collection_complete(shape, record);
}

/* A patch that brings one kind of choice takes the other away. */
static void
apply(const void *patch, void *record)
{
    const struct kt_shape *shape = &kt_collection_patch_shape;
    const struct kt_collection *given = patch;
    struct kt_collection *collection = record;
    bool brings_products = kt_shape_was_given(shape, patch, "products");
    bool brings_rule = given->selector != NULL;
    kt_shape_patch(shape, patch, record);
    if (brings_products && !kt_shape_was_given(shape, patch, "selector"))
        collection->selector = NULL;
    if (brings_rule && !brings_products)
        collection->products = (struct kt_list){ 0 };
}

static enum kt_status
check_products(struct kt_edit *edit, const struct kt_list *products,
               struct kt_error *err)
{
    const struct kt_id *ids = products->items;
    for (size_t i = 0; i < products->count; i++) {
        struct kt_rows rows;
        KT_TRY(kt_query(edit->reading, KT_SQL_PRODUCT_PLACE,
                        KT_ARGS(KT_ID(ids[i])), &rows, err));
        bool is_there = kt_rows_next(&rows);
        KT_TRY(kt_rows_close(&rows));
        if (!is_there)
            kt_error_add(err, kt_arena_format(err->arena, "/products/%zu", i),
                         "unknown", "there is no such product");
    }
    return KT_OK;
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    const struct kt_collection *collection = record;
    kt_collection_check(collection, err);
    if (edit->is_new || kt_edit_gives(edit, "products"))
        KT_TRY(check_products(edit, &collection->products, err));
    return kt_edit_check_own(edit, KT_SQL_COLLECTION_BY_SLUG, "slug",
                             collection->slug, collection->id, err);
}

static struct kt_arg
selector_arg(const struct kt_selector *selector, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    if (selector == NULL)
        return KT_NULL;
    kt_buf_init(&buf, arena, 256);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_selector_shape, selector, &json);
    return KT_TEXT(kt_buf_view(&buf));
}

static enum kt_status
save_products(struct kt_edit *edit, const struct kt_collection *collection,
              struct kt_error *err)
{
    const struct kt_id *ids = collection->products.items;
    KT_TRY(kt_exec(edit->tx, KT_SQL_COLLECTION_CLEAR, KT_ANY_ROWS,
                   KT_ARGS(KT_ID(collection->id)), err));
    for (size_t i = 0; i < collection->products.count; i++)
        KT_TRY(kt_exec(edit->tx, KT_SQL_COLLECTION_PUT, 1,
                       KT_ARGS(KT_ID(collection->id), KT_INT((int64_t)i),
                               KT_ID(ids[i])),
                       err));
    return KT_OK;
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    const struct kt_collection *collection = record;
    struct kt_arena *arena = edit->call->arena;
    KT_TRY(kt_exec(
        edit->tx, KT_SQL_COLLECTION_UPSERT, 1,
        KT_ARGS(KT_ID(collection->id), KT_TEXT(collection->slug),
                KT_TEXT(kt_texts_json(&collection->names, arena)),
                KT_TEXT(kt_texts_json(&collection->descriptions, arena)),
                KT_INT(collection->position), KT_INT(collection->is_active),
                selector_arg(collection->selector, arena),
                KT_INT(edit->call->now_ms)),
        err));
    return edit->is_new || kt_edit_gives(edit, "products") ||
                   kt_edit_gives(edit, "selector")
               ? save_products(edit, collection, err)
               : KT_OK;
}

const struct kt_resource kt_collection_resource = {
    .name = "collection",
    .path = "/admin/v1/collections",
    .prefix = "coll",
    .in = &kt_collection_in_shape,
    .patch = &kt_collection_patch_shape,
    .out = &kt_collection_out_shape,
    KT_RESOURCE_RECORD(kt_collection),
    .sorts = sorts,
    .get = KT_SQL_COLLECTION_GET,
    .claim = KT_SQL_COLLECTION_CLAIM,
    .drop = KT_SQL_COLLECTION_DELETE,
    .filter = kt_active_filter,
    .read = read_row,
    .load_more = load_products,
    .complete = complete,
    .apply = apply,
    .check = check,
    .save = save,
};
