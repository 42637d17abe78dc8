/* How far the promotions in force could take the price of a SKU below its
 * minimum, if nothing held it there. */
#ifndef KT_SERVICE_PROMOTION_FLOOR_H
#define KT_SERVICE_PROMOTION_FLOOR_H

#include "service/use.h"

/* A unit's price at the worst, of so many units in a cart. */
struct kt_floor_breach {
    struct kt_str sku;
    struct kt_str channel; /* code */
    const struct kt_currency *currency;
    int64_t reached_minor;
    int64_t minimum_minor;
    int64_t quantity;
    struct kt_str titles; /* of the promotions that take it there */
};

/* Prices every SKU with a minimum alone in carts of several sizes, in every
 * channel and currency: with all promotions that hold now, as if their buyers,
 * codes, minima and limits were met, and with each exclusive one alone. A list
 * of struct kt_floor_breach, the worst of each SKU, channel and currency.
 * Takes a quote for each: not for requests. */
KT_CHECKED enum kt_status kt_promotion_find_breaches(const struct kt_tx *tx,
                                                     const struct kt_call *call,
                                                     struct kt_list *breaches,
                                                     struct kt_error *err);

#endif
