/* The payment machine: one attempt to pay an order, or a part of it. */
#ifndef KT_DOMAIN_PAYMENT_MACHINE_H
#define KT_DOMAIN_PAYMENT_MACHINE_H

#include "domain/order/machine.h"

enum kt_payment_state {
    KT_PAY_PENDING,      /* money is awaited */
    KT_PAY_NEEDS_ACTION, /* the buyer has to confirm somewhere else */
    KT_PAY_AUTHORIZED,
    KT_PAY_CAPTURED,
    KT_PAY_PARTIALLY_REFUNDED,
    KT_PAY_REFUNDED,
    KT_PAY_VOIDED,
    KT_PAY_DECLINED
};

enum kt_payment_event {
    KT_PAY_AUTHORIZE,
    KT_PAY_CAPTURE,
    KT_PAY_REQUIRE_ACTION,
    KT_PAY_DECLINE,
    KT_PAY_VOID,
    KT_PAY_REFUND
};

/* What taking an edge does to the money. */
enum kt_payment_effect {
    KT_PAY_TAKES_MONEY = 1,     /* captured becomes the whole amount */
    KT_PAY_GIVES_MONEY_BACK = 2 /* refunded grows by the amount asked */
};

struct kt_payment_facts {
    int64_t captured_minor;
    int64_t refunded_minor;
    int64_t refund_minor; /* what is asked; 0 in other events */
};

extern const char *const kt_payment_state_names[];
extern const struct kt_machine kt_payment_machine;

/* True while the payment can still bring money. */
bool kt_payment_is_open(enum kt_payment_state state);

#endif
