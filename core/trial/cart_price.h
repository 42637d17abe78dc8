/* What the lines of a cart share, and more prices of what stands on them. */
#ifndef KT_TRIAL_CART_PRICE_H
#define KT_TRIAL_CART_PRICE_H

#include "trial/cart_file.h"

/* An item behind others has the ids of those of its product and its SKU. */
void kt_cart_item_share(struct kt_cart_file *file, size_t index);

/* SKU AMOUNT key=value…, of every line and gift above with that SKU. What is
 * wrong with it, or NULL. */
const char *kt_cart_price_read(struct kt_cart_file *file, struct kt_str rest,
                               struct kt_arena *arena);

#endif
