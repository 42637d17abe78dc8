/* The cart that the demo invites to fill and to order. */
#ifndef KT_CLI_DEMO_CART_H
#define KT_CLI_DEMO_CART_H

#include "cli/folder.h"

/* What the invitation puts in it. */
#define KT_DEMO_SKU "mug-red"
enum { KT_DEMO_QUANTITY = 3 };

struct kt_demo_cart {
    struct kt_str id;    /* "cart_…" */
    int64_t total_minor; /* of the order, once it is filled */
};

/* Makes an empty cart of the default channel with an address, and prices what
 * the invitation puts in. */
KT_CHECKED enum kt_status kt_demo_cart_create(struct kt_open_shop *shop,
                                              struct kt_arena *arena,
                                              struct kt_demo_cart *cart,
                                              struct kt_error *err);

#endif
