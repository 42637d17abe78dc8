/* Catalogue promotions as they stood before they were changed or deleted, so
 * that the price before a reduction can be told (domain/pricing/prior.h). */
#ifndef KT_SERVICE_PROMOTION_PAST_H
#define KT_SERVICE_PROMOTION_PAST_H

#include "service/use.h"

/* Of so many changes of a shop, the last ones, and for so long. */
enum { KT_PROMOTION_PAST_MAX = 200 };
#define KT_PROMOTION_PAST_KEPT_MS (INT64_C(365) * 24 * 3600 * 1000)

/* Goes before the promotion is deleted. */
KT_CHECKED enum kt_status kt_promotion_past_end(struct kt_tx *tx,
                                                struct kt_id promotion_id,
                                                int64_t now_ms,
                                                struct kt_error *err);

/* Those of the call's shop with those that there are now, in the order in
 * which they are asked. */
KT_CHECKED enum kt_status kt_promotion_past_load(const struct kt_tx *tx,
                                                 const struct kt_call *call,
                                                 struct kt_promotion **all,
                                                 size_t *count,
                                                 struct kt_error *err);

#endif
