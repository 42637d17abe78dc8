/* What taking an edge of the order machine does besides. */
#ifndef KT_SERVICE_ORDER_EFFECTS_H
#define KT_SERVICE_ORDER_EFFECTS_H

#include "service/order.h"

/* Carries out the effects (bits of enum kt_order_effect) in the transaction
 * that takes the edge. CONFLICT. */
KT_CHECKED enum kt_status kt_order_apply_effects(struct kt_tx *tx,
                                                 const struct kt_call *call,
                                                 const struct kt_order *order,
                                                 unsigned effects,
                                                 struct kt_error *err);

/* What the effects will make of the order's payments and lines, in *order
 * alone. */
KT_CHECKED enum kt_status kt_order_foresee(struct kt_order *order,
                                           unsigned effects,
                                           struct kt_arena *arena,
                                           struct kt_error *err);

/* Stores a payment that took an edge, records it and tells reactions. */
KT_CHECKED enum kt_status kt_order_move_payment(
    struct kt_tx *tx, const struct kt_call *call, struct kt_id order_id,
    const struct kt_payment *payment, const struct kt_edge *edge,
    struct kt_str note, struct kt_error *err);

#endif
