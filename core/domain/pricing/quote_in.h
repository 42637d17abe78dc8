/* A cart that staff wants to be priced, of any buyer at any moment. */
#ifndef KT_DOMAIN_QUOTE_IN_H
#define KT_DOMAIN_QUOTE_IN_H

#include "domain/pricing/quote_out.h"

struct kt_quote_line_in {
    uint64_t given;
    struct kt_id variant_id; /* one of the two */
    struct kt_str sku;
    int64_t quantity;
    int64_t unit_price; /* instead of the price rules', when given */
    struct kt_str metadata;
};

struct kt_quote_in {
    uint64_t given;
    struct kt_str channel;  /* code; empty: the default one */
    struct kt_str currency; /* empty: the channel's first */
    struct kt_str locale;
    int64_t as_of; /* 0: now */
    bool explain;
    struct kt_list lines; /* of kt_quote_line_in */
    struct kt_list coupons;
    struct kt_list promotions; /* names; instead of all, when given */
    struct kt_list drafts;     /* of kt_promotion_record */
    struct kt_str email;
    struct kt_str vat_id;           /* instead of the buyer's, when given */
    int64_t points;                 /* of the buyer's, to be used up */
    struct kt_list customer_groups; /* instead of the buyer's, when given */
    struct kt_address *shipping_address;
    struct kt_address *billing_address;
    struct kt_str shipping_option;
};

extern const struct kt_shape kt_quote_in_shape;

/* What a shape cannot say: one of variant_id and sku a line, no code twice, a
 * country. Adds every fault to err. */
void kt_quote_check_in(const struct kt_quote_in *in, struct kt_error *err);

/* The manual price of a line; -1: none. */
int64_t kt_quote_line_price(const struct kt_quote_line_in *in);

struct kt_priced_out {
    struct kt_str channel; /* code */
    struct kt_str locale;
    int64_t as_of;
    struct kt_list draft_ids; /* of struct kt_id */
    struct kt_quote_out quote;
    struct kt_list shipping_options; /* of kt_shipping_option_out */
};

extern const struct kt_shape kt_priced_out_shape;

#endif
