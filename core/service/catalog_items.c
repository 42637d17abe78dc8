#include "service/catalog_items.h"

#include "base/grow.h"
#include "domain/catalog/product_type.h"
#include "service/column.h"

/* What the variants of one product share. */
struct product_facts {
    struct product_facts *next;
    struct kt_id id;
    struct kt_str slug;
    struct kt_str title;
    struct kt_str vendor;
    struct kt_str tax_class;
    struct kt_str attributes; /* a JSON object */
    struct kt_list categories;
    struct kt_list tags;
};

struct loader {
    const struct kt_tx *tx;
    const struct kt_items_query *query;
    struct kt_arena *arena;
    struct kt_error *err;
    struct product_facts *products;
};

static void
push_text(struct kt_list *list, struct kt_str text, struct kt_arena *arena)
{
    struct kt_str *items =
        kt_grow(arena, list->items, list->count, sizeof *items);
    items[list->count++] = text;
    list->items = items;
}

static enum kt_status
load_texts(struct loader *loader, enum kt_sql statement, struct kt_id id,
           struct kt_list *list)
{
    struct kt_rows rows;
    KT_TRY(kt_query(loader->tx, statement, KT_ARGS(KT_ID(id)), &rows,
                    loader->err));
    while (kt_rows_next(&rows))
        push_text(list, kt_col_copy(&rows, 0, loader->arena), loader->arena);
    return kt_rows_close(&rows);
}

static enum kt_status
load_product(struct loader *loader, struct product_facts *product)
{
    struct kt_arena *arena = loader->arena;
    struct kt_rows rows;
    KT_TRY(kt_query(loader->tx, KT_SQL_VARIANT_PRODUCT,
                    KT_ARGS(KT_ID(product->id)), &rows, loader->err));
    if (kt_rows_next(&rows)) {
        product->slug = kt_col_copy(&rows, 0, arena);
        product->title =
            kt_localized(kt_col_copy(&rows, 1, arena), loader->query->locale,
                         loader->query->fallback, arena);
        product->vendor = kt_col_copy(&rows, 2, arena);
        product->tax_class = kt_col_copy(&rows, 3, arena);
        product->attributes = kt_col_copy(&rows, 4, arena);
    }
    KT_TRY(kt_rows_close(&rows));
    KT_TRY(load_texts(loader, KT_SQL_CATEGORY_OF_PRODUCT, product->id,
                      &product->categories));
    return load_texts(loader, KT_SQL_PRODUCT_TAGS, product->id, &product->tags);
}

/* Carts hold few products, so that a list is searched faster than a map. */
static enum kt_status
get_product(struct loader *loader, struct kt_id id,
            struct product_facts **product)
{
    struct product_facts *known = loader->products;
    while (known != NULL && !kt_id_eq(known->id, id))
        known = known->next;
    if (known == NULL) {
        known = KT_NEW(loader->arena, struct product_facts);
        known->id = id;
        known->next = loader->products;
        loader->products = known;
        KT_TRY(load_product(loader, known));
    }
    *product = known;
    return KT_OK;
}

/* ---- prices ---- */

static int64_t
earlier(int64_t a, int64_t b)
{
    if (a == 0 || b == 0)
        return a + b;
    return a < b ? a : b;
}

static int64_t
later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static enum kt_status
read_price(const struct kt_rows *rows, struct kt_arena *arena,
           struct kt_price *price, struct kt_error *err)
{
    int pool, bands;
    KT_TRY(kt_col_enum(rows, 13, kt_price_pool_names, &pool, err));
    KT_TRY(kt_col_enum(rows, 14, kt_price_bands_names, &bands, err));
    *price = (struct kt_price){
        .amount_minor = kt_col_int(rows, 0),
        .compare_at_minor = kt_col_int(rows, 1),
        .list = kt_col_copy(rows, 3, arena),
        .channel_id = kt_col_id(rows, 4),
        .customer_group = kt_col_copy(rows, 5, arena),
        .country = kt_col_copy(rows, 6, arena),
        .quantity_min = kt_col_int(rows, 7),
        .quantity_max = kt_col_int(rows, 8),
        .starts_ms = later(kt_col_int(rows, 9), kt_col_int(rows, 11)),
        .ends_ms = earlier(kt_col_int(rows, 10), kt_col_int(rows, 12)),
        .pool = (enum kt_price_pool)pool,
        .bands = (enum kt_price_bands)bands,
        .since_ms = kt_col_int(rows, 15),
    };
    return KT_OK;
}

