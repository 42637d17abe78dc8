/* The carts that quotes are measured on: lines of several categories, and
 * promotions of ten shipped rules in turn. */
#ifndef KT_TESTS_BENCH_QUOTE_CART_H
#define KT_TESTS_BENCH_QUOTE_CART_H

#include "script/host.h"

enum { BENCH_LINES_MAX = 100, BENCH_PROMOTIONS_MAX = 100 };

struct bench_cart {
    struct kt_quote_input in;
    struct kt_item items[BENCH_LINES_MAX];
    struct kt_price prices[BENCH_LINES_MAX];
    struct kt_cart_line lines[BENCH_LINES_MAX];
    struct kt_promotion promotions[BENCH_PROMOTIONS_MAX];
    struct kt_rule_use price, tax, delivery;
};

/* Which promotions a cart has. */
enum bench_mix {
    BENCH_MIXED,    /* ten shipped rules in turn, some for one category */
    BENCH_ALL_MATCH /* percentages that take every line */
};

/* The cart lives in the arena. */
struct bench_cart *bench_cart_new(struct kt_registry *registry, size_t lines,
                                  size_t promotions, enum bench_mix mix,
                                  struct kt_arena *arena);

#endif
