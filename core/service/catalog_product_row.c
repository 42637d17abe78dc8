#include "base/grow.h"
#include "service/catalog_rows.h"
#include "service/column.h"

/* A product being read. */
struct reading {
    const struct kt_tx *tx;
    struct kt_arena *arena;
    struct kt_error *err;
};

static enum kt_status
load_texts(const struct reading *reading, enum kt_sql statement,
           struct kt_id id, struct kt_list *list)
{
    struct kt_rows rows;
    struct kt_str *items = NULL;
    KT_TRY(kt_query(reading->tx, statement, KT_ARGS(KT_ID(id)), &rows,
                    reading->err));
    while (kt_rows_next(&rows)) {
        items = kt_grow(reading->arena, items, list->count, sizeof *items);
        items[list->count++] = kt_col_copy(&rows, 0, reading->arena);
    }
    list->items = items;
    return kt_rows_close(&rows);
}

/* The columns of price_of_variant. */
static void
read_price(const struct kt_rows *rows, struct kt_arena *arena,
           struct kt_product_price *price)
{
    *price = (struct kt_product_price){
        .id = kt_col_id(rows, 0),
        .currency = kt_col_copy(rows, 1, arena),
        .amount = kt_col_int(rows, 2),
        .compare_at = kt_col_int(rows, 3),
        .min_amount = kt_col_int(rows, 4),
        .price_list = kt_col_copy(rows, 5, arena),
        .channel = kt_col_copy(rows, 6, arena),
        .customer_group = kt_col_copy(rows, 7, arena),
        .country = kt_col_copy(rows, 8, arena),
        .quantity_min = kt_col_int(rows, 9),
        .quantity_max = kt_col_int(rows, 10),
        .starts_at = kt_col_int(rows, 11),
        .ends_at = kt_col_int(rows, 12),
    };
}

void
kt_price_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                  struct kt_product_price *price)
{
    read_price(rows, arena, price);
    price->variant_id = kt_col_id(rows, 13);
    price->version = kt_col_int(rows, 14);
    price->sku = kt_col_copy(rows, 15, arena);
    price->product_id = kt_col_id(rows, 16);
}

static enum kt_status
load_prices(const struct reading *reading, struct kt_variant *variant)
{
    struct kt_rows rows;
    struct kt_product_price *items = NULL;
    struct kt_list *list = &variant->prices;
    KT_TRY(kt_query(reading->tx, KT_SQL_PRICE_OF_VARIANT,
                    KT_ARGS(KT_ID(variant->id)), &rows, reading->err));
    while (kt_rows_next(&rows)) {
        items = kt_grow(reading->arena, items, list->count, sizeof *items);
        read_price(&rows, reading->arena, &items[list->count++]);
    }
    list->items = items;
    return kt_rows_close(&rows);
}

static enum kt_status
load_stock(const struct reading *reading, struct kt_variant *variant)
{
    struct kt_rows rows;
    struct kt_stock_level *items = NULL;
    struct kt_list *list = &variant->stock;
    KT_TRY(kt_query(reading->tx, KT_SQL_STOCK_OF_VARIANT,
                    KT_ARGS(KT_ID(variant->id)), &rows, reading->err));
    while (kt_rows_next(&rows)) {
        items = kt_grow(reading->arena, items, list->count, sizeof *items);
        items[list->count++] =
            (struct kt_stock_level){ kt_col_copy(&rows, 0, reading->arena),
                                     kt_col_int(&rows, 1) };
    }
    list->items = items;
    return kt_rows_close(&rows);
}

enum kt_status
kt_variant_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                    struct kt_variant *variant, struct kt_error *err)
{
    *variant = (struct kt_variant){
        .id = kt_col_id(rows, 0),
        .sku = kt_col_copy(rows, 1, arena),
        .barcode = kt_col_copy(rows, 3, arena),
        .tax_class = kt_col_copy(rows, 4, arena),
        .attributes = kt_col_copy(rows, 5, arena),
        .weight_g = kt_col_int(rows, 6),
        .length_mm = kt_col_int(rows, 7),
        .width_mm = kt_col_int(rows, 8),
        .height_mm = kt_col_int(rows, 9),
        .requires_shipping = kt_col_int(rows, 10) != 0,
        .is_discountable = kt_col_int(rows, 11) != 0,
        .is_gift_card = kt_col_int(rows, 12) != 0,
        .is_active = kt_col_int(rows, 13) != 0,
        .quantity_min = kt_col_int(rows, 15),
        .quantity_max = kt_col_int(rows, 16),
        .extra = kt_col_copy(rows, 17, arena),
        .product_id = kt_col_id(rows, 18),
        .position = kt_col_int(rows, 19),
        .version = kt_col_int(rows, 20),
    };
    KT_TRY(kt_col_strs(rows, 2, arena, &variant->option_values, err));
    return kt_col_enum(rows, 14, kt_stock_policy_names, &variant->stock_policy,
                       err);
}

