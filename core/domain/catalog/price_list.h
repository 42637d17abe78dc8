/* A price list groups prices that hold together: for a channel, a customer
 * group, a time. Its conditions hold on top of those of each price. */
#ifndef KT_DOMAIN_PRICE_LIST_H
#define KT_DOMAIN_PRICE_LIST_H

#include "base/id.h"
#include "base/shape.h"

struct kt_price_list {
    uint64_t given;
    struct kt_id id; /* zero: known by its code, or new */
    struct kt_str code;
    struct kt_str name;
    bool is_active;
    struct kt_str channel;        /* code; empty: any */
    struct kt_str customer_group; /* empty: any */
    int64_t starts_at;            /* inclusive; 0: open */
    int64_t ends_at;              /* exclusive; 0: open */
    int pool;                     /* enum kt_price_pool */
    int bands;                    /* enum kt_price_bands */
    int64_t version;              /* 0: not stored yet */
};

/* One table of rows in four shapes. */
extern const struct kt_shape kt_price_list_in_shape;    /* a new one */
extern const struct kt_shape kt_price_list_patch_shape; /* what changes */
extern const struct kt_shape kt_price_list_out_shape;   /* what is told */
extern const struct kt_shape kt_price_list_shape;       /* import, export */

/* Fills in what a new one leaves open; shape is the one it was read by. */
void kt_price_list_complete(const struct kt_shape *shape,
                            struct kt_price_list *list);
void kt_price_list_check(const struct kt_price_list *list,
                         struct kt_error *err);

#endif
