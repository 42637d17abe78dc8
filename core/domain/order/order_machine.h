/* The order machine. "Paid" and "fulfilled" are no states of it: they are
 * computed from payments and lines, see order_state.h. */
#ifndef KT_DOMAIN_ORDER_MACHINE_H
#define KT_DOMAIN_ORDER_MACHINE_H

#include "domain/order/machine.h"

enum kt_order_state {
    KT_ORDER_PLACED,
    KT_ORDER_HELD, /* a rule or a person wants a look at it */
    KT_ORDER_CONFIRMED,
    KT_ORDER_COMPLETED,
    KT_ORDER_CANCELLED
};

enum kt_order_event {
    KT_ORDER_CONFIRM,
    KT_ORDER_HOLD,
    KT_ORDER_RELEASE, /* the look was taken: goes on as confirmed */
    KT_ORDER_COMPLETE,
    KT_ORDER_CANCEL
};

/* What taking an edge does besides. */
enum kt_order_effect {
    KT_ORDER_GIVES_STOCK_BACK = 1,
    KT_ORDER_GIVES_USES_BACK = 2, /* of coupons, promotions and budgets */
    KT_ORDER_VOIDS_PAYMENTS = 4,  /* those that took no money yet */
    KT_ORDER_HANDS_OVER = 8,      /* allocated stock leaves the house */
    KT_ORDER_RESTORES_CARDS = 16  /* what gift cards and points paid */
};

/* What guards look at. */
struct kt_order_facts {
    bool is_settled; /* nothing is owed any more */
};

extern const char *const kt_order_state_names[];
extern const struct kt_machine kt_order_machine;

#endif
