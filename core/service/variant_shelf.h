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

/* Fills in the rest from their items, which stand in the same order; those
 * without a price here go. Quantity bands of the first ones alone. */
KT_CHECKED enum kt_status kt_variants_price(const struct kt_shelf *shelf,
                                            const struct kt_item *const *items,
                                            size_t bands_max,
                                            struct kt_list *variants,
                                            struct kt_error *err);

#endif
