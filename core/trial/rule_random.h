/* Params and carts by chance, the same for the same seed, full of edges. */
#ifndef KT_TRIAL_RULE_RANDOM_H
#define KT_TRIAL_RULE_RANDOM_H

#include "script/host.h"

enum { KT_RANDOM_LINES_MAX = 6 };

struct kt_random_line {
    size_t item; /* which of six goods */
    int64_t quantity;
    int64_t price_minor;
};

struct kt_random_cart {
    struct kt_random_line lines[KT_RANDOM_LINES_MAX + 1];
    size_t count;
    bool is_member; /* of the group "a" */
};

/* A number between both, inclusive. */
int64_t kt_random_between(uint64_t *seed, int64_t min, int64_t max);

/* Params that fit what the rule declares, as JSON. */
struct kt_str kt_random_params(const struct kt_rule_info *rule, uint64_t *seed,
                               struct kt_arena *arena);

void kt_random_cart(uint64_t *seed, struct kt_random_cart *cart);

/* The cart as kt_cart_json_read takes it. */
struct kt_str kt_random_cart_json(const struct kt_random_cart *cart,
                                  struct kt_arena *arena);

#endif
