/* Stores a variant, its prices and its stock; for products and variants
 * alike. */
#ifndef KT_SERVICE_VARIANT_SAVE_H
#define KT_SERVICE_VARIANT_SAVE_H

#include "service/catalog_save.h"

/* Resolves the names in prices and stock and finds the prices that are there
 * already (by id, else by the same conditions), whose ids are kept; the others
 * get new ones. Every fault is added below pointer. variant->id is set. */
KT_CHECKED enum kt_status kt_variant_resolve(const struct kt_saving *saving,
                                             struct kt_variant *variant,
                                             struct kt_str pointer,
                                             struct kt_error *err);

/* Writes its row, in its product at its position. */
KT_CHECKED enum kt_status kt_variant_write(const struct kt_saving *saving,
                                           const struct kt_variant *variant,
                                           struct kt_error *err);

/* Writes a price: a new row, or over the version that it has. The names in it
 * are known to saving->refs. */
KT_CHECKED enum kt_status kt_price_write(const struct kt_saving *saving,
                                         const struct kt_product_price *price,
                                         struct kt_error *err);

/* Writes what was resolved; the variant's row stands already. */
KT_CHECKED enum kt_status kt_variant_write_prices(
    const struct kt_saving *saving, const struct kt_variant *variant,
    struct kt_error *err);
KT_CHECKED enum kt_status kt_variant_write_stock(
    const struct kt_saving *saving, const struct kt_variant *variant,
    struct kt_error *err);

#endif
