/* A group of customers. Customers, prices, price lists and promotions name
 * groups by their codes; one that nobody described here has no name for people.
 */
#ifndef KT_DOMAIN_CUSTOMER_GROUP_H
#define KT_DOMAIN_CUSTOMER_GROUP_H

#include "base/id.h"
#include "base/shape.h"

struct kt_customer_group {
    uint64_t given;
    struct kt_id id;
    struct kt_str code;
    struct kt_str name;
    int64_t version; /* 0: not stored yet */
};

/* One table of rows in four shapes. */
extern const struct kt_shape kt_customer_group_in_shape;    /* a new one */
extern const struct kt_shape kt_customer_group_patch_shape; /* what changes */
extern const struct kt_shape kt_customer_group_out_shape;   /* what is told */
extern const struct kt_shape kt_customer_group_line_shape;  /* import, export */

#endif
