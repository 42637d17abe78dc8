/* The texts of a cart as they are stored: trimmed, addresses as JSON. */
#ifndef KT_SERVICE_CART_TEXT_H
#define KT_SERVICE_CART_TEXT_H

#include "service/cart.h"

/* Fills the plan's texts from state->in; absent stays absent (ptr NULL),
 * metadata becomes an empty object, the locale the nearest of the cart's
 * channel. */
void kt_cart_plan_texts(struct kt_cart_use *state,
                        const struct kt_channel *channel);

/* The key of a coupon's code: trimmed and folded. */
struct kt_str kt_coupon_fold(struct kt_str code, struct kt_arena *arena);

/* JSON of an address, ptr NULL for none. */
struct kt_str kt_address_text(const struct kt_address *address,
                              struct kt_arena *arena);

#endif
