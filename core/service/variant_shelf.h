/* Variants of a product as a shelf shows them. */
#ifndef KT_SERVICE_VARIANT_SHELF_H
#define KT_SERVICE_VARIANT_SHELF_H

#include "service/product_shelf.h"

/* A stretch of a product's variants: behind a place in their order. */
struct kt_variant_span {
    int64_t after; /* the position of the one before */
    struct kt_id after_id;
    int64_t count_max;
};

extern const struct kt_variant_span kt_variants_all;

/* The active ones; of struct kt_variant_out, all but titles, prices and weight.
 */
KT_CHECKED enum kt_status kt_variants_load(const struct kt_shelf *shelf,
                                           struct kt_id product_id,
                                           const struct kt_variant_span *span,
                                           struct kt_list *variants,
                                           struct kt_error *err);

/* What is told of variants besides their prices: nothing; what they cost before
 * a reduction; that, and quantity bands of as many as a page shows. */
enum kt_variant_detail { KT_VARIANT_PRICE, KT_VARIANT_ROW, KT_VARIANT_PAGE };

/* Fills in the rest from their items, which stand in the same order; those
 * without a price here go. */
KT_CHECKED enum kt_status kt_variants_price(const struct kt_shelf *shelf,
                                            const struct kt_item *const *items,
                                            enum kt_variant_detail detail,
                                            struct kt_list *variants,
                                            struct kt_error *err);

#endif
