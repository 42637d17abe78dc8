#include "service/order_effects.h"

#include "service/customer.h"
#include "service/gift_card.h"

struct work {
    struct kt_tx *tx;
    const struct kt_call *call;
    const struct kt_order *order;
    struct kt_error *err;
};

/* ---- stock ---- */

struct held {
    struct kt_id variant_id;
    struct kt_id location_id;
    int64_t quantity;
};

static enum kt_status
load_held(const struct work *w, struct held **held, size_t *count)
{
    struct kt_rows rows;
    *held = NULL;
    *count = 0;
    KT_TRY(kt_query(kt_tx_reading(w->tx), KT_SQL_STOCK_TAKE_OF_ORDER,
                    KT_ARGS(KT_ID(w->order->id)), &rows, w->err));
    while (kt_rows_next(&rows)) {
        size_t size = *count * sizeof **held;
        *held =
            kt_arena_grow(w->call->arena, *held, size, size + sizeof **held);
        (*held)[(*count)++] =
            (struct held){ kt_col_id(&rows, 0), kt_col_id(&rows, 1),
                           kt_col_int(&rows, 2) };
    }
    return kt_rows_close(&rows);
}

/* Ends what the order holds by the statement, and says so in the ledger. */
static enum kt_status
end_held(const struct work *w, enum kt_sql statement, const char *kind)
{
    struct held *held;
    size_t count;
    int64_t now_ms = w->call->now_ms;
    KT_TRY(load_held(w, &held, &count));
    for (size_t i = 0; i < count; i++) {
        KT_TRY(
            kt_exec(w->tx, statement, 1,
                    KT_ARGS(KT_INT(held[i].quantity), KT_ID(held[i].variant_id),
                            KT_ID(held[i].location_id)),
                    w->err));
        KT_TRY(
            kt_exec(w->tx, KT_SQL_STOCK_TAKE_RECORD, 1,
                    KT_ARGS(KT_ID(kt_id_new(now_ms)), KT_ID(held[i].variant_id),
                            KT_ID(held[i].location_id),
                            KT_TEXT(kt_str_of(kind)), KT_INT(held[i].quantity),
                            KT_ID(w->order->id), KT_INT(now_ms)),
                    w->err));
    }
    return KT_OK;
}

/* ---- uses of promotions ---- */

struct used {
    struct kt_id promotion_id;
    struct kt_id coupon_id;
    struct kt_str by_email;
    int64_t amount_minor;
};

static enum kt_status
load_used(const struct work *w, struct used **used, size_t *count)
{
    struct kt_rows rows;
    *used = NULL;
    *count = 0;
    KT_TRY(kt_query(kt_tx_reading(w->tx), KT_SQL_PROMOTION_USE_OF_ORDER,
                    KT_ARGS(KT_ID(w->order->id)), &rows, w->err));
    while (kt_rows_next(&rows)) {
        size_t size = *count * sizeof **used;
        *used =
            kt_arena_grow(w->call->arena, *used, size, size + sizeof **used);
        (*used)[(*count)++] = (struct used){
            .promotion_id = kt_col_id(&rows, 0),
            .coupon_id = kt_col_id(&rows, 1),
            .by_email = kt_col_copy(&rows, 2, w->call->arena),
            .amount_minor = kt_col_int(&rows, 3),
        };
    }
    return kt_rows_close(&rows);
}

/* A customer's counter exists only where there is a limit. */
static enum kt_status
give_to_customer(const struct work *w, struct kt_id subject_id,
                 struct kt_str by_email)
{
    return kt_exec(w->tx, KT_SQL_PROMOTION_USE_GIVE_CUSTOMER, KT_ANY_ROWS,
                   KT_ARGS(KT_ID(subject_id), KT_TEXT(by_email)), w->err);
}

static enum kt_status
give_use(const struct work *w, const struct used *used)
{
    KT_TRY(kt_exec(w->tx, KT_SQL_PROMOTION_USE_MARK_GIVEN, 1,
                   KT_ARGS(KT_ID(w->order->id), KT_ID(used->promotion_id)),
                   w->err));
    KT_TRY(
        kt_exec(w->tx, KT_SQL_PROMOTION_USE_GIVE, 1,
                KT_ARGS(KT_INT(used->amount_minor), KT_ID(used->promotion_id)),
                w->err));
    KT_TRY(give_to_customer(w, used->promotion_id, used->by_email));
    if (kt_id_is_null(used->coupon_id))
        return KT_OK;
    /* A coupon that is deleted by now has no counter any more. */
    KT_TRY(kt_exec(w->tx, KT_SQL_COUPON_GIVE_USE, KT_ANY_ROWS,
                   KT_ARGS(KT_ID(used->coupon_id)), w->err));
    return give_to_customer(w, used->coupon_id, used->by_email);
}

