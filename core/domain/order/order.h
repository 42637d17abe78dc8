/* A placed order as it is kept and told. What it costs is frozen in its body
 * when it is placed; what changes afterwards (state, payments, fulfilment)
 * stands beside it. */
#ifndef KT_DOMAIN_ORDER_H
#define KT_DOMAIN_ORDER_H

#include "domain/order/order_machine.h"
#include "domain/payment/payment.h"
#include "domain/pricing/quote_out.h"

enum kt_fulfilment_state {
    KT_UNFULFILLED,
    KT_PARTIALLY_FULFILLED,
    KT_FULFILLED
};

extern const char *const kt_fulfilment_state_names[];

struct kt_order_lines_sum {
    int64_t units;
    int64_t fulfilled;
};

enum kt_fulfilment_state kt_fulfilment_compute(
    const struct kt_order_lines_sum *sum);

/* What the HTTP API tells: first what lives, then what is frozen. */
struct kt_order_out {
    struct kt_id id;
    struct kt_str number; /* with the shop's prefix */
    int state;
    int payment_state;
    int fulfilment_state;
    struct kt_str hold_reason;
    struct kt_list events;   /* of kt_str: possible now */
    struct kt_list payments; /* of kt_payment_out */
    int64_t placed_at;
    int64_t updated_at;
    int64_t version;
    struct kt_id cart_id;
    struct kt_str channel;
    struct kt_str locale;
    struct kt_str email;
    struct kt_address *shipping_address;
    struct kt_address *billing_address;
    struct kt_str metadata;
    struct kt_quote_out quote;
    struct kt_list history;   /* of kt_order_event_out; for staff */
    struct kt_str rules_hash; /* for staff, with ?explain=1 */
    struct kt_list trace;     /* of kt_trace_out */
    struct kt_rule_trace_out *rule_trace;
};

/* One table seen five ways: all of it is what the document says, for buyers
 * without its history; the head is written anew for each answer, the body
 * once, when the order is placed. */
extern const struct kt_shape kt_order_out_shape;
extern const struct kt_shape kt_order_staff_shape;
extern const struct kt_shape kt_order_head_shape;
extern const struct kt_shape kt_order_body_shape;
extern const struct kt_shape
    kt_order_priced_shape; /* the body's end: the quote */

/* The whole answer: a head around a body written before. */
struct kt_str kt_order_join(const struct kt_order_out *head, struct kt_str body,
                            struct kt_arena *arena);

/* What staff sees beside it. */
struct kt_order_story {
    struct kt_list history;   /* of kt_order_event_out */
    struct kt_str rules_hash; /* ptr NULL: nobody asked why */
    struct kt_str trace;      /* as it was frozen, JSON */
    struct kt_str rule_trace; /* the same; empty: none was */
};

/* The whole answer with its story behind it. */
struct kt_str kt_order_add_story(struct kt_str order_json,
                                 const struct kt_order_story *story,
                                 struct kt_arena *arena);

/* An order in a list. */
struct kt_order_row_out {
    struct kt_id id;
    struct kt_str number;
    int state;
    int payment_state;
    int fulfilment_state;
    struct kt_str channel; /* code */
    struct kt_str email;
    struct kt_str currency;
    int64_t total;
    int64_t placed_at;
    int64_t updated_at;
    int64_t version;
};

extern const struct kt_shape kt_order_row_shape;

/* What happened to an order. */
struct kt_order_event_out {
    struct kt_str machine; /* "order", "payment", "note" */
    struct kt_str event;
    struct kt_str from;
    struct kt_str to;
    struct kt_str actor;
    struct kt_str note;
    int64_t at;
};

extern const struct kt_shape kt_order_event_shape;

/* Body of POST …/transitions. */
struct kt_transition_in {
    struct kt_str event;
    struct kt_id payment_id; /* zero: the order's only one */
    int64_t amount;          /* of a refund; 0: the rest */
    struct kt_str note;
};

extern const struct kt_shape kt_transition_in_shape;

/* Body of POST …/checkout. */
struct kt_checkout_in {
    uint64_t given;
    struct kt_payment_in *payment; /* NULL: nothing is to be paid */
    int64_t expected_total;
    int64_t expected_due; /* looked at when it is given */
};

extern const struct kt_shape kt_checkout_in_shape;

/* A line's shares as a refund will need them: runs of units and what they cost
 * together after discounts, [{"count":2,"amount":1799}]; with "unit" what each
 * cost before, where that is not the line's unit price. */
void kt_order_write_spread(const struct kt_quote_line *line,
                           struct kt_json *json);

#endif
