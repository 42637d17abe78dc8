/* Where stock is. */
#ifndef KT_DOMAIN_LOCATION_H
#define KT_DOMAIN_LOCATION_H

#include "base/id.h"
#include "base/shape.h"

/* A place that has stock: a warehouse, a shop. */
struct kt_location {
    uint64_t given;
    struct kt_id id; /* zero: known by its code, or new */
    struct kt_str code;
    struct kt_str name;
    int64_t position; /* they give in this order */
    bool is_active;
    int64_t version; /* 0: not stored yet */
};

/* One table of rows in four shapes. */
extern const struct kt_shape kt_location_in_shape;    /* a new one */
extern const struct kt_shape kt_location_patch_shape; /* what changes */
extern const struct kt_shape kt_location_out_shape;   /* what is told */
extern const struct kt_shape kt_location_shape;       /* import, export */

/* Fills in what a new one leaves open; shape is the one it was read by. */
void kt_location_complete(const struct kt_shape *shape,
                          struct kt_location *location);

#endif
