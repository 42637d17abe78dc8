/* Payments as services make and move them. */
#ifndef KT_SERVICE_PAYMENT_H
#define KT_SERVICE_PAYMENT_H

#include "domain/order/order.h"
#include "service/use.h"

/* The providers a shop offers, as a list of kt_payment_method_out. */
struct kt_list kt_payment_methods(const struct kt_shop *shop,
                                  struct kt_arena *arena);

/* The provider with this code if the shop offers it, or NULL. */
const struct kt_payment_provider *kt_payment_offered(const struct kt_shop *shop,
                                                     struct kt_str code);

/* Asks the provider; *payment takes what came of it, ready to be stored.
 * INVALID_BODY for a provider or token that is not known, PAYMENT_DECLINED. */
KT_CHECKED enum kt_status kt_payment_begin(const struct kt_call *call,
                                           const struct kt_payment_in *in,
                                           int64_t due_minor,
                                           struct kt_payment *payment,
                                           struct kt_error *err);

/* The payments of an order by age, in the arena. */
struct kt_payments {
    struct kt_payment *items;
    size_t count;
};

KT_CHECKED enum kt_status kt_payments_load(const struct kt_tx *tx,
                                           struct kt_id order_id,
                                           struct kt_arena *arena,
                                           struct kt_payments *payments,
                                           struct kt_error *err);

/* Stores a payment in its new state, guarded by the version it was read at.
 * CONFLICT. */
KT_CHECKED enum kt_status kt_payment_save(struct kt_tx *tx,
                                          const struct kt_payment *payment,
                                          int64_t now_ms, struct kt_error *err);

/* Changes the money as the edge says. */
void kt_payment_apply(struct kt_payment *payment, const struct kt_edge *edge,
                      int64_t refund_minor);

#endif
