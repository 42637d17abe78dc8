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

struct kt_floor_breaches {
    struct kt_list found; /* of struct kt_floor_breach */
    bool is_cut;          /* there was too much to look at */
};

/* Prices every SKU with a minimum alone in carts of several sizes, in every
 * channel and currency: with all promotions that hold now, as if their buyers,
 * codes, minima and limits were met, and with each exclusive one alone. Finds
 * the worst of each SKU, channel and currency. Takes quotes for each SKU. */
KT_CHECKED enum kt_status kt_promotion_find_breaches(
    const struct kt_tx *tx, const struct kt_call *call,
    struct kt_floor_breaches *breaches, struct kt_error *err);

/* The same of one promotion beside those in force, as it stands here; only as
 * far as a request may take. */
KT_CHECKED enum kt_status kt_promotion_find_own_breaches(
    const struct kt_tx *tx, const struct kt_call *call,
    const struct kt_promotion *own, struct kt_floor_breaches *breaches,
    struct kt_error *err);

#endif
