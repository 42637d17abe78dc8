/* A golden cart as a shop of its own: what its file says of prices, rules and
 * promotions as JSON lines, what it says of the buyer as a quote's body. */
#ifndef KT_TRIAL_CART_SHOP_H
#define KT_TRIAL_CART_SHOP_H

#include "trial/cart_file.h"

/* False for what no import can bring in: gift cards, counters of orders that
 * were never placed, facts of a buyer who never bought. */
bool cart_shop_can(const struct kt_cart_file *file);

struct kt_str cart_shop_lines(const struct kt_cart_file *file,
                              struct kt_arena *arena);
struct kt_str cart_shop_body(const struct kt_cart_file *file,
                             struct kt_arena *arena);

#endif
