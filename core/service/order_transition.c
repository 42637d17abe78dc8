#include "base/text.h"
#include "service/order_effects.h"

/* An event on an order or on one of its payments: the edge is looked up, the
 * merchant's guards are asked, then it is taken, guarded by the order's
 * version. */

static enum kt_status
read_order(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_transition_use *state = arg;
    return kt_order_load(tx, state->order_id, state->use.call->arena,
                         &state->order, err);
}

static bool
is_settled(const struct kt_transition_use *state)
{
    return kt_payments_compute(state->order.payments.items,
                               state->order.payments.count,
                               state->order.due_minor) == KT_PAYMENTS_PAID;
}

static enum kt_status
take_order_edge(struct kt_transition_use *state, int event,
                struct kt_error *err)
{
    struct kt_order_facts facts = { .is_settled = is_settled(state) };
    state->machine = &kt_order_machine;
    return kt_machine_take(&kt_order_machine, state->order.state, event, &facts,
                           &state->edge, err);
}

static enum kt_status
choose_payment(struct kt_transition_use *state, struct kt_error *err)
{
    const struct kt_payments *payments = &state->order.payments;
    struct kt_id wanted = state->in->payment_id;
    for (size_t i = 0; i < payments->count; i++)
        if (kt_id_eq(payments->items[i].id, wanted) ||
            (kt_id_is_null(wanted) && payments->count == 1)) {
            state->payment = payments->items[i];
            return KT_OK;
        }
    return kt_error_add(err, KT_STR("/payment_id"),
                        kt_id_is_null(wanted) ? "required" : "unknown",
                        "one of the order's payments");
}

static enum kt_status
take_payment_edge(struct kt_transition_use *state, int event,
                  struct kt_error *err)
{
    KT_TRY(choose_payment(state, err));
    struct kt_payment *payment = &state->payment;
    int64_t rest = payment->captured_minor - payment->refunded_minor;
    bool is_refund = event == KT_PAY_REFUND;
    if (!is_refund && state->in->amount > 0)
        return kt_error_add(err, KT_STR("/amount"), "not_allowed",
                            "only a refund has an amount");
    if (is_refund && rest > 0 && state->in->amount > rest)
        return kt_fail_limit_reached(err, KT_STR("refund"), rest);
    struct kt_payment_facts facts = {
        .captured_minor = payment->captured_minor,
        .refunded_minor = payment->refunded_minor,
        .refund_minor = !is_refund              ? 0
                        : state->in->amount > 0 ? state->in->amount
                                                : rest,
    };
    state->machine = &kt_payment_machine;
    KT_TRY(kt_machine_take(&kt_payment_machine, payment->state, event, &facts,
                           &state->edge, err));
    bool was_settled = is_settled(state);
    kt_payment_apply(payment, state->edge, facts.refund_minor);
    for (size_t i = 0; i < state->order.payments.count; i++)
        if (kt_id_eq(state->order.payments.items[i].id, payment->id))
            state->order.payments.items[i] = *payment;
    state->settles = !was_settled && is_settled(state);
    return KT_OK;
}

static enum kt_status
take_edge(struct kt_transition_use *state, struct kt_error *err)
{
    int event = kt_machine_event(&kt_order_machine, state->in->event);
    if (event >= 0)
        return take_order_edge(state, event, err);
    event = kt_machine_event(&kt_payment_machine, state->in->event);
    if (event >= 0)
        return take_payment_edge(state, event, err);
    return kt_error_add(err, KT_STR("/event"), "unknown",
                        "confirm, hold, release, complete, cancel, authorize, "
                        "capture, require_action, decline, void or refund");
}

/* ---- the merchant's guards ---- */

static bool
is_about(const struct kt_rule_use *guard, struct kt_str event)
{
    const struct kt_str *events = guard->events.items;
    for (size_t i = 0; i < guard->events.count; i++)
        if (kt_str_eq(events[i], event))
            return true;
    return false;
}

/* Hold turns the edge into the one of "hold"; where the state has none, it is
 * a refusal. */
static enum kt_status
apply_verdict(struct kt_transition_use *state, const struct kt_verdict *verdict,
              struct kt_error *err)
{
    static const struct kt_order_facts facts;
    bool is_hold = verdict->kind == KT_VERDICT_HOLD &&
                   state->machine == &kt_order_machine &&
                   state->edge->event != KT_ORDER_HOLD;
    if (is_hold &&
        kt_machine_take(&kt_order_machine, state->order.state, KT_ORDER_HOLD,
                        &facts, &state->edge, err) == KT_OK) {
        state->note = verdict->slug;
        return KT_OK;
    }
    kt_fail_refused(err);
    return kt_error_add(err, verdict->pointer,
                        kt_arena_cstr(err->arena, verdict->slug), "%.*s",
                        KT_STR_FMT(verdict->detail));
}

