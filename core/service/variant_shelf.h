/* Variants of a product as a shelf shows them. */
#ifndef KT_SERVICE_VARIANT_SHELF_H
#define KT_SERVICE_VARIANT_SHELF_H

#include "service/product_shelf.h"

/* Those of a stretch; of struct kt_variant_out, all but titles, prices and
 * weight. */
KT_CHECKED enum kt_status kt_variants_load(const struct kt_shelf *shelf,
                                           struct kt_id product_id,
                                           const struct kt_variant_span *span,
                                           struct kt_list *variants,
                                           struct kt_error *err);

/* What is told besides prices: nothing; what the cheapest cost before a
 * reduction; that of all that a page shows, and their quantity bands. */
enum kt_variant_detail { KT_VARIANT_PRICE, KT_VARIANT_ROW, KT_VARIANT_PAGE };

/* Fills in the rest from their items, which stand in the same order; those
 * without a price here go. A page shows the first shown_max. */
KT_CHECKED enum kt_status kt_variants_price(const struct kt_shelf *shelf,
                                            const struct kt_item *const *items,
                                            enum kt_variant_detail detail,
                                            size_t shown_max,
                                            struct kt_list *variants,
                                            struct kt_error *err);

#endif
