#include "service/price.h"

#include "service/catalog_rows.h"
#include "service/price_past.h"
#include "service/product.h"
#include "service/variant_save.h"

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_id variant_id;
    struct kt_str sku;
    struct kt_str price_list;
    struct kt_str currency;
    struct kt_str channel;
    struct kt_str customer_group;
};

static const char *const sort_names[] = { "oldest", NULL };

/* The id alone says where a page ends; the version stands for its key. */
static const struct kt_resource_sort sorts[] = {
    { KT_SQL_PRICE_PAGE, .key_column = 14 },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(ID, struct query, variant_id, 0, .prefix = "var",
             .help = "Of this one only"),
    KT_FIELD(STR, struct query, sku, 0, .min = 1, .max = KT_SKU_MAX,
             .help = "Of this variant only"),
    KT_FIELD(STR, struct query, price_list, 0, .min = 1, .max = 64,
             .help = "Code"),
    KT_FIELD(STR, struct query, currency, 0, .min = 3, .max = 3,
             .help = "ISO 4217"),
    KT_FIELD(STR, struct query, channel, 0, .min = 1, .max = 64,
             .help = "Code: for this one only"),
    KT_FIELD(STR, struct query, customer_group, 0, .min = 1, .max = 64,
             .help = "Code: for this one only"),
};

const struct kt_shape kt_price_query_shape =
    KT_SHAPE("PriceQuery", struct query, query_fields, NULL);

static enum kt_sql
choose(const struct kt_call *call, const void *asked,
       struct kt_filters *filters)
{
    const struct query *query = asked;
    bool of_variant = !kt_id_is_null(query->variant_id) || query->sku.len > 0;
    bool of_list = query->price_list.len > 0;
    (void)call;
    if (of_variant) {
        kt_filter_add(filters, KT_ID_OR_NULL(query->variant_id));
        kt_filter_add(filters, KT_TEXT(query->sku));
    }
    if (of_variant || of_list)
        kt_filter_add(filters, KT_TEXT(query->price_list));
    kt_filter_add(filters, KT_TEXT(query->currency));
    kt_filter_add(filters, KT_TEXT(query->channel));
    kt_filter_add(filters, KT_TEXT(query->customer_group));
    if (of_variant)
        return KT_SQL_PRICE_FIND;
    return of_list ? KT_SQL_PRICE_OF_LIST : KT_SQL_PRICE_PAGE;
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    (void)err;
    kt_price_read_row(rows, arena, record);
    return KT_OK;
}

/* An unknown variant is a fault of a new one; that of an old one cannot have
 * gone without it. */
static enum kt_status
find_product(struct kt_edit *edit, struct kt_product_price *price,
             struct kt_error *err)
{
    struct kt_rows rows;
    if (!edit->is_new)
        return KT_OK;
    KT_TRY(kt_query(edit->reading, KT_SQL_VARIANT_BY_ID,
                    KT_ARGS(KT_ID(price->variant_id)), &rows, err));
    if (kt_rows_next(&rows))
        price->product_id = kt_col_id(&rows, 1);
    else
        kt_error_add(err, KT_STR("/variant_id"), "unknown",
                     "there is no such variant");
    return kt_rows_close(&rows);
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    struct kt_product_price *price = record;
    KT_TRY(kt_edit_refs(
        edit, KT_REF_BIT(KT_REF_PRICE_LIST) | KT_REF_BIT(KT_REF_CHANNEL), err));
    kt_product_price_check(price, KT_STR(""), err);
    (void)kt_refs_get(edit->refs, KT_REF_PRICE_LIST, price->price_list,
                      KT_STR("/price_list"), err);
    (void)kt_refs_get(edit->refs, KT_REF_CHANNEL, price->channel,
                      KT_STR("/channel"), err);
    KT_TRY(find_product(edit, price, err));
    return err->status;
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    const struct kt_product_price *price = record;
    struct kt_saving saving = kt_edit_saving(edit);
    return kt_price_write(&saving, price, err);
}

static enum kt_status
drop(struct kt_edit *edit, struct kt_id id, int64_t if_match,
     struct kt_error *err)
{
    struct kt_product_price price;
    KT_TRY(kt_resource_load(&kt_price_resource, edit->reading, id,
                            edit->call->arena, &price, err));
    struct kt_saving saving = kt_edit_saving(edit);
    KT_TRY(kt_price_past_add(&saving, id, price.variant_id, err));
    return kt_exec(edit->tx, KT_SQL_PRICE_DROP, 1,
                   KT_ARGS(KT_ID(id), KT_ID(price.variant_id),
                           KT_INT(if_match)),
                   err);
}

const struct kt_resource kt_price_resource = {
    .name = "price",
    .path = "/admin/v1/prices",
    .prefix = "price",
    .in = &kt_price_in_shape,
    .patch = &kt_price_patch_shape,
    .out = &kt_price_out_shape,
    KT_RESOURCE_RECORD(kt_product_price),
    .sorts = sorts,
    .get = KT_SQL_PRICE_GET,
    .claims_in_save = true,
    .choose = choose,
    .read = read_row,
    .check = check,
    .save = save,
    .drop_row = drop,
};
