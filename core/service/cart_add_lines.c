#include "service/cart.h"

struct opening {
    const struct kt_cart_use *state;
    struct kt_cart *cart;
};

static enum kt_status
open_cart(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct opening *opening = arg;
    return kt_cart_open(tx, opening->state, opening->cart, err);
}

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    struct kt_cart cart;
    struct opening opening = { state, &cart };
    use->resource = state->cart_id;
    KT_TRY(kt_call_read(use->call, open_cart, &opening, err));
    return kt_cart_plan_lines(use->call, &cart, state->lines, state->line_count,
                              state->is_list ? "" : NULL, &state->plan, err);
}

static enum kt_status
save(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    int64_t added = (int64_t)state->plan.line_count;
    int64_t last;
    KT_TRY(kt_cart_touch(tx, state, added, &last, err));
    return kt_cart_save_lines(tx, state->cart_id, &state->plan,
                              last - added + 1, err);
}

const struct kt_use kt_use_cart_add_lines = {
    .name = "cart_add_lines",
    .state_size = sizeof(struct kt_cart_use),
    .decide = decide,
    .save = save,
    .answer = kt_cart_answer,
};
