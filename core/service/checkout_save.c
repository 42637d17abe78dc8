#include "base/assert.h"
#include "domain/search/words.h"
#include "service/cart_text.h"
#include "service/checkout.h"
#include "service/customer.h"
#include "service/gift_card.h"

/* The one transaction that makes an order. */

static enum kt_status
close_cart(struct kt_tx *tx, const struct kt_checkout_use *state,
           struct kt_error *err)
{
    return kt_exec(tx, KT_SQL_CART_CLOSE, 1,
                   KT_ARGS(KT_ID(state->use.resource),
                           KT_INT(state->use.call->now_ms),
                           KT_ID(state->cart_id), KT_INT(state->cart.version)),
                   err);
}

/* A promotion for the buyer's n-th order was given: the count it saw must
 * still be the right one. */
static bool
depends_on_count(const struct kt_checkout_use *state)
{
    for (size_t i = 0; i < state->taken_count; i++)
        if (state->taken[i].promotion->order_number_min > 0 ||
            state->taken[i].promotion->order_number_max > 0)
            return true;
    return false;
}

static enum kt_status
count_order(struct kt_tx *tx, const struct kt_checkout_use *state,
            struct kt_id *customer_id, struct kt_error *err)
{
    struct kt_rows rows;
    int64_t now_ms = state->use.call->now_ms;
    KT_TRY(kt_query_change(tx, KT_SQL_CUSTOMER_COUNT_ORDER,
                           KT_ARGS(KT_ID(kt_id_new(now_ms)),
                                   KT_TEXT(state->cart.email),
                                   KT_TEXT(state->facts.email_fold),
                                   KT_INT(now_ms)),
                           &rows, err));
    int64_t count = 0;
    if (kt_rows_next(&rows)) {
        *customer_id = kt_col_id(&rows, 0);
        count = kt_col_int(&rows, 1);
    }
    KT_TRY(kt_rows_close(&rows));
    int64_t seen = state->quote->in->buyer.order_count;
    if (depends_on_count(state) && count != seen + 1)
        return kt_fail_conflict(err);
    return KT_OK;
}

/* A checkout pays once, and hands nothing over. */
static enum kt_payments_state
payment_state(const struct kt_checkout_use *state)
{
    return kt_payments_compute(&state->payment, state->has_payment ? 1 : 0,
                               state->quote->totals.due_minor);
}

static enum kt_status
insert_order(struct kt_tx *tx, const struct kt_checkout_use *state,
             struct kt_id customer_id, int64_t number, struct kt_str words,
             struct kt_error *err)
{
    const struct kt_cart *cart = &state->cart;
    const struct kt_totals *totals = &state->quote->totals;
    const struct kt_call *call = state->use.call;
    return kt_exec(
        tx, KT_SQL_ORDER_INSERT, 1,
        KT_ARGS(KT_ID(state->use.resource), KT_INT(number),
                KT_ID(state->cart_id), KT_ID(cart->channel_id),
                KT_TEXT(cart->currency), KT_TEXT(cart->locale),
                KT_ID_OR_NULL(customer_id), KT_TEXT(cart->email),
                KT_TEXT(state->facts.email_fold),
                KT_TEXT(kt_str_of(kt_order_state_names[state->state])),
                KT_TEXT_OR_NULL(state->hold_reason),
                KT_INT(totals->subtotal_minor), KT_INT(totals->discount_minor),
                KT_INT(totals->shipping_minor), KT_INT(totals->tax_minor),
                KT_INT(totals->total_minor), KT_INT(totals->due_minor),
                KT_TEXT(state->body), KT_ID(kt_origin_facts_id(&state->origin)),
                KT_BLOB(state->origin.packed),
                KT_TEXT(kt_registry_hash(call->shop->registry)),
                KT_TEXT(
                    kt_str_of(kt_payments_state_names[payment_state(state)])),
                KT_TEXT(kt_str_of(kt_fulfilment_state_names[KT_UNFULFILLED])),
                KT_TEXT(words), KT_INT(call->now_ms)),
        err);
}

/* The words under which staff finds the order. */
static struct kt_list
find_words(const struct kt_checkout_use *state)
{
    const struct kt_address *addresses[] = { state->cart.shipping_address,
                                             state->cart.billing_address };
    struct kt_str texts[1 + 3 * KT_COUNT(addresses)] = { state->cart.email };
    size_t count = 1;
    for (size_t i = 0; i < KT_COUNT(addresses); i++) {
        if (addresses[i] == NULL)
            continue;
        texts[count++] = addresses[i]->first_name;
        texts[count++] = addresses[i]->last_name;
        texts[count++] = addresses[i]->company;
    }
    return kt_words(texts, count, state->use.call->arena);
}

static enum kt_status
insert_words(struct kt_tx *tx, const struct kt_checkout_use *state,
             const struct kt_list *words, struct kt_error *err)
{
    const struct kt_str *items = words->items;
    for (size_t i = 0; i < words->count; i++)
        KT_TRY(kt_exec(tx, KT_SQL_ORDER_INSERT_WORD, 1,
                       KT_ARGS(KT_TEXT(items[i]), KT_ID(state->use.resource)),
                       err));
    return KT_OK;
}