static enum kt_status
load_prices(struct loader *loader, struct kt_item *item)
{
    struct kt_price *prices = NULL;
    struct kt_str code = kt_str_of(loader->query->currency->code);
    struct kt_rows rows;
    size_t count = 0;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(loader->tx, KT_SQL_PRICE_OF_ITEM,
                    KT_ARGS(KT_ID(item->variant_id), KT_TEXT(code)), &rows,
                    loader->err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        prices = kt_grow(loader->arena, prices, count, sizeof *prices);
        status =
            read_price(&rows, loader->arena, &prices[count++], loader->err);
        item->min_price_minor =
            later(item->min_price_minor, kt_col_int(&rows, 2));
    }
    item->prices = prices;
    item->price_count = count;
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

/* ---- items ---- */

/* The row's own part. Its attributes wait in *attributes. */
static void
read_variant(const struct kt_rows *rows, struct kt_arena *arena,
             struct kt_item *item, struct kt_str *attributes)
{
    *item = (struct kt_item){
        .variant_id = kt_col_id(rows, 0),
        .product_id = kt_col_id(rows, 1),
        .sku = kt_col_copy(rows, 2, arena),
        .variant_title = kt_col_copy(rows, 3, arena),
        .tax_class = kt_col_copy(rows, 4, arena),
        .weight_g = kt_col_int(rows, 6),
        .length_mm = kt_col_int(rows, 7),
        .width_mm = kt_col_int(rows, 8),
        .height_mm = kt_col_int(rows, 9),
        .requires_shipping = kt_col_int(rows, 10) != 0,
        .is_discountable = kt_col_int(rows, 11) != 0,
        .is_gift_card = kt_col_int(rows, 12) != 0,
    };
    *attributes = kt_col_copy(rows, 5, arena);
}

static bool
is_empty_object(struct kt_str json)
{
    return json.len <= 2;
}

/* The product's part and the prices. */
static enum kt_status
complete_item(struct loader *loader, struct kt_item *item,
              struct kt_str attributes)
{
    struct product_facts *product;
    KT_TRY(get_product(loader, item->product_id, &product));
    item->title = product->title;
    item->product = product->slug;
    item->vendor = product->vendor;
    if (kt_str_is_empty(item->tax_class))
        item->tax_class = product->tax_class;
    item->categories = product->categories.items;
    item->category_count = product->categories.count;
    item->tags = product->tags.items;
    item->tag_count = product->tags.count;
    if (!is_empty_object(attributes) || !is_empty_object(product->attributes)) {
        struct kt_list pairs =
            kt_attributes_pairs(attributes, product->attributes, loader->arena);
        item->attributes = pairs.items;
        item->attribute_count = pairs.count;
    }
    return load_prices(loader, item);
}

static enum kt_status
find_id(struct loader *loader, size_t index, struct kt_id *id)
{
    const struct kt_items_query *query = loader->query;
    struct kt_rows rows;
    *id = (struct kt_id){ 0 };
    if (query->ids != NULL) {
        *id = query->ids[index];
        return KT_OK;
    }
    KT_TRY(kt_query(loader->tx, KT_SQL_VARIANT_BY_SKU,
                    KT_ARGS(KT_TEXT(query->skus[index])), &rows, loader->err));
    if (kt_rows_next(&rows))
        *id = kt_col_id(&rows, 0);
    return kt_rows_close(&rows);
}

static enum kt_status
load_item(struct loader *loader, size_t index, const struct kt_item **found)
{
    struct kt_id id;
    struct kt_rows rows;
    struct kt_item *item = KT_NEW(loader->arena, struct kt_item);
    struct kt_str attributes;
    KT_TRY(find_id(loader, index, &id));
    KT_TRY(kt_query(loader->tx, KT_SQL_VARIANT_ITEM, KT_ARGS(KT_ID(id)), &rows,
                    loader->err));
    if (!kt_rows_next(&rows))
        return kt_rows_close(&rows);
    read_variant(&rows, loader->arena, item, &attributes);
    KT_TRY(kt_rows_close(&rows));
    *found = item;
    return complete_item(loader, item, attributes);
}

enum kt_status
kt_items_load(const struct kt_tx *tx, const struct kt_items_query *query,
              struct kt_arena *arena, const struct kt_item *const **items,
              struct kt_error *err)
{
    struct loader loader = { tx, query, arena, err, NULL };
    const struct kt_item **found =
        KT_NEW_ARRAY(arena, const struct kt_item *, query->count);
    for (size_t i = 0; i < query->count; i++)
        KT_TRY(load_item(&loader, i, &found[i]));
    *items = found;
    return KT_OK;
}

enum kt_status
kt_items_load_product(const struct kt_tx *tx, struct kt_id product_id,
                      const struct kt_variant_span *span,
                      const struct kt_items_query *query,
                      struct kt_arena *arena,
                      const struct kt_item *const **items, struct kt_error *err)
{
    struct loader loader = { tx, query, arena, err, NULL };
    struct kt_rows rows;
    struct kt_item *found = NULL;
    struct kt_str *attributes = NULL;
    size_t n = 0;
    KT_TRY(kt_query(tx, KT_SQL_VARIANT_ITEMS_OF_PRODUCT,
                    KT_ARGS(KT_ID(product_id), KT_INT(span->after),
                            KT_ID(span->after_id), KT_INT(span->count_max)),
                    &rows, err));
    while (kt_rows_next(&rows)) {
        found = kt_grow(arena, found, n, sizeof *found);
        attributes = kt_grow(arena, attributes, n, sizeof *attributes);
        read_variant(&rows, arena, &found[n], &attributes[n]);
        n++;
    }
    KT_TRY(kt_rows_close(&rows));
    const struct kt_item **pointers =
        KT_NEW_ARRAY(arena, const struct kt_item *, n);
    for (size_t i = 0; i < n; i++) {
        KT_TRY(complete_item(&loader, &found[i], attributes[i]));
        pointers[i] = &found[i];
    }
    *items = pointers;
    return KT_OK;
}
