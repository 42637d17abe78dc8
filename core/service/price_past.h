/* Prices that held before: kept in the transaction that changes a price, so
 * that the price before a reduction can be told (domain/pricing/prior.h). */
#ifndef KT_SERVICE_PRICE_PAST_H
#define KT_SERVICE_PRICE_PAST_H

#include "domain/pricing/prior.h"
#include "service/catalog_save.h"

/* Longer than that nothing is kept of a variant whose prices change. */
#define KT_PRICE_PAST_KEPT_MS (INT64_C(365) * 24 * 3600 * 1000)

/* Goes before the price is changed or deleted. */
KT_CHECKED enum kt_status kt_price_past_add(const struct kt_saving *saving,
                                            struct kt_id price_id,
                                            struct kt_id variant_id,
                                            struct kt_error *err);

/* Goes before the list is written, of whose prices it says when they hold. */
KT_CHECKED enum kt_status kt_price_past_add_list(
    struct kt_tx *tx, struct kt_id list_id, const struct kt_price_list *list,
    struct kt_arg channel_id, struct kt_arg customer_group, int64_t now_ms,
    struct kt_error *err);

KT_CHECKED enum kt_status kt_price_past_load(
    const struct kt_tx *tx, struct kt_id variant_id, struct kt_str currency,
    struct kt_arena *arena, struct kt_price_past **pasts, size_t *count,
    struct kt_error *err);

#endif
