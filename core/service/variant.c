#include "service/variant.h"

#include "base/assert.h"
#include "service/catalog_rows.h"
#include "service/product.h"
#include "service/variant_save.h"

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_id product_id;
    struct kt_str sku;
    struct kt_str barcode;
    int is_active;    /* -1: any */
    int stock_policy; /* -1: any */
};

enum { SORT_SKU, SORT_POSITION, SORT_COUNT };

static const char *const sort_names[] = { "sku", "position", NULL };

static const struct kt_resource_sort sorts[] = {
    [SORT_SKU] = { KT_SQL_VARIANT_LIST_SKU, .key_column = 1, .is_text = true },
    [SORT_POSITION] = { KT_SQL_VARIANT_FIND_POSITION, .key_column = 19 },
};

/* Driven by product, sku and barcode. */
static const enum kt_sql found[SORT_COUNT] = { KT_SQL_VARIANT_FIND_SKU,
                                               KT_SQL_VARIANT_FIND_POSITION };

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(ID, struct query, product_id, 0, .prefix = "prod",
             .help = "Of this one only"),
    KT_FIELD(STR, struct query, sku, 0, .min = 1, .max = KT_SKU_MAX),
    KT_FIELD(STR, struct query, barcode, 0, .min = 1, .max = 100),
    KT_FIELD(ENUM, struct query, is_active, KT_NULLABLE,
             .names = kt_truth_names),
    KT_FIELD(ENUM, struct query, stock_policy, KT_NULLABLE,
             .names = kt_stock_policy_names),
};

const struct kt_shape kt_variant_query_shape =
    KT_SHAPE("VariantQuery", struct query, query_fields, NULL);

static bool
is_found(const struct query *query)
{
    return !kt_id_is_null(query->product_id) ||
           query->sku.len + query->barcode.len > 0;
}

/* Positions are those among a product's variants. */
static enum kt_status
look_up(const struct kt_tx *tx, const struct kt_call *call, const void *asked,
        struct kt_filters *filters, struct kt_error *err)
{
    const struct query *query = asked;
    (void)tx, (void)call, (void)filters;
    if (query->list.sort != SORT_POSITION || is_found(query))
        return KT_OK;
    kt_fail_invalid_query(err);
    return kt_error_add(err, KT_STR("/sort"), "invalid",
                        "position goes with product_id, sku or barcode");
}

static enum kt_sql
choose(const struct kt_call *call, const void *asked,
       struct kt_filters *filters)
{
    const struct query *query = asked;
    bool has_code = query->sku.len + query->barcode.len > 0;
    bool is_page = !has_code && query->list.sort == SORT_POSITION;
    const char *policy = query->stock_policy < 0
                             ? ""
                             : kt_stock_policy_names[query->stock_policy];
    (void)call;
    if (is_found(query)) {
        kt_filter_add(filters, KT_ID_OR_NULL(query->product_id));
        if (!is_page) {
            kt_filter_add(filters, KT_TEXT(query->sku));
            kt_filter_add(filters, KT_TEXT(query->barcode));
        }
    }
    kt_filter_add(filters, KT_INT(query->is_active));
    kt_filter_add(filters, KT_TEXT(kt_str_of(policy)));
    if (is_page)
        return KT_SQL_VARIANT_PAGE;
    return is_found(query) ? found[query->list.sort] : KT_SQL_VARIANT_LIST_SKU;
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    return kt_variant_read_row(rows, arena, record, err);
}

static void
complete(const struct kt_shape *shape, void *record)
{
    struct kt_variant *variant = record;
    kt_variant_complete(shape, variant);
    if (!kt_shape_was_given(shape, variant, "position"))
        variant->position = -1;
}

/* What its product demands of it. An unknown product is a fault of a new one;
 * that of an old one cannot have gone without it. */
static enum kt_status
check_in_product(struct kt_edit *edit, const struct kt_variant *variant,
                 struct kt_error *err)
{
    struct kt_product product;
    struct kt_error lost;
    kt_error_init(&lost, err->arena);
    enum kt_status status =
        kt_resource_load(&kt_product_resource, edit->reading,
                         variant->product_id, edit->call->arena, &product,
                         &lost);
    if (status == KT_NOT_FOUND) {
        kt_error_add(err, KT_STR("/product_id"), "unknown",
                     "there is no such product");
        return KT_OK;
    }
    if (status != KT_OK)
        return kt_error_set(err, status);
    const struct kt_ref *type =
        kt_str_is_empty(product.type)
            ? NULL
            : kt_refs_find(edit->refs, KT_REF_PRODUCT_TYPE, product.type);
    kt_variant_check(variant, &product, type != NULL ? type->type : NULL, err);
    return KT_OK;
}

/* Active variants of a product differ in their options. */
static enum kt_status
check_twin(struct kt_edit *edit, const struct kt_variant *variant,
           struct kt_error *err)
{
    struct kt_rows rows;
    if (!variant->is_active)
        return KT_OK;
    struct kt_str title =
        kt_variant_title(&variant->option_values, edit->call->arena);
    KT_TRY(kt_query(edit->reading, KT_SQL_VARIANT_TWIN,
                    KT_ARGS(KT_ID(variant->product_id), KT_TEXT(title),
                            KT_ID(variant->id)),
                    &rows, err));
    if (kt_rows_next(&rows))
        kt_variant_refuse_twin(title, KT_STR("/option_values"), err);
    return kt_rows_close(&rows);
}

