#include "service/cart.h"
#include "service/payment.h"

/* Reading a cart, and what it offers. */

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    (void)err;
    use->resource = ((const struct kt_cart_use *)use)->cart_id;
    return KT_OK;
}

const struct kt_use kt_use_cart_get = {
    .name = "cart_get",
    .state_size = sizeof(struct kt_cart_use),
    .decide = decide,
    .answer = kt_cart_answer,
};

static enum kt_status
answer_options(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    struct kt_cart cart;
    struct kt_quote_facts facts;
    struct kt_quote *quote;
    KT_TRY(kt_cart_quote(use->call, use->resource, false, &cart, &facts, &quote,
                         err));
    state->options = kt_quote_tell_options(quote, use->call->arena);
    return KT_OK;
}

const struct kt_use kt_use_cart_shipping_options = {
    .name = "cart_shipping_options",
    .state_size = sizeof(struct kt_cart_use),
    .decide = decide,
    .answer = answer_options,
};

static enum kt_status
answer_hints(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    struct kt_cart cart;
    struct kt_quote_facts facts;
    struct kt_quote *quote;
    struct kt_quote_out out;
    KT_TRY(kt_cart_quote(use->call, use->resource, false, &cart, &facts, &quote,
                         err));
    kt_quote_tell(quote, false, use->call->arena, &out);
    state->options = out.hints;
    return KT_OK;
}

const struct kt_use kt_use_cart_hints = {
    .name = "cart_hints",
    .state_size = sizeof(struct kt_cart_use),
    .decide = decide,
    .answer = answer_hints,
};

struct looking {
    const struct kt_cart_use *state;
    struct kt_cart cart;
};

static enum kt_status
look(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct looking *looking = arg;
    return kt_cart_load(tx, looking->state->cart_id,
                        looking->state->use.call->arena, &looking->cart, err);
}

static enum kt_status
answer_methods(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    struct looking looking = { .state = state };
    KT_TRY(kt_call_read(use->call, look, &looking, err));
    state->methods = kt_payment_methods(use->call->shop, use->call->arena);
    return KT_OK;
}

const struct kt_use kt_use_cart_payment_methods = {
    .name = "cart_payment_methods",
    .state_size = sizeof(struct kt_cart_use),
    .decide = decide,
    .answer = answer_methods,
};
