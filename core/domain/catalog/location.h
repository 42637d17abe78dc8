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
};

extern const struct kt_shape kt_location_shape;

void kt_location_complete(struct kt_location *location);

#endif
