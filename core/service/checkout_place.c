#include "service/cart_text.h"
#include "service/checkout.h"

/* The checkout: decide and answer. */

static enum kt_status
read_cart(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_checkout_use *state = arg;
    const struct kt_call *call = state->use.call;
    struct kt_quote_wish wish;
    if (!state->use.is_guess)
        KT_TRY(
            kt_cart_load(tx, state->cart_id, call->arena, &state->cart, err));
    state->is_repeat = !kt_id_is_null(state->cart.order_id);
    if (state->is_repeat)
        return KT_OK;
    if (state->if_match >= 0 && state->if_match != state->cart.version)
        return kt_fail_version_mismatch(err, state->cart.version);
    KT_TRY(kt_cart_wish(call, &state->cart, &wish, err));
    wish.explains = true; /* the order keeps the trace */
    KT_TRY(kt_origin_look(tx, call, &state->origin, err));
    return kt_quote_load(tx, call, &wish, &state->facts, err);
}

/* The new figures, so that the buyer can be asked again at once. */
static enum kt_status
check_total(const struct kt_checkout_use *state, struct kt_error *err)
{
    const struct kt_totals *totals = &state->quote->totals;
    const struct kt_checkout_in *in = state->in;
    bool is_due_fine =
        !kt_shape_was_given(&kt_checkout_in_shape, in, "expected_due") ||
        in->expected_due == totals->due_minor;
    if (in->expected_total == totals->total_minor && is_due_fine)
        return KT_OK;
    kt_fail_price_changed(err, in->expected_total, totals->total_minor,
                          totals->subtotal_minor, totals->discount_minor,
                          totals->shipping_minor, totals->tax_minor);
    return is_due_fine
               ? err->status
               : kt_error_add(err, KT_STR("/expected_due"), "changed",
                              "%lld is due", (long long)totals->due_minor);
}

static struct kt_str
write_shape(const struct kt_shape *shape, const void *in,
            struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 4096);
    kt_json_init(&json, &buf);
    kt_shape_write(shape, in, &json);
    return kt_buf_view(&buf);
}

/* What the order keeps for good: its body, its input, its traces. */
static enum kt_status
freeze(struct kt_checkout_use *state, struct kt_error *err)
{
    struct kt_arena *arena = state->use.call->arena;
    struct kt_cart_out cart;
    kt_cart_tell(&state->cart, state->quote, true, arena, &cart);
    struct kt_order_out out = {
        .cart_id = cart.id,
        .channel = cart.channel,
        .locale = cart.locale,
        .email = cart.email,
        .shipping_address = cart.shipping_address,
        .billing_address = cart.billing_address,
        .metadata = cart.metadata,
        .quote = cart.quote,
    };
    state->body = write_shape(&kt_order_body_shape, &out, arena);
    return kt_origin_pack(state->use.call, state->quote, &cart.quote,
                          &state->origin, err);
}

static enum kt_status
decide_order(struct kt_checkout_use *state, struct kt_error *err)
{
    const struct kt_call *call = state->use.call;
    int64_t due = state->quote->totals.due_minor;
    KT_TRY(kt_checkout_check(state, err));
    KT_TRY(check_total(state, err));
    state->has_payment = due > 0;
    if (state->has_payment)
        KT_TRY(kt_payment_begin(call, state->in->payment, due, &state->payment,
                                err));
    KT_TRY(kt_order_number_reserve(call, &state->number, err));
    state->use.resource = kt_id_new(call->now_ms);
    state->wanted = kt_quote_units_wanted(state->quote, &state->facts,
                                          call->arena, &state->wanted_count);
    state->taken =
        kt_checkout_promotions(state->quote, call->arena, &state->taken_count);
    return freeze(state, err);
}

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_checkout_use *state = (struct kt_checkout_use *)use;
    (void)kt_cart_guess(use, state->cart_id, state->if_match, &state->cart);
    KT_TRY(kt_call_read(use->call, read_cart, state, err));
    if (state->is_repeat) {
        use->resource = state->cart.order_id;
        use->is_unchanged = true;
        return KT_OK;
    }
    state->state = KT_ORDER_PLACED;
    KT_TRY(
        kt_quote_facts_compute(use->call, &state->facts, &state->quote, err));
    return decide_order(state, err);
}

static enum kt_status
look(const struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    struct kt_checkout_use *state = (struct kt_checkout_use *)use;
    state->is_seen = true;
    return kt_order_load(tx, use->resource, use->call->arena, &state->order,
                         err);
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_checkout_use *state = (struct kt_checkout_use *)use;
    kt_origin_note_saved(&state->origin);
    if (!state->is_seen)
        return kt_order_answer(use->call, use->resource, &state->answer, err);
    state->answer = kt_order_tell(use->call, &state->order);
    return KT_OK;
}

const struct kt_use kt_use_checkout = {
    .name = "checkout",
    .state_size = sizeof(struct kt_checkout_use),
    .decide = decide,
    .save = kt_checkout_save,
    .look = look,
    .answer = answer,
};
