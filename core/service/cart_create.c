#include "service/cart_text.h"

/* A cart that does not stand in the database yet, for its first lines. */
static struct kt_cart
sketch(const struct kt_cart_use *state)
{
    const struct kt_cart_in *in = state->in;
    return (struct kt_cart){
        .id = state->cart_id,
        .channel_id = state->use.call->channel->id,
        .currency = state->plan.currency,
        .locale = state->plan.locale,
        .email = state->plan.email,
        .points = in->points,
        .shipping_address = in->shipping_address,
        .billing_address = in->billing_address,
        .shipping_option = in->shipping_option,
        .metadata = state->plan.metadata,
    };
}

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    const struct kt_call *call = use->call;
    const struct kt_cart_in *in = state->in;
    const struct kt_currency *currency =
        kt_channel_currency(call->channel, in->currency);
    if (currency == NULL)
        (void)kt_error_add(err, KT_STR("/currency"), "unknown",
                           "a currency of the channel");
    KT_TRY(kt_cart_check_in(in, err));
    KT_TRY(err->status);
    state->cart_id = kt_id_new(call->now_ms);
    state->plan.currency = kt_str_of(currency->code);
    kt_cart_plan_texts(state, call->channel);
    use->resource = state->cart_id;
    if (in->lines.count == 0)
        return KT_OK;
    struct kt_cart cart = sketch(state);
    return kt_cart_plan_lines(call, NULL, &cart, in->lines.items,
                              in->lines.count, "/lines", &state->plan, err);
}

static enum kt_status
save(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    const struct kt_cart_plan *plan = &state->plan;
    KT_TRY(kt_exec(tx, KT_SQL_CART_INSERT, 1,
                   KT_ARGS(KT_ID(state->cart_id), KT_ID(use->call->channel->id),
                           KT_TEXT(plan->currency), KT_TEXT(plan->locale),
                           KT_TEXT_OR_NULL(plan->email),
                           KT_TEXT_OR_NULL(plan->vat_id),
                           KT_INT(state->in->points),
                           KT_TEXT_OR_NULL(plan->shipping_address),
                           KT_TEXT_OR_NULL(plan->billing_address),
                           KT_TEXT_OR_NULL(state->in->shipping_option),
                           KT_TEXT(plan->metadata),
                           KT_INT((int64_t)plan->line_count),
                           KT_INT(use->call->now_ms)),
                   err));
    return plan->line_count == 0
               ? KT_OK
               : kt_cart_save_lines(tx, state->cart_id, plan, 1, err);
}

const struct kt_use kt_use_cart_create = {
    .name = "cart_create",
    .state_size = sizeof(struct kt_cart_use),
    .decide = decide,
    .save = save,
    .look = kt_cart_look,
    .answer = kt_cart_answer,
};
