/* Many coupons at once, for staff. */
#ifndef KT_SERVICE_COUPON_BATCH_H
#define KT_SERVICE_COUPON_BATCH_H

#include "domain/pricing/coupon_batch.h"
#include "service/resource.h"

extern const struct kt_shape kt_coupon_batch_query_shape;
extern const struct kt_resource kt_coupon_batch_resource;

/* Makes a batch, a thousand codes a transaction, so that nobody waits long
 * behind it. One that was broken off (the machine went down) goes on where it
 * was when the same batch is asked for again. Its state is a
 * kt_resource_use. */
extern const struct kt_use kt_use_coupon_batch_create;

/* The codes of a batch as CSV. */
struct kt_coupon_export_use {
    struct kt_use_state use; /* first */
    struct kt_id batch_id;
    struct kt_str name;
    struct kt_buf csv;
};

extern const struct kt_use kt_use_coupon_batch_export;

#endif
