/* Promotions for staff. A change holds for the next quote: the snapshot of the
 * shop is built anew after it. */
#ifndef KT_SERVICE_PROMOTION_H
#define KT_SERVICE_PROMOTION_H

#include "domain/pricing/advice.h"
#include "domain/pricing/promotion_record.h"
#include "service/resource.h"

extern const struct kt_shape kt_promotion_query_shape;
extern const struct kt_resource kt_promotion_resource;

/* What is odd about a promotion beside those in force: what
 * kt_promotion_advise finds, and names of products that are not there. Costs a
 * look at each promotion and one at each name; asks no rule. */
KT_CHECKED enum kt_status kt_promotion_look_at(
    const struct kt_tx *tx, const struct kt_call *call,
    const struct kt_promotion *promotion, struct kt_list *advice,
    struct kt_error *err);

/* Below: what imports and exports share with it. */

/* Checks a whole record and completes it by its rule: the stage, and params
 * with their defaults. The rule and its params, channels, the group and the
 * promotion it goes along with must be there. Every fault is added to err:
 * INVALID_BODY; an unknown name tells the nearest right one. registry NULL:
 * the rule and its params stay as they stand, even when the scripts lack it by
 * now. */
KT_CHECKED enum kt_status kt_promotion_check(const struct kt_tx *tx,
                                             const struct kt_registry *registry,
                                             const struct kt_refs *refs,
                                             struct kt_promotion_record *record,
                                             struct kt_arena *arena,
                                             struct kt_error *err);

/* Writes a checked record under its id, and its group: a new row, or the row
 * of that id with its counters left as they are. */
KT_CHECKED enum kt_status kt_promotion_save(
    struct kt_tx *tx, const struct kt_promotion_record *record, int64_t now_ms,
    struct kt_arena *arena, struct kt_error *err);

/* The columns of promotion_all as a record; shown_title is left open. */
KT_CHECKED enum kt_status kt_promotion_read_record(
    const struct kt_rows *rows, struct kt_arena *arena,
    struct kt_promotion_record *record, struct kt_error *err);

#endif
