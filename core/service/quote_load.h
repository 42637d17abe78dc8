/* Reads what a quote depends on: the shop's snapshot, the items, the buyer,
 * the coupons, counters that are limited, and stock. All of it in the caller's
 * read transaction; the quote itself is computed after it. */
#ifndef KT_SERVICE_QUOTE_LOAD_H
#define KT_SERVICE_QUOTE_LOAD_H

#include "domain/cart/cart.h"
#include "service/use.h"

/* What shall be priced, for whom, when. */
struct kt_quote_wish {
    const struct kt_channel *channel;
    struct kt_str currency; /* empty: the channel's first */
    struct kt_str locale;
    int64_t now_ms;       /* the moment the quote is for */
    struct kt_str email;  /* ptr NULL: not known */
    struct kt_str vat_id; /* ptr NULL: the customer's, if any */
    int64_t points;       /* of the customer's, to be used up */
    const struct kt_address *shipping_address;
    const struct kt_address *billing_address;
    struct kt_str shipping_option;
    const struct kt_cart_line_row *lines;
    size_t line_count;
    const int64_t *manual_prices; /* by line, -1: none; NULL: none at all */
    const struct kt_cart_coupon_row *coupons;
    size_t coupon_count;
    const struct kt_id *gift_cards;
    size_t gift_card_count;
    bool explains; /* the trace is told of all promotions */
    /* Instead of the shop's, as they stand; NULL: those. */
    const struct kt_promotion *promotions;
    size_t promotion_count;
};

/* What was read. */
struct kt_quote_facts {
    struct kt_quote_input input;
    const struct kt_stock_facts *stock; /* by line of the wish */
    size_t stock_count;
    const struct kt_cart_line_row *lines;    /* of the wish */
    const struct kt_stock_facts *gift_stock; /* by gift item of the input */
    struct kt_str email_fold;                /* empty: not known */
    bool is_trial; /* rules are tried, perhaps with what is not stored */
};

/* A line whose variant is gone has no item and is left out of the input; its
 * stock facts say not active. NOT_SELLABLE when the channel does not sell in
 * the currency. */
KT_CHECKED enum kt_status kt_quote_load(const struct kt_tx *tx,
                                        const struct kt_call *call,
                                        const struct kt_quote_wish *wish,
                                        struct kt_quote_facts *facts,
                                        struct kt_error *err);

/* The same for a shelf: what prices depend on apart from any cart, so that no
 * lines, coupons and gifts are read. */
KT_CHECKED enum kt_status kt_quote_load_shelf(const struct kt_tx *tx,
                                              const struct kt_call *call,
                                              const struct kt_quote_wish *wish,
                                              struct kt_quote_facts *facts,
                                              struct kt_error *err);

/* Prices the facts. Gifts that stock does not cover are left out; lines that
 * it does not cover are problems of the quote. */
KT_CHECKED enum kt_status kt_quote_facts_compute(
    const struct kt_call *call, const struct kt_quote_facts *facts,
    struct kt_quote **quote, struct kt_error *err);

/* Lists what is bought per variant, gifts too, in the order of ids: locks are
 * taken in it. */
struct kt_units_wanted {
    struct kt_id variant_id;
    struct kt_id product_id;
    struct kt_str sku;
    enum kt_stock_policy policy;
    int64_t quantity;
};

struct kt_units_wanted *kt_quote_units_wanted(
    const struct kt_quote *quote, const struct kt_quote_facts *facts,
    struct kt_arena *arena, size_t *count);

#endif