/* What may differ between the snapshot and the write. */
static enum kt_status
check_place(struct kt_edit *edit, const struct kt_variant *variant,
            struct kt_error *err)
{
    KT_TRY(check_in_product(edit, variant, err));
    return check_twin(edit, variant, err);
}

/* Promotions and rules choose variants by sku: one that they name stays. */
static enum kt_status
check_sku(struct kt_edit *edit, const struct kt_variant *variant,
          struct kt_error *err)
{
    struct kt_variant old;
    if (edit->is_new || !kt_edit_gives(edit, "sku"))
        return KT_OK;
    KT_TRY(kt_resource_load(&kt_variant_resource, edit->reading, variant->id,
                            edit->call->arena, &old, err));
    return kt_str_eq(old.sku, variant->sku)
               ? KT_OK
               : kt_edit_find_sku(edit, old.sku, err);
}

static enum kt_status
resolve(struct kt_edit *edit, struct kt_variant *variant, struct kt_error *err)
{
    unsigned kinds = KT_REF_BIT(KT_REF_PRODUCT_TYPE);
    if (edit->is_new)
        kinds |= KT_REF_BIT(KT_REF_PRICE_LIST) | KT_REF_BIT(KT_REF_CHANNEL) |
                 KT_REF_BIT(KT_REF_LOCATION);
    KT_TRY(kt_edit_refs(edit, kinds, err));
    struct kt_saving saving = kt_edit_saving(edit);
    return edit->is_new ? kt_variant_resolve(&saving, variant, KT_STR(""), err)
                        : KT_OK;
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    struct kt_variant *variant = record;
    KT_TRY(resolve(edit, variant, err));
    KT_TRY(check_place(edit, variant, err));
    KT_TRY(err->status);
    KT_TRY(check_sku(edit, variant, err));
    return kt_edit_check_own(edit, KT_SQL_VARIANT_BY_SKU, "sku", variant->sku,
                             variant->id, err);
}

/* ---- writing ---- */

static enum kt_status
find_position(struct kt_edit *edit, struct kt_variant *variant,
              struct kt_error *err)
{
    struct kt_rows rows;
    if (variant->position >= 0)
        return KT_OK;
    KT_TRY(kt_query(edit->reading, KT_SQL_VARIANT_NEXT_POSITION,
                    KT_ARGS(KT_ID(variant->product_id)), &rows, err));
    if (kt_rows_next(&rows))
        variant->position = kt_col_int(&rows, 0);
    return kt_rows_close(&rows);
}

/* What the text of its product has of it, see search_save.c: a product with
 * thousands of variants has a long one. */
static bool
is_found_otherwise(const struct kt_edit *edit)
{
    static const char *const words[] = { "sku", "barcode", "attributes",
                                         "is_active" };
    bool is_otherwise = edit->is_new;
    for (size_t i = 0; i < KT_COUNT(words); i++)
        is_otherwise |= kt_edit_gives(edit, words[i]);
    return is_otherwise;
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    struct kt_variant variant = *(const struct kt_variant *)record;
    struct kt_saving saving = kt_edit_saving(edit);
    KT_TRY(check_place(edit, &variant, err));
    if (err->status != KT_OK)
        return kt_fail_conflict(err);
    KT_TRY(find_position(edit, &variant, err));
    KT_TRY(kt_variant_write(&saving, &variant, err));
    if (edit->is_new) {
        KT_TRY(kt_variant_write_prices(&saving, &variant, err));
        KT_TRY(kt_variant_write_stock(&saving, &variant, err));
    }
    return is_found_otherwise(edit)
               ? kt_edit_change_product(edit, variant.product_id, err)
               : kt_edit_touch_product(edit, variant.product_id, err);
}

/* ---- deleting ---- */

static enum kt_status
find_users(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    return kt_edit_find_sku(edit, ((const struct kt_variant *)record)->sku,
                            err);
}

static enum kt_status
forget(struct kt_edit *edit, struct kt_id id, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(edit->reading, KT_SQL_VARIANT_BY_ID, KT_ARGS(KT_ID(id)),
                    &rows, err));
    struct kt_id product_id =
        kt_rows_next(&rows) ? kt_col_id(&rows, 1) : (struct kt_id){ 0 };
    KT_TRY(kt_rows_close(&rows));
    return kt_edit_change_product(edit, product_id, err);
}

static const struct kt_resource_user users[] = {
    { "order", "ord", KT_SQL_VARIANT_ORDERS },
    { NULL, NULL, 0 },
};

const struct kt_resource kt_variant_resource = {
    .name = "variant",
    .path = "/admin/v1/variants",
    .prefix = "var",
    .in = &kt_variant_in_shape,
    .patch = &kt_variant_patch_shape,
    .out = &kt_variant_out_shape,
    KT_RESOURCE_RECORD(kt_variant),
    .sorts = sorts,
    .users = users,
    .get = KT_SQL_VARIANT_GET,
    .claim = KT_SQL_VARIANT_CLAIM,
    .drop = KT_SQL_VARIANT_DELETE,
    .look_up = look_up,
    .choose = choose,
    .read = read_row,
    .complete = complete,
    .check = check,
    .save = save,
    .find_users = find_users,
    .forget = forget,
};
