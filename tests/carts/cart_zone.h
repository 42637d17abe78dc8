/* The part of a cart file that is about places: zones, and rates of taxes. Each
 * gives what is wrong with a line, or NULL. */
#ifndef KT_TESTS_CART_ZONE_H
#define KT_TESTS_CART_ZONE_H

#include "carts/cart_file.h"

/* zone tax|shipping CODE MEMBER…, a member as DE, US/NY, US:100*,
 * DE:10000-14199 or * */
const char *cart_zone_read(struct cart_file *file, struct kt_str rest,
                           struct kt_arena *arena);

/* rate ZONE CLASS PERCENT [compound] [priority=N] [starts=TIME] [ends=TIME]
 * NAME */
const char *cart_rate_read(struct cart_file *file, struct kt_str rest);

/* Gives the input what holds where the cart is taxed and sent. */
void cart_zone_take(struct cart_file *file, struct kt_arena *arena);

/* The next word of a line; an object in braces is one word. */
struct kt_str cart_word_take(struct kt_str *rest);

#endif
