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
    struct kt_str currency;          /* code */
    struct kt_list buyer_groups;     /* of struct kt_str */
    struct kt_list lines;            /* of struct kt_frozen_line */
    struct kt_list gift_items;       /* of struct kt_frozen_item */
    struct kt_list promotions;       /* of struct kt_promotion */
    struct kt_list coupons;          /* of struct kt_coupon */
    struct kt_list price_rules;      /* of struct kt_rule_use */
    struct kt_list tax_rates;        /* of struct kt_due_rate */
    struct kt_list home_rates;       /* of struct kt_due_rate */
    struct kt_list shipping_methods; /* of struct kt_rule_use */
    struct kt_list tenders;          /* of struct kt_tender_in */
};

extern const struct kt_shape kt_frozen_input_shape;

#endif
