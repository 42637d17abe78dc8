/* A quote's input as it is frozen with an order: the structs that stand
 * between the input and its JSON. Private to this folder; quote.h has
 * kt_quote_input_write and kt_quote_input_read.
 *
 * The structs of pricing are written as they are; only what they point to is
 * laid beside them as lists, because that is what a shape can walk. Texts that
 * are empty and texts that are absent are the same to every rule, and are left
 * out alike. */
#ifndef KT_DOMAIN_QUOTE_INPUT_H
#define KT_DOMAIN_QUOTE_INPUT_H

#include "domain/pricing/quote.h"

struct kt_frozen_item {
    struct kt_item item;
    struct kt_list categories; /* of struct kt_str */
    struct kt_list tags;       /* of struct kt_str */
    struct kt_list attributes; /* of struct kt_pair */
    struct kt_list prices;     /* of struct kt_price */
};

struct kt_frozen_line {
    struct kt_cart_line line;
    struct kt_frozen_item item;
};

struct kt_frozen_input {
    struct kt_quote_input in;
    struct kt_str currency;           /* code */
    struct kt_list buyer_groups;      /* of struct kt_str */
    struct kt_list lines;             /* of struct kt_frozen_line */
    struct kt_list gift_items;        /* of struct kt_frozen_item */
    struct kt_list promotions;        /* of struct kt_promotion */
    struct kt_list coupons;           /* of struct kt_coupon */
    struct kt_list price_rules;       /* of struct kt_rule_use */
    struct kt_list tax_rates;         /* of struct kt_due_rate */
    struct kt_list home_rates;        /* of struct kt_due_rate */
    struct kt_list shipping_methods;  /* of struct kt_rule_use */
    struct kt_list methods_elsewhere; /* of struct kt_rule_use */
    struct kt_list tenders;           /* of struct kt_tender_in */
    /* In place of promotions and rules: which of the shared ones. */
    bool is_sharing;
    struct kt_list counters; /* of struct kt_frozen_counters */
    struct kt_list price_rules_at, tax_rule_at, shipping_methods_at,
        methods_elsewhere_at; /* of kt_frozen_place */
};

/* What stood against the limits of a promotion. */
struct kt_frozen_counters {
    int64_t at; /* its index among the shared ones */
    bool is_active;
    int64_t uses, spent_minor, uses_by_buyer;
};

struct kt_frozen_place {
    int64_t at;
};

struct kt_frozen_shared {
    struct kt_list promotions; /* of struct kt_promotion */
    struct kt_list price_rules, tax_rules,
        shipping_methods; /* of struct kt_rule_use */
};

extern const struct kt_shape kt_frozen_input_shape;
/* The input's own part; what is shared may stand in it as well. */
extern const struct kt_shape kt_frozen_own_shape;
extern const struct kt_shape kt_frozen_shared_shape;

/* The structs as a shape walks them, and back. */
struct kt_frozen_input kt_quote_freeze(const struct kt_quote_input *in,
                                       struct kt_arena *arena);
KT_CHECKED enum kt_status kt_quote_thaw(struct kt_frozen_input *frozen,
                                        struct kt_arena *arena,
                                        struct kt_error *err);

#endif