/* Without prices and stock. */
static enum kt_status
load_bare_variants(const struct reading *reading, struct kt_product *product)
{
    struct kt_rows rows;
    struct kt_variant *items = NULL;
    size_t count = 0;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(reading->tx, KT_SQL_VARIANT_OF_PRODUCT,
                    KT_ARGS(KT_ID(product->id)), &rows, reading->err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        items = kt_grow(reading->arena, items, count, sizeof *items);
        status = kt_variant_read_row(&rows, reading->arena, &items[count++],
                                     reading->err);
    }
    enum kt_status closed = kt_rows_close(&rows);
    product->variants = (struct kt_list){ items, count };
    return status != KT_OK ? status : closed;
}

static enum kt_status
load_variants(const struct reading *reading, struct kt_product *product)
{
    KT_TRY(load_bare_variants(reading, product));
    struct kt_variant *items = product->variants.items;
    for (size_t i = 0; i < product->variants.count; i++) {
        KT_TRY(load_prices(reading, &items[i]));
        KT_TRY(load_stock(reading, &items[i]));
    }
    return KT_OK;
}

enum kt_status
kt_product_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                    struct kt_product *product, struct kt_error *err)
{
    *product = (struct kt_product){
        .id = kt_col_id(rows, 0),
        .slug = kt_col_copy(rows, 1, arena),
        .type = kt_col_copy(rows, 3, arena),
        .vendor = kt_col_copy(rows, 4, arena),
        .tax_class = kt_col_copy(rows, 5, arena),
        .attributes = kt_col_copy(rows, 9, arena),
        .extra = kt_col_copy(rows, 11, arena),
        .created_ms = kt_col_int(rows, 12),
        .updated_ms = kt_col_int(rows, 13),
        .version = kt_col_int(rows, 14),
        .variant_count = kt_col_int(rows, 16),
    };
    KT_TRY(
        kt_col_enum(rows, 2, kt_product_status_names, &product->status, err));
    KT_TRY(kt_col_texts(rows, 6, arena, &product->titles, err));
    KT_TRY(kt_col_texts(rows, 7, arena, &product->descriptions, err));
    KT_TRY(kt_col_list(rows, 8, &kt_product_option_shape, arena,
                       &product->options, err));
    return kt_col_list(rows, 10, &kt_media_shape, arena, &product->media, err);
}

enum kt_status
kt_product_load_places(const struct kt_tx *tx, struct kt_arena *arena,
                       struct kt_product *product, struct kt_error *err)
{
    struct reading reading = { tx, arena, err };
    KT_TRY(load_texts(&reading, KT_SQL_CATEGORY_DIRECT, product->id,
                      &product->categories));
    return load_texts(&reading, KT_SQL_PRODUCT_TAGS, product->id,
                      &product->tags);
}

enum kt_status
kt_product_load_variants(const struct kt_tx *tx, struct kt_arena *arena,
                         struct kt_product *product, struct kt_error *err)
{
    struct reading reading = { tx, arena, err };
    return load_bare_variants(&reading, product);
}

enum kt_status
kt_product_load(const struct kt_tx *tx, struct kt_id id, struct kt_arena *arena,
                struct kt_product *product, struct kt_error *err)
{
    struct reading reading = { tx, arena, err };
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_PRODUCT_GET, KT_ARGS(KT_ID(id)), &rows, err));
    if (!kt_rows_next(&rows)) {
        KT_TRY(kt_rows_close(&rows));
        return kt_fail_not_found(err);
    }
    enum kt_status status = kt_product_read_row(&rows, arena, product, err);
    enum kt_status closed = kt_rows_close(&rows);
    if (status == KT_OK)
        status = closed;
    KT_TRY(status);
    KT_TRY(kt_product_load_places(tx, arena, product, err));
    return load_variants(&reading, product);
}
