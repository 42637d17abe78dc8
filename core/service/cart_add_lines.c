#include "service/cart.h"

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    struct kt_cart cart;
    use->resource = state->cart_id;
    bool is_there = kt_cart_guess(use, state->cart_id, state->if_match, &cart);
    return kt_cart_plan_lines(use->call, is_there ? NULL : state, &cart,
                              state->lines, state->line_count,
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
    .look = kt_cart_look,
    .answer = kt_cart_answer,
};
