/* Coupons for staff: codes that turn on a promotion. Buyers enter them through
 * service/cart.h. */
#ifndef KT_SERVICE_COUPON_H
#define KT_SERVICE_COUPON_H

#include "domain/pricing/coupon_record.h"
#include "service/resource.h"

extern const struct kt_shape kt_coupon_query_shape;
extern const struct kt_resource kt_coupon_resource;

/* Below: what imports and exports share with it. */

/* Checks a whole record: its promotion is there, its code is nobody else's.
 * Every fault is added to err: INVALID_BODY; ALREADY_EXISTS for a code that is
 * taken. A record without an id gets that of its code, or a new one. */
KT_CHECKED enum kt_status kt_coupon_check(const struct kt_tx *tx,
                                          struct kt_coupon_record *record,
                                          int64_t now_ms,
                                          struct kt_arena *arena,
                                          struct kt_error *err);

/* Writes a checked record under its id: a new row, or the row of that id with
 * its counter left as it is. */
KT_CHECKED enum kt_status kt_coupon_save(struct kt_tx *tx,
                                         const struct kt_coupon_record *record,
                                         int64_t now_ms, struct kt_arena *arena,
                                         struct kt_error *err);

/* The columns of coupon_all. */
void kt_coupon_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                        struct kt_coupon_record *record);

#endif
