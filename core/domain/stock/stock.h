/* How many units of a variant may be bought, and from where they are taken. */
#ifndef KT_DOMAIN_STOCK_H
#define KT_DOMAIN_STOCK_H

#include "base/id.h"

enum kt_stock_policy {
    KT_STOCK_REFUSE,    /* no more than there is */
    KT_STOCK_BACKORDER, /* counted, may go below zero */
    KT_STOCK_UNTRACKED  /* not counted */
};

extern const char *const kt_stock_policy_names[]; /* ends with NULL */

/* What buying a variant depends on. */
struct kt_stock_facts {
    struct kt_id variant_id;
    struct kt_str sku;
    enum kt_stock_policy policy;
    int64_t quantity_min; /* units of it in a cart; 0: none */
    int64_t quantity_max; /* 0: none */
    int64_t available;    /* over all active locations */
    bool is_active;       /* variant and product */
};

/* Units of the variant that a cart may hold, at most units_max. */
int64_t kt_stock_limit(const struct kt_stock_facts *facts, int64_t units_max);

/* A location and what it has. */
struct kt_stock_place {
    struct kt_id location_id;
    int64_t available;
    int64_t taken;   /* kt_stock_spread's answer */
    bool goes_below; /* more is taken than there is */
};

/* Spreads a quantity over places in their order: each gives what it has; under
 * the policy backorder the first one gives the rest too. False when there is
 * not enough, or no place at all. */
bool kt_stock_spread(enum kt_stock_policy policy, int64_t quantity,
                     struct kt_stock_place *places, size_t count);

#endif
