/* A promotion as it stands in its table. */
#ifndef KT_SERVICE_PROMOTION_ROW_H
#define KT_SERVICE_PROMOTION_ROW_H

#include "domain/pricing/promotion.h"
#include "store/store.h"

/* The JSON of promotion.conditions: those members of struct kt_promotion that
 * only a quote reads and no statement tests. Reading by it clears the struct;
 * read the conditions first. */
extern const struct kt_shape kt_promotion_conditions_shape;

/* The columns of promotion_active. The title is the row's own; counters are
 * those of the row, uses_by_buyer is -1. */
KT_CHECKED enum kt_status kt_promotion_read_row(const struct kt_rows *rows,
                                                struct kt_arena *arena,
                                                struct kt_promotion *promotion,
                                                struct kt_error *err);

#endif
