/* More prices of what stands in a cart file. */
#ifndef KT_TRIAL_CART_PRICE_H
#define KT_TRIAL_CART_PRICE_H

#include "trial/cart_file.h"

/* SKU AMOUNT key=value…, of every line and gift above with that SKU. What is
 * wrong with it, or NULL. */
const char *kt_cart_price_read(struct kt_cart_file *file, struct kt_str rest,
                               struct kt_arena *arena);

#endif
