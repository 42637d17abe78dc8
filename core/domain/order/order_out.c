#include "base/assert.h"
#include "domain/order/order.h"

#define OUT(KIND, member, FLAGS, ...)                                          \
    KT_FIELD(KIND, struct kt_order_out, member, FLAGS, __VA_ARGS__)
#define ROW(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_order_row_out, member, 0, __VA_ARGS__)
#define EVENT(KIND, member, ...)                                               \
    KT_FIELD(KIND, struct kt_order_event_out, member, 0, __VA_ARGS__)

/* clang-format off */
static const struct kt_field fields[] = {
    OUT(ID, id, 0, .prefix = "ord", .help = "Unguessable: who knows it may see the order"),
    OUT(STR, number, 0, .help = "For people"),
    OUT(ENUM, state, 0, .names = kt_order_state_names),
    OUT(ENUM, payment_state, 0, .names = kt_payments_state_names, .help = "From its payments"),
    OUT(ENUM, fulfilment_state, 0, .names = kt_fulfilment_state_names, .help = "From its lines"),
    OUT(STR, hold_reason, KT_NULLABLE, .help = "Why it waits, while it is held"),
    OUT(STRS, events, 0, .help = "What transitions are possible now"),
    OUT(LIST, payments, 0, .shape = &kt_payment_out_shape),
    OUT(TIME, placed_at, 0, .help = "RFC 3339"),
    OUT(TIME, updated_at, 0, .help = "RFC 3339"),
    OUT(INT, version, 0, .help = "For If-Match"),
    /* From here on the body. */
    OUT(ID, cart_id, 0, .prefix = "cart", .help = "What it was"),
    OUT(STR, channel, 0, .help = "Code"),
    OUT(STR, locale, 0, .help = "Language of the titles"),
    OUT(STR, email, 0, .help = "Of the buyer"),
    OUT(OBJECT, shipping_address, KT_NULLABLE, .shape = &kt_address_shape),
    OUT(OBJECT, billing_address, KT_NULLABLE, .shape = &kt_address_shape),
    OUT(RAW, metadata, KT_IS_OBJECT, .help = "The cart's"),
    KT_QUOTE_ROWS(struct kt_order_out, quote),
    /* For staff. */
    OUT(LIST, history, 0, .shape = &kt_order_event_shape, .help = "What happened to it, in order"),
    OUT(STR, rules_hash, KT_OMIT_EMPTY, .help = "Of the rules that priced it, with ?explain=1"),
    OUT(LIST, trace, KT_OMIT_EMPTY, .shape = &kt_trace_out_shape,
        .help = "The story of every promotion when it was placed, with ?explain=1"),
    OUT(OBJECT, rule_trace, KT_OMIT_EMPTY, .shape = &kt_rule_trace_out_shape,
        .help = "What the other rules answered then, with ?explain=1"),
};

enum { HEAD_FIELDS = 11, CART_FIELDS = 7, STAFF_FIELDS = 4 };

static const struct kt_field row_fields[] = {
    ROW(ID, id, .prefix = "ord"),
    ROW(STR, number, .help = "For people"),
    ROW(ENUM, state, .names = kt_order_state_names),
    ROW(ENUM, payment_state, .names = kt_payments_state_names),
    ROW(ENUM, fulfilment_state, .names = kt_fulfilment_state_names),
    ROW(STR, channel, .help = "Code"),
    ROW(STR, email, .help = "Of the buyer"),
    ROW(STR, currency, .help = "ISO 4217"),
    ROW(INT, total, .help = "In minor units"),
    ROW(TIME, placed_at, .help = "RFC 3339"),
    ROW(TIME, updated_at, .help = "RFC 3339"),
    ROW(INT, version, .help = "For If-Match"),
};

