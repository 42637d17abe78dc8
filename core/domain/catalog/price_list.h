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
};

extern const struct kt_shape kt_price_list_shape;

void kt_price_list_complete(struct kt_price_list *list);
void kt_price_list_check(const struct kt_price_list *list,
                         struct kt_error *err);

#endif
