/* A coupon as staff writes and reads it, and as it is imported: a code that
 * turns on one promotion. */
#ifndef KT_DOMAIN_COUPON_RECORD_H
#define KT_DOMAIN_COUPON_RECORD_H

#include "domain/pricing/promotion.h"

struct kt_coupon_record {
    uint64_t given;
    struct kt_id id; /* zero: known by its code, or new */
    struct kt_id promotion_id;
    struct kt_str code; /* blanks at its ends and case do not count */
    bool is_active;
    int64_t starts_at, ends_at; /* 0: open */
    int64_t uses_max;           /* 0: no limit */
    int64_t uses_per_customer_max;
    int64_t uses;
    int64_t created_at;
    int64_t version; /* 0: not stored yet */
};

/* One table of rows in four shapes. */
extern const struct kt_shape kt_coupon_in_shape;     /* a new one */
extern const struct kt_shape kt_coupon_patch_shape;  /* what changes */
extern const struct kt_shape kt_coupon_out_shape;    /* what is told */
extern const struct kt_shape kt_coupon_record_shape; /* import, export */

/* Fills in what a new record leaves open; shape is the one it was read by. */
void kt_coupon_complete(const struct kt_shape *shape,
                        struct kt_coupon_record *record);

/* What a shape cannot say and needs no other row. Adds every fault to err. */
void kt_coupon_check_record(const struct kt_coupon_record *record,
                            struct kt_error *err);

#endif