static int64_t
sum_discounts(const struct kt_quote_line *line)
{
    return line->subtotal_minor - line->amount_minor;
}

static enum kt_status
insert_line(struct kt_tx *tx, const struct kt_checkout_use *state, size_t i,
            struct kt_error *err)
{
    const struct kt_quote_line *line = &state->quote->lines[i];
    const struct kt_call *call = state->use.call;
    const struct kt_item *item = line->item;
    struct kt_id line_id =
        line->in != NULL ? line->in->id : kt_id_new(call->now_ms);
    struct kt_buf spread;
    struct kt_json json;
    kt_buf_init(&spread, call->arena, 64);
    kt_json_init(&json, &spread);
    kt_order_write_spread(line, &json);
    return kt_exec(
        tx, KT_SQL_ORDER_INSERT_LINE, 1,
        KT_ARGS(KT_ID(state->use.resource), KT_ID(line_id), KT_INT((int64_t)i),
                KT_ID(item->variant_id), KT_ID(item->product_id),
                KT_TEXT(item->sku), KT_TEXT(item->title),
                KT_INT(line->quantity), KT_INT(line->unit_minor),
                KT_INT(sum_discounts(line)), KT_INT(line->amount_minor),
                KT_INT(line->tax_minor), KT_INT(line->gross_minor),
                KT_TEXT(kt_buf_view(&spread)), KT_INT(item->requires_shipping)),
        err);
}

static enum kt_status
insert_payment(struct kt_tx *tx, const struct kt_checkout_use *state,
               struct kt_error *err)
{
    const struct kt_payment *payment = &state->payment;
    if (!state->has_payment)
        return KT_OK;
    return kt_exec(
        tx, KT_SQL_PAYMENT_INSERT, 1,
        KT_ARGS(KT_ID(payment->id), KT_ID(state->use.resource),
                KT_TEXT(payment->provider),
                KT_TEXT(kt_str_of(kt_payment_state_names[payment->state])),
                KT_INT(payment->amount_minor), KT_INT(payment->captured_minor),
                KT_TEXT(state->cart.currency), KT_TEXT(payment->reference),
                KT_INT(payment->created_ms)),
        err);
}

static enum kt_status
tell(struct kt_tx *tx, const struct kt_checkout_use *state,
     struct kt_error *err)
{
    const struct kt_call *call = state->use.call;
    struct kt_id order_id = state->use.resource;
    struct kt_id payment_id =
        state->has_payment ? state->payment.id : (struct kt_id){ { 0 } };
    struct kt_happening placed = {
        .order_id = order_id,
        .machine = kt_order_machine.name,
        .event = KT_STR("place"),
        .from = KT_STR(""),
        .to = kt_str_of(kt_order_state_names[state->state]),
        .note =
            state->hold_reason.ptr != NULL ? state->hold_reason : KT_STR(""),
    };
    KT_TRY(kt_order_record(tx, call, &placed, err));
    KT_TRY(kt_event_emit(tx, "order.placed", order_id, payment_id, call->now_ms,
                         err));
    bool is_paid = !state->has_payment || state->payment.captured_minor ==
                                              state->quote->totals.due_minor;
    return is_paid ? kt_event_emit(tx, "order.paid", order_id, payment_id,
                                   call->now_ms, err)
                   : KT_OK;
}

static enum kt_status
insert_rows(struct kt_tx *tx, const struct kt_checkout_use *state,
            struct kt_error *err)
{
    struct kt_id customer_id = { { 0 } };
    int64_t number = state->number;
    KT_TRY(count_order(tx, state, &customer_id, err));
    if (number == 0)
        KT_TRY(
            kt_order_number_take(tx, state->use.call->shop, 1, &number, err));
    struct kt_list words = find_words(state);
    KT_TRY(insert_order(tx, state, customer_id, number,
                        kt_words_text(&words, state->use.call->arena), err));
    KT_TRY(kt_points_redeem(tx, state->use.call, customer_id,
                            state->quote->points_used, state->use.resource,
                            err));
    KT_TRY(insert_words(tx, state, &words, err));
    for (size_t i = 0; i < state->quote->line_count; i++)
        KT_TRY(insert_line(tx, state, i, err));
    return insert_payment(tx, state, err);
}

enum kt_status
kt_checkout_save(struct kt_tx *tx, struct kt_use_state *use,
                 struct kt_error *err)
{
    const struct kt_checkout_use *state = (const struct kt_checkout_use *)use;
    KT_TRY(close_cart(tx, state, err));
    KT_TRY(kt_checkout_take_stock(tx, use->call, state->wanted,
                                  state->wanted_count, use->resource, err));
    KT_TRY(kt_checkout_take_promotions(tx, state, err));
    KT_TRY(kt_origin_save(tx, use->call, &state->origin, err));
    KT_TRY(
        kt_gift_cards_redeem(tx, use->call, state->quote, use->resource, err));
    KT_TRY(insert_rows(tx, state, err));
    return tell(tx, state, err);
}