static enum kt_status
ask_guards(struct kt_transition_use *state, struct kt_str order_json,
           struct kt_error *err)
{
    const struct kt_call *call = state->use.call;
    const struct kt_rule_uses *guards = &call->shop->uses[KT_RULE_GUARD];
    for (size_t i = 0; i < guards->count; i++) {
        struct kt_verdict verdict;
        if (!is_about(&guards->items[i], state->in->event))
            continue;
        KT_TRY(kt_registry_guard(call->shop->registry, &guards->items[i],
                                 order_json, call->arena, &verdict, err));
        if (verdict.kind != KT_VERDICT_PASS)
            return apply_verdict(state, &verdict, err);
    }
    return KT_OK;
}

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_transition_use *state = (struct kt_transition_use *)use;
    const struct kt_call *call = use->call;
    use->resource = state->order_id;
    KT_TRY(kt_call_read(call, read_order, state, err));
    if (state->if_match >= 0 && state->if_match != state->order.version)
        return kt_fail_version_mismatch(err, state->order.version);
    struct kt_str before =
        kt_order_json(&state->order, call->shop, call->arena);
    state->note = kt_text_trim(state->in->note);
    KT_TRY(take_edge(state, err));
    return ask_guards(state, before, err);
}

/* ---- save ---- */

static enum kt_status
save_order_edge(struct kt_tx *tx, const struct kt_transition_use *state,
                struct kt_error *err)
{
    const struct kt_machine *machine = &kt_order_machine;
    const struct kt_edge *edge = state->edge;
    const struct kt_call *call = state->use.call;
    struct kt_happening happening = {
        .order_id = state->order_id,
        .machine = machine->name,
        .event = kt_str_of(machine->events[edge->event]),
        .from = kt_str_of(machine->states[edge->from]),
        .to = kt_str_of(machine->states[edge->to]),
        .note = state->note,
    };
    KT_TRY(kt_order_apply_effects(tx, call, &state->order, edge->effects, err));
    KT_TRY(kt_order_record(tx, call, &happening, err));
    return kt_event_emit(tx, machine->topics[edge->event], state->order_id,
                         (struct kt_id){ { 0 } }, call->now_ms, err);
}

static enum kt_status
save_payment_edge(struct kt_tx *tx, const struct kt_transition_use *state,
                  struct kt_error *err)
{
    const struct kt_call *call = state->use.call;
    KT_TRY(kt_order_move_payment(tx, call, state->order_id, &state->payment,
                                 state->edge, state->note, err));
    return state->settles ? kt_event_emit(tx, "order.paid", state->order_id,
                                          state->payment.id, call->now_ms, err)
                          : KT_OK;
}

/* The order as it is left, guarded by its version. */
static enum kt_status
save_states(struct kt_tx *tx, const struct kt_transition_use *state,
            const struct kt_order *left, struct kt_error *err)
{
    int paid = (int)kt_payments_compute(left->payments.items,
                                        left->payments.count, left->due_minor);
    int fulfilled = (int)kt_fulfilment_compute(&left->lines);
    return kt_exec(
        tx, KT_SQL_ORDER_SET_STATE, 1,
        KT_ARGS(KT_TEXT(kt_str_of(kt_order_state_names[left->state])),
                KT_TEXT(kt_str_of(kt_payments_state_names[paid])),
                KT_TEXT(kt_str_of(kt_fulfilment_state_names[fulfilled])),
                KT_TEXT_OR_NULL(left->hold_reason),
                KT_INT(state->use.call->now_ms), KT_ID(state->order_id),
                KT_INT(left->version)),
        err);
}

static enum kt_status
save(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_transition_use *state =
        (const struct kt_transition_use *)use;
    bool moves_order = state->machine == &kt_order_machine;
    struct kt_order left = state->order;
    if (moves_order) {
        left.state = state->edge->to;
        left.hold_reason = left.state == KT_ORDER_HELD
                               ? state->note
                               : (struct kt_str){ NULL, 0 };
        KT_TRY(kt_order_foresee(&left, state->edge->effects, use->call->arena,
                                err));
    }
    KT_TRY(save_states(tx, state, &left, err));
    return moves_order ? save_order_edge(tx, state, err)
                       : save_payment_edge(tx, state, err);
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_transition_use *state = (struct kt_transition_use *)use;
    return kt_order_answer_staff(use->call, use->resource, false,
                                 &state->answer, err);
}

const struct kt_use kt_use_order_transition = {
    .name = "order_transition",
    .state_size = sizeof(struct kt_transition_use),
    .decide = decide,
    .save = save,
    .answer = answer,
};
