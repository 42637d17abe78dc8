/* A promotion as it stands in its table. */
#ifndef KT_SERVICE_PROMOTION_ROW_H
#define KT_SERVICE_PROMOTION_ROW_H

#include "domain/pricing/promotion.h"
#include "store/store.h"

/* The columns of promotion_active. The title is the row's own; counters are
 * those of the row, uses_by_buyer is -1. */
KT_CHECKED enum kt_status kt_promotion_read_row(const struct kt_rows *rows,
                                                struct kt_arena *arena,
                                                struct kt_promotion *promotion,
                                                struct kt_error *err);

#endif
