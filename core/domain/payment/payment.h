/* Payments of an order and the providers that make them. */
#ifndef KT_DOMAIN_PAYMENT_H
#define KT_DOMAIN_PAYMENT_H

#include "domain/payment/payment_machine.h"

struct kt_payment {
    struct kt_id id;
    struct kt_str provider; /* code */
    int state;              /* enum kt_payment_state */
    int64_t amount_minor;
    int64_t captured_minor;
    int64_t refunded_minor;
    struct kt_str reference; /* the provider's own number */
    int64_t version;
    int64_t created_ms;
};

/* A payment as the HTTP API tells it. */
struct kt_payment_out {
    struct kt_id id;
    struct kt_str provider;
    int state;
    int64_t amount;
    int64_t captured;
    int64_t refunded;
    struct kt_str reference;
};

extern const struct kt_shape kt_payment_out_shape;

/* How the buyer wants to pay: the member "payment" of a checkout. */
struct kt_payment_in {
    struct kt_str provider;
    struct kt_str token; /* what the provider gave the storefront */
};

extern const struct kt_shape kt_payment_in_shape;

/* What a provider made of an attempt. */
struct kt_payment_outcome {
    int event; /* enum kt_payment_event; -1: it waits */
    struct kt_str reference;
    struct kt_str reason; /* of a decline: a code */
};

/* A built-in provider. Its answer is a pure function of what it is asked;
 * providers that speak to the outside are scripts and run as jobs. */
struct kt_payment_provider {
    const char *code;
    const char *title;
    /* False when the token says nothing to it. */
    bool (*authorize)(struct kt_str token, struct kt_payment_outcome *outcome);
    const char *tokens; /* those it knows, for a refusal; or NULL */
};

/* NULL when there is none with this code. */
const struct kt_payment_provider *kt_payment_provider_find(struct kt_str code);

/* A provider the shop offers, as the HTTP API tells it. */
struct kt_payment_method_out {
    struct kt_str provider;
    struct kt_str title;
};

extern const struct kt_shape kt_payment_method_shape;

struct kt_payment_out kt_payment_tell(const struct kt_payment *payment);

/* What a whole order looks like, computed from its payments. */
enum kt_payments_state {
    KT_PAYMENTS_PENDING,
    KT_PAYMENTS_NEEDS_ACTION,
    KT_PAYMENTS_AUTHORIZED,
    KT_PAYMENTS_PARTIALLY_PAID,
    KT_PAYMENTS_PAID,
    KT_PAYMENTS_PARTIALLY_REFUNDED,
    KT_PAYMENTS_REFUNDED,
    KT_PAYMENTS_VOIDED,
    KT_PAYMENTS_DECLINED
};

extern const char *const kt_payments_state_names[];

/* An order that costs nothing is paid. */
enum kt_payments_state kt_payments_compute(const struct kt_payment *payments,
                                           size_t count, int64_t due_minor);

#endif
