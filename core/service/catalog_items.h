/* What pricing knows of variants. Every quote and every list page asks, so
 * that it is a few cached statements a variant; what belongs to a product is
 * read once for all its variants. */
#ifndef KT_SERVICE_CATALOG_ITEMS_H
#define KT_SERVICE_CATALOG_ITEMS_H

#include "domain/catalog/channel.h"
#include "store/store.h"

/* Which variants; by id, or by sku where ids is NULL. */
struct kt_items_query {
    const struct kt_id *ids;
    const struct kt_str *skus;
    size_t count;
    const struct kt_currency *currency; /* only its prices are loaded */
    struct kt_str locale;               /* of titles */
    struct kt_str fallback;             /* the channel's first locale */
};

/* *items takes an array of query->count pointers in the query's order; NULL
 * where the shop has no such variant. Variants that are not active, and those
 * of products that are not, are loaded like others: whether they may be sold
 * is told by struct kt_stock_facts. */
KT_CHECKED enum kt_status kt_items_load(const struct kt_tx *tx,
                                        const struct kt_items_query *query,
                                        struct kt_arena *arena,
                                        const struct kt_item *const **items,
                                        struct kt_error *err);

/* A stretch of a product's active variants, by position and id. */
struct kt_variant_span {
    int64_t
        after; /* the position of the one before; INT64_MIN: from the first */
    struct kt_id after_id;
    int64_t count_max;
};

/* An item for each of a stretch. *items takes an array of pointers. */
KT_CHECKED enum kt_status kt_items_load_product(
    const struct kt_tx *tx, struct kt_id product_id,
    const struct kt_variant_span *span, const struct kt_items_query *query,
    struct kt_arena *arena, const struct kt_item *const **items,
    struct kt_error *err);

#endif