static enum kt_status
give_uses(const struct work *w)
{
    struct used *used;
    size_t count;
    KT_TRY(load_used(w, &used, &count));
    for (size_t i = 0; i < count; i++)
        KT_TRY(give_use(w, &used[i]));
    return kt_exec(w->tx, KT_SQL_CUSTOMER_UNCOUNT_ORDER, KT_ANY_ROWS,
                   KT_ARGS(KT_TEXT(w->order->email_fold)), w->err);
}

/* ---- gift cards and points ---- */

static enum kt_status
restore_cards_and_points(const struct work *w)
{
    KT_TRY(kt_gift_cards_restore(w->tx, w->call, w->order->id, w->err));
    return kt_points_restore(w->tx, w->call, w->order->id, w->err);
}

/* ---- payments ---- */

/* *edge is NULL when there is nothing left to void. */
static enum kt_status
void_payment(struct kt_payment *payment, const struct kt_edge **edge,
             struct kt_error *err)
{
    static const struct kt_payment_facts no_money;
    *edge = NULL;
    if (!kt_payment_is_open((enum kt_payment_state)payment->state))
        return KT_OK;
    KT_TRY(kt_machine_take(&kt_payment_machine, payment->state, KT_PAY_VOID,
                           &no_money, edge, err));
    kt_payment_apply(payment, *edge, 0);
    return KT_OK;
}

static enum kt_status
void_payments(const struct work *w)
{
    for (size_t i = 0; i < w->order->payments.count; i++) {
        struct kt_payment payment = w->order->payments.items[i];
        const struct kt_edge *edge;
        KT_TRY(void_payment(&payment, &edge, w->err));
        if (edge != NULL)
            KT_TRY(kt_order_move_payment(w->tx, w->call, w->order->id, &payment,
                                         edge, KT_STR(""), w->err));
    }
    return KT_OK;
}

enum kt_status
kt_order_foresee(struct kt_order *order, unsigned effects,
                 struct kt_arena *arena, struct kt_error *err)
{
    size_t count = order->payments.count;
    const struct kt_edge *edge;
    if ((effects & KT_ORDER_HANDS_OVER) != 0)
        order->lines.fulfilled = order->lines.units;
    if ((effects & KT_ORDER_VOIDS_PAYMENTS) == 0 || count == 0)
        return KT_OK;
    struct kt_payment *items = KT_NEW_ARRAY(arena, struct kt_payment, count);
    memcpy(items, order->payments.items, count * sizeof *items);
    order->payments.items = items;
    for (size_t i = 0; i < count; i++)
        KT_TRY(void_payment(&items[i], &edge, err));
    return KT_OK;
}

static enum kt_status
hand_over(const struct work *w)
{
    KT_TRY(kt_exec(w->tx, KT_SQL_ORDER_HAND_OVER_LINES, KT_ANY_ROWS,
                   KT_ARGS(KT_ID(w->order->id)), w->err));
    return end_held(w, KT_SQL_STOCK_TAKE_HAND_OVER, "handover");
}

enum kt_status
kt_order_move_payment(struct kt_tx *tx, const struct kt_call *call,
                      struct kt_id order_id, const struct kt_payment *payment,
                      const struct kt_edge *edge, struct kt_str note,
                      struct kt_error *err)
{
    const struct kt_machine *machine = &kt_payment_machine;
    struct kt_happening happening = {
        .order_id = order_id,
        .machine = machine->name,
        .event = kt_str_of(machine->events[edge->event]),
        .from = kt_str_of(machine->states[edge->from]),
        .to = kt_str_of(machine->states[edge->to]),
        .note = note,
    };
    KT_TRY(kt_payment_save(tx, payment, call->now_ms, err));
    KT_TRY(kt_order_record(tx, call, &happening, err));
    return kt_event_emit(tx, machine->topics[edge->event], order_id,
                         payment->id, call->now_ms, err);
}

enum kt_status
kt_order_apply_effects(struct kt_tx *tx, const struct kt_call *call,
                       const struct kt_order *order, unsigned effects,
                       struct kt_error *err)
{
    struct work w = { tx, call, order, err };
    if ((effects & KT_ORDER_GIVES_STOCK_BACK) != 0)
        KT_TRY(end_held(&w, KT_SQL_STOCK_TAKE_GIVE_BACK, "cancel"));
    if ((effects & KT_ORDER_GIVES_USES_BACK) != 0)
        KT_TRY(give_uses(&w));
    if ((effects & KT_ORDER_RESTORES_CARDS) != 0)
        KT_TRY(restore_cards_and_points(&w));
    if ((effects & KT_ORDER_VOIDS_PAYMENTS) != 0)
        KT_TRY(void_payments(&w));
    if ((effects & KT_ORDER_HANDS_OVER) != 0)
        KT_TRY(hand_over(&w));
    return KT_OK;
}
