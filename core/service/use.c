#include "service/use.h"

enum kt_status
kt_call_read(const struct kt_call *call, kt_read_fn fn, void *arg,
             struct kt_error *err)
{
    return kt_store_read(call->app->store, call->shop->store_id, fn, arg, err);
}

/* The save step as the store calls it. */
struct saving {
    const struct kt_use *use;
    struct kt_use_state *state;
};

static enum kt_status
save_state(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct saving *saving = arg;
    return saving->use->save(tx, saving->state, err);
}

/* decide and save, once. */
static enum kt_status
attempt(const struct kt_use *use, struct kt_use_state *state,
        struct kt_error *err)
{
    if (use->decide != NULL)
        KT_TRY(use->decide(state, err));
    if (state->must_work)
        KT_TRY(use->work(state, err));
    if (use->save == NULL || state->is_unchanged)
        return KT_OK;
    struct saving saving = { use, state };
    return kt_store_write(state->call->app->store, state->call->shop->store_id,
                          save_state, &saving, err);
}

enum kt_status
kt_use_run(const struct kt_use *use, struct kt_use_state *state,
           struct kt_error *err)
{
    /* What it was asked, for another try: an attempt writes over its state. */
    void *asked = kt_arena_alloc(state->call->arena, use->state_size);
    memcpy(asked, state, use->state_size);
    enum kt_status status = attempt(use, state, err);
    for (int try = 1; status == KT_CONFLICT && try < KT_USE_TRIES; try++) {
        memcpy(state, asked, use->state_size);
        kt_error_init(err, err->arena);
        status = attempt(use, state, err);
    }
    KT_TRY(status);
    return use->answer != NULL ? use->answer(state, err) : KT_OK;
}
