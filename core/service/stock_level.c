#include "service/stock.h"

struct query {
    struct kt_list_query list; /* first */
    struct kt_id variant_id;
    struct kt_str sku;
    struct kt_id product_id;
    struct kt_str location;
    int64_t below;
};

static const char *const sort_names[] = { "sku", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_STOCK_MOVE_LEVELS, .key_column = 3, .is_text = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(ID, struct query, variant_id, 0, .prefix = "var",
             .help = "Of this one only"),
    KT_FIELD(STR, struct query, sku, 0, .min = 1, .max = 100,
             .help = "Of this variant only"),
    KT_FIELD(ID, struct query, product_id, 0, .prefix = "prod",
             .help = "Of its variants only"),
    KT_FIELD(STR, struct query, location, 0, .min = 1, .max = 64,
             .help = "Code: there only"),
    KT_FIELD(INT, struct query, below, 0, .min = 1, .max = KT_STOCK_UNITS_MAX,
             .help = "Less than so many are available"),
};

const struct kt_shape kt_level_query_shape =
    KT_SHAPE("StockLevelQuery", struct query, query_fields, NULL);

static enum kt_sql
choose(const struct kt_call *call, const void *asked,
       struct kt_filters *filters)
{
    const struct query *query = asked;
    bool is_found = !kt_id_is_null(query->variant_id) || query->sku.len > 0 ||
                    !kt_id_is_null(query->product_id);
    (void)call;
    if (is_found) {
        kt_filter_add(filters, KT_ID_OR_NULL(query->variant_id));
        kt_filter_add(filters, KT_TEXT(query->sku));
        kt_filter_add(filters, KT_ID_OR_NULL(query->product_id));
    }
    kt_filter_add(filters, KT_TEXT(query->location));
    kt_filter_add(filters, KT_INT(query->below > 0 ? query->below : INT64_MAX));
    return is_found ? KT_SQL_STOCK_MOVE_LEVELS_OF : KT_SQL_STOCK_MOVE_LEVELS;
}

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    struct kt_level *level = record;
    (void)err;
    *level = (struct kt_level){
        .location_id = kt_col_id(rows, 0),
        .variant_id = kt_col_id(rows, 1),
        .product_id = kt_col_id(rows, 2),
        .sku = kt_col_copy(rows, 3, arena),
        .location = kt_col_copy(rows, 4, arena),
        .available = kt_col_int(rows, 5),
        .reserved = kt_col_int(rows, 6),
        .on_hand = kt_col_int(rows, 5) + kt_col_int(rows, 6),
    };
    struct kt_str variant = kt_id_text(arena, level->variant_id, "var");
    struct kt_str location = kt_id_text(arena, level->location_id, "loc");
    level->id = kt_arena_format(arena, "%.*s.%.*s", KT_STR_FMT(variant),
                                KT_STR_FMT(location));
    return KT_OK;
}

const struct kt_resource kt_level_resource = {
    .name = "stock",
    .path = "/admin/v1/stock",
    .out = &kt_level_out_shape,
    .id_offset = offsetof(struct kt_level, location_id),
    .version_offset = offsetof(struct kt_level, version),
    .sorts = sorts,
    .choose = choose,
    .read = read_row,
};
