#include "domain/order/order_machine.h"

#include "base/assert.h"

static bool
is_settled(const void *facts)
{
    return ((const struct kt_order_facts *)facts)->is_settled;
}

const char *const kt_order_state_names[] = { "placed",    "held",
                                             "confirmed", "completed",
                                             "cancelled", NULL };

static const char *const events[] = { "confirm",  "hold",   "release",
                                      "complete", "cancel", NULL };

static const char *const topics[] = { "order.confirmed", "order.held",
                                      "order.released",  "order.completed",
                                      "order.cancelled", NULL };

enum {
    ON_CANCEL = KT_ORDER_GIVES_STOCK_BACK | KT_ORDER_GIVES_USES_BACK |
                KT_ORDER_RESTORES_CARDS | KT_ORDER_VOIDS_PAYMENTS
};

/* clang-format off */
static const struct kt_edge edges[] = {
    { KT_ORDER_PLACED,    KT_ORDER_CONFIRM,  KT_ORDER_CONFIRMED, NULL, 0, NULL },
    { KT_ORDER_PLACED,    KT_ORDER_HOLD,     KT_ORDER_HELD,      NULL, 0, NULL },
    { KT_ORDER_PLACED,    KT_ORDER_CANCEL,   KT_ORDER_CANCELLED, NULL, ON_CANCEL, NULL },
    { KT_ORDER_HELD,      KT_ORDER_RELEASE,  KT_ORDER_CONFIRMED, NULL, 0, NULL },
    { KT_ORDER_HELD,      KT_ORDER_CANCEL,   KT_ORDER_CANCELLED, NULL, ON_CANCEL, NULL },
    { KT_ORDER_CONFIRMED, KT_ORDER_HOLD,     KT_ORDER_HELD,      NULL, 0, NULL },
    { KT_ORDER_CONFIRMED, KT_ORDER_COMPLETE, KT_ORDER_COMPLETED, is_settled,
      KT_ORDER_HANDS_OVER, "settled" },
    { KT_ORDER_CONFIRMED, KT_ORDER_CANCEL,   KT_ORDER_CANCELLED, NULL, ON_CANCEL, NULL },
};
/* clang-format on */

const struct kt_machine kt_order_machine = {
    .name = "order",
    .states = kt_order_state_names,
    .events = events,
    .topics = topics,
    .edges = edges,
    .edge_count = KT_COUNT(edges),
    .start = KT_ORDER_PLACED,
};
