/* Random carts with the shipped rules: small, full of edges (prices of 0 and 1,
 * floors, groups, exclusives, budgets), the same for the same seed. */
#ifndef KT_TESTS_RANDOM_CART_H
#define KT_TESTS_RANDOM_CART_H

#include "script/host.h"

enum {
    RANDOM_LINES_MAX = 6,
    RANDOM_PRICES_MAX = 3,
    RANDOM_PROMOTIONS_MAX = 10
};

struct random_cart {
    struct kt_quote_input in;
    struct kt_item items[RANDOM_LINES_MAX];
    struct kt_price prices[RANDOM_LINES_MAX][RANDOM_PRICES_MAX];
    struct kt_cart_line lines[RANDOM_LINES_MAX];
    struct kt_promotion promotions[RANDOM_PROMOTIONS_MAX];
    struct kt_rule_use tax, delivery;
    struct kt_tender_in tender;
    struct kt_registry *registry;
    struct kt_arena *arena;
    uint64_t *seed;
};

/* The cart lives in the arena. */
struct random_cart *random_cart_new(struct kt_registry *registry,
                                    uint64_t *seed, struct kt_arena *arena);

/* One promotion more, of that rule and those params, after all others. */
struct kt_promotion *random_cart_add(struct random_cart *cart, const char *rule,
                                     struct kt_str params);

#endif
