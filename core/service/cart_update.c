#include "service/cart_text.h"

struct opening {
    const struct kt_cart_use *state;
    struct kt_cart cart;
};

static enum kt_status
open_cart(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct opening *opening = arg;
    return kt_cart_open(tx, opening->state, &opening->cart, err);
}

static bool
was_given(const struct kt_cart_use *state, const char *field)
{
    return kt_shape_was_given(&kt_cart_patch_shape, state->in, field);
}

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    struct opening opening = { .state = state };
    use->resource = state->cart_id;
    KT_TRY(kt_cart_check_in(state->in, err));
    if (!kt_cart_guess(use, state->cart_id, state->if_match, &opening.cart))
        KT_TRY(kt_call_read(use->call, open_cart, &opening, err));
    const struct kt_channel *channel =
        kt_shop_channel_by_id(use->call->shop, opening.cart.channel_id);
    if (channel == NULL)
        return kt_fail_not_found(err);
    kt_cart_plan_texts(state, channel);
    return KT_OK;
}

static enum kt_status
save(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    const struct kt_cart_plan *plan = &state->plan;
    return kt_exec(
        tx, KT_SQL_CART_UPDATE, 1,
        KT_ARGS(KT_INT(was_given(state, "email")), KT_TEXT_OR_NULL(plan->email),
                KT_INT(was_given(state, "vat_id")),
                KT_TEXT_OR_NULL(plan->vat_id),
                KT_INT(was_given(state, "points")), KT_INT(state->in->points),
                KT_INT(was_given(state, "locale")), KT_TEXT(plan->locale),
                KT_INT(was_given(state, "shipping_address")),
                KT_TEXT_OR_NULL(plan->shipping_address),
                KT_INT(was_given(state, "billing_address")),
                KT_TEXT_OR_NULL(plan->billing_address),
                KT_INT(was_given(state, "shipping_option")),
                KT_TEXT_OR_NULL(state->in->shipping_option),
                KT_INT(was_given(state, "metadata")), KT_TEXT(plan->metadata),
                KT_INT(use->call->now_ms), KT_ID(state->cart_id),
                KT_INT(state->if_match)),
        err);
}

const struct kt_use kt_use_cart_update = {
    .name = "cart_update",
    .state_size = sizeof(struct kt_cart_use),
    .decide = decide,
    .save = save,
    .look = kt_cart_look,
    .answer = kt_cart_answer,
};

static enum kt_status
decide_delete(struct kt_use_state *use, struct kt_error *err)
{
    struct opening opening = { .state = (const struct kt_cart_use *)use };
    use->resource = opening.state->cart_id;
    return kt_call_read(use->call, open_cart, &opening, err);
}

static enum kt_status
save_delete(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_cart_use *state = (const struct kt_cart_use *)use;
    return kt_exec(tx, KT_SQL_CART_DELETE, 1,
                   KT_ARGS(KT_ID(state->cart_id), KT_INT(state->if_match)),
                   err);
}

const struct kt_use kt_use_cart_delete = {
    .name = "cart_delete",
    .state_size = sizeof(struct kt_cart_use),
    .decide = decide_delete,
    .save = save_delete,
};