static const struct kt_field event_fields[] = {
    EVENT(STR, machine, .help = "order, payment or note"),
    EVENT(STR, event, .help = "As in confirm"),
    EVENT(STR, from, .help = "The state before"),
    EVENT(STR, to, .help = "The state after"),
    EVENT(STR, actor, .help = "Who did it"),
    EVENT(STR, note, .help = "What was said about it"),
    EVENT(TIME, at, .help = "RFC 3339"),
};

static const struct kt_field transition_fields[] = {
    KT_FIELD(STR, struct kt_transition_in, event, KT_REQUIRED, .min = 1, .max = 40,
             .help = "Of the order: confirm, hold, release, complete, cancel; of a payment: "
                     "authorize, capture, decline, void, refund"),
    KT_FIELD(ID, struct kt_transition_in, payment_id, 0, .prefix = "pay",
             .help = "Which payment, when the order has more than one"),
    KT_FIELD(INT, struct kt_transition_in, amount, 0, .min = 1, .max = KT_MONEY_MAX,
             .help = "Of a refund; what is left when absent"),
    KT_FIELD(STR, struct kt_transition_in, note, 0, .max = 1000,
             .help = "For the record; of hold: the reason"),
};

static const struct kt_field checkout_fields[] = {
    KT_FIELD(OBJECT, struct kt_checkout_in, payment, 0, .shape = &kt_payment_in_shape,
             .help = "Not needed when nothing is due"),
    KT_FIELD(INT, struct kt_checkout_in, expected_total, KT_REQUIRED, .max = KT_MONEY_MAX,
             .help = "totals.total of the cart as the buyer saw it"),
    KT_FIELD(INT, struct kt_checkout_in, expected_due, 0, .max = KT_MONEY_MAX,
             .help = "totals.due as well, where gift cards pay"),
};
/* clang-format on */

const struct kt_shape kt_order_out_shape = {
    .name = "Order",
    .size = sizeof(struct kt_order_out),
    .given_offset = KT_NO_GIVEN,
    .fields = fields,
    .field_count = KT_COUNT(fields) - STAFF_FIELDS,
    .help = "A placed order",
};

const struct kt_shape kt_order_staff_shape =
    KT_SHAPE("StaffOrder", struct kt_order_out, fields,
             "A placed order with its history");

const struct kt_shape kt_order_head_shape = {
    .name = "OrderHead",
    .size = sizeof(struct kt_order_out),
    .given_offset = KT_NO_GIVEN,
    .fields = fields,
    .field_count = HEAD_FIELDS,
    .help = "What of an order changes",
};

const struct kt_shape kt_order_body_shape = {
    .name = "OrderBody",
    .size = sizeof(struct kt_order_out),
    .given_offset = KT_NO_GIVEN,
    .fields = fields + HEAD_FIELDS,
    .field_count = KT_COUNT(fields) - HEAD_FIELDS - STAFF_FIELDS,
    .help = "What of an order is frozen",
};

const struct kt_shape kt_order_priced_shape = {
    .name = "OrderPrices",
    .size = sizeof(struct kt_order_out),
    .given_offset = KT_NO_GIVEN,
    .fields = fields + HEAD_FIELDS + CART_FIELDS,
    .field_count = KT_COUNT(fields) - HEAD_FIELDS - CART_FIELDS - STAFF_FIELDS,
    .help = "What of an order its quote says",
};

const struct kt_shape kt_order_row_shape =
    KT_SHAPE("OrderRow", struct kt_order_row_out, row_fields,
             "An order in a list");

const struct kt_shape kt_order_event_shape =
    KT_SHAPE("OrderEvent", struct kt_order_event_out, event_fields,
             "What happened to an order");

const struct kt_shape kt_transition_in_shape =
    KT_SHAPE("TransitionIn", struct kt_transition_in, transition_fields,
             "What shall happen to an order");

const struct kt_shape kt_checkout_in_shape =
    KT_SHAPE_OF("CheckoutIn", struct kt_checkout_in, checkout_fields,
                KT_COUNT(checkout_fields), "The order as the buyer saw it");
