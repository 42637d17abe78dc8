#include "service/price_history.h"

#include "domain/catalog/product.h"

/* A price of one unit for everybody, as it held with the conditions of its list
 * until it was changed or deleted, or its list was. */
struct past {
    struct kt_id price_id;
    struct kt_id variant_id;
    struct kt_str sku;
    struct kt_str currency;
    int64_t amount;
    int64_t compare_at;
    struct kt_str price_list;
    struct kt_str channel;
    int64_t quantity_max;
    int64_t starts_at;
    int64_t ends_at;
    int64_t from;
    int64_t to;
    int64_t version;
};

struct query {
    struct kt_list_query list; /* first */
    struct kt_id variant_id;
    struct kt_str sku;
    struct kt_str currency;
};

static const char *const sort_names[] = { "newest", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_PRICE_PAST_PAGE, .key_column = 12, .is_falling = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(ID, struct query, variant_id, 0, .prefix = "var",
             .help = "Of this one only"),
    KT_FIELD(STR, struct query, sku, 0, .min = 1, .max = KT_SKU_MAX,
             .help = "Of this variant only"),
    KT_FIELD(STR, struct query, currency, 0, .min = 3, .max = 3,
             .help = "ISO 4217"),
};

const struct kt_shape kt_price_history_query_shape =
    KT_SHAPE("PriceHistoryQuery", struct query, query_fields, NULL);

#define ROW(KIND, member, FLAGS, ...)                                          \
    KT_FIELD(KIND, struct past, member, FLAGS, __VA_ARGS__)

/* clang-format off */
static const struct kt_field fields[] = {
    ROW(ID, price_id, 0, .prefix = "price", .help = "It may be gone by now"),
    ROW(ID, variant_id, 0, .prefix = "var"),
    ROW(STR, sku, 0, .help = "Of the variant"),
    ROW(STR, currency, 0, .help = "ISO 4217"),
    ROW(INT, amount, 0, .help = "Of one unit, in minor units"),
    ROW(INT, compare_at, KT_NULLABLE, .help = "The was price"),
    ROW(STR, price_list, KT_NULLABLE, .help = "Code; null: base"),
    ROW(STR, channel, KT_NULLABLE, .help = "Code; null: all"),
    ROW(INT, quantity_max, KT_NULLABLE, .help = "Units, inclusive"),
    ROW(TIME, starts_at, KT_NULLABLE, .help = "Its date and its list's; inclusive"),
    ROW(TIME, ends_at, KT_NULLABLE, .help = "Exclusive"),
    ROW(TIME, from, KT_NULLABLE, .help = "When it was written; null: before there was a history"),
    ROW(TIME, to, 0, .help = "When it was changed or deleted, or its list was"),
};
/* clang-format on */

const struct kt_shape kt_price_history_out_shape =
    KT_SHAPE("PastPrice", struct past, fields,
             "A price for everybody that held before");

static enum kt_sql
choose(const struct kt_call *call, const void *asked,
       struct kt_filters *filters)
{
    const struct query *query = asked;
    bool of_variant = !kt_id_is_null(query->variant_id) || query->sku.len > 0;
    (void)call;
    if (of_variant) {
        kt_filter_add(filters, KT_ID_OR_NULL(query->variant_id));
        kt_filter_add(filters, KT_TEXT(query->sku));
    }
    kt_filter_add(filters, KT_TEXT(query->currency));
    return of_variant ? KT_SQL_PRICE_PAST_FIND : KT_SQL_PRICE_PAST_PAGE;
}

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    (void)err;
    *(struct past *)record = (struct past){
        .price_id = kt_col_id(rows, 0),
        .variant_id = kt_col_id(rows, 1),
        .sku = kt_col_copy(rows, 2, arena),
        .currency = kt_col_copy(rows, 3, arena),
        .amount = kt_col_int(rows, 4),
        .compare_at = kt_col_int(rows, 5),
        .price_list = kt_col_copy(rows, 6, arena),
        .channel = kt_col_copy(rows, 7, arena),
        .quantity_max = kt_col_int(rows, 8),
        .starts_at = kt_col_int(rows, 9),
        .ends_at = kt_col_int(rows, 10),
        .from = kt_col_int(rows, 11),
        .to = kt_col_int(rows, 12),
        .version = 1,
    };
    return KT_OK;
}

const struct kt_resource kt_price_history_resource = {
    .name = "past_price",
    .path = "/admin/v1/price-history",
    .prefix = "price",
    .out = &kt_price_history_out_shape,
    .id_offset = offsetof(struct past, price_id),
    .version_offset = offsetof(struct past, version),
    .sorts = sorts,
    .choose = choose,
    .read = read_row,
};
