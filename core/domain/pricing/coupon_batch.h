/* Many coupons of one promotion at once: a beginning that says what they are,
 * then signs that nobody guesses. */
#ifndef KT_DOMAIN_COUPON_BATCH_H
#define KT_DOMAIN_COUPON_BATCH_H

#include "domain/pricing/coupon_record.h"

enum {
    KT_COUPON_BATCH_MAX = 100000,
    KT_COUPON_SIGNS_MIN = 6, /* random ones */
    KT_COUPON_SIGNS_MAX = 20,
    KT_COUPON_SIGNS = 8 /* unless given */
};

struct kt_coupon_batch {
    uint64_t given;
    struct kt_id id;
    struct kt_str name; /* its own: who asks again goes on with it */
    struct kt_id promotion_id;
    struct kt_str prefix; /* may be empty */
    int64_t signs;
    int64_t count;
    int64_t made; /* fewer than count: it was broken off */
    /* Of each code; see coupon_record.h. */
    int64_t starts_at, ends_at;
    int64_t uses_max;
    int64_t uses_per_customer_max;
    int64_t created_at;
    int64_t version;
};

extern const struct kt_shape kt_coupon_batch_in_shape;
extern const struct kt_shape kt_coupon_batch_out_shape;

/* Fills in what a new one leaves open. */
void kt_coupon_batch_complete(const struct kt_shape *shape,
                              struct kt_coupon_batch *batch);

/* What a shape cannot say. Adds every fault to err. */
void kt_coupon_batch_check(const struct kt_coupon_batch *batch,
                           struct kt_error *err);

/* The same request as the one that was stored. */
bool kt_coupon_batch_is_same(const struct kt_coupon_batch *a,
                             const struct kt_coupon_batch *b);

#endif
