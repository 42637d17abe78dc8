/* Placing an order: a cart is quoted once more, checked, paid and becomes an
 * order in one transaction. Whatever is retried or raced, a cart becomes one
 * order; a repeated checkout answers with it. */
#ifndef KT_SERVICE_CHECKOUT_H
#define KT_SERVICE_CHECKOUT_H

#include "domain/order/order.h"
#include "service/cart.h"
#include "service/order.h"
#include "service/origin.h"

struct kt_checkout_use {
    struct kt_use_state use; /* first */
    /* asked */
    struct kt_id cart_id;
    int64_t if_match; /* version of the cart; -1: none */
    const struct kt_checkout_in *in;
    /* decided */
    bool is_repeat; /* the cart was an order already */
    struct kt_cart cart;
    struct kt_quote_facts facts;
    struct kt_quote *quote;
    enum kt_order_state state;
    struct kt_str hold_reason;
    struct kt_payment payment;
    bool has_payment;
    int64_t number; /* from a block; 0: taken when saved */
    struct kt_units_wanted *wanted;
    size_t wanted_count;
    struct kt_promotion_taken *taken;
    size_t taken_count;
    struct kt_str body;
    struct kt_origin origin;
    /* answered */
    struct kt_order order;
    bool is_seen; /* the order was looked at */
    struct kt_order_answer answer;
};

extern const struct kt_use kt_use_checkout;

/* Below: what the checkout's files share. */

/* What a promotion gives in this order. */
struct kt_promotion_taken {
    const struct kt_promotion *promotion;
    const struct kt_coupon *coupon; /* that turned it on, or NULL */
    int64_t amount_minor;
};

/* The promotions that had an effect, in the order of their ids. */
struct kt_promotion_taken *kt_checkout_promotions(const struct kt_quote *quote,
                                                  struct kt_arena *arena,
                                                  size_t *count);

/* Everything that stands in the way, at once: NOT_READY, or by what alone is
 * wrong REFUSED, OUT_OF_STOCK, INVALID_BODY. A hold of a check fills state and
 * hold_reason. */
KT_CHECKED enum kt_status kt_checkout_check(struct kt_checkout_use *state,
                                            struct kt_error *err);

/* Takes what is wanted from stock, in the order of variants. OUT_OF_STOCK,
 * CONFLICT. */
KT_CHECKED enum kt_status kt_checkout_take_stock(
    struct kt_tx *tx, const struct kt_call *call,
    const struct kt_units_wanted *wanted, size_t count, struct kt_id order_id,
    struct kt_error *err);

/* Takes uses and budgets. CONFLICT when one is used up by now. */
KT_CHECKED enum kt_status kt_checkout_take_promotions(
    struct kt_tx *tx, const struct kt_checkout_use *state,
    struct kt_error *err);

/* The save step. */
enum kt_status kt_checkout_save(struct kt_tx *tx, struct kt_use_state *use,
                                struct kt_error *err);

#endif
