/* The part of a cart file that is about places: zones, and rates of taxes. Each
 * gives what is wrong with a line, or NULL. */
#ifndef KT_TRIAL_CART_ZONE_H
#define KT_TRIAL_CART_ZONE_H

#include "trial/cart_file.h"

/* zone tax|shipping CODE MEMBER…, a member as DE, US/NY, US:100*,
 * DE:10000-14199 or * */
const char *kt_cart_zone_read(struct kt_cart_file *file, struct kt_str rest,
                              struct kt_arena *arena);

/* rate ZONE CLASS PERCENT [compound] [priority=N] [starts=TIME] [ends=TIME]
 * NAME */
const char *kt_cart_rate_read(struct kt_cart_file *file, struct kt_str rest);

/* Gives the input what holds where the cart is taxed and sent. */
void kt_cart_zone_take(struct kt_cart_file *file, struct kt_arena *arena);

/* The next word of a line; an object in braces is one word. */
struct kt_str kt_cart_word_take(struct kt_str *rest);

#endif
