#include "service/use.h"

enum kt_status
kt_call_read(const struct kt_call *call, kt_read_fn fn, void *arg,
             struct kt_error *err)
{
    return kt_store_read(call->app->store, call->shop->store_id, fn, arg, err);
}

enum kt_status
kt_use_save(const struct kt_use *use, struct kt_tx *tx,
            struct kt_use_state *state, struct kt_error *err)
{
    KT_TRY(use->save(tx, state, err));
    return use->look != NULL ? use->look(kt_tx_reading(tx), state, err) : KT_OK;
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
    return kt_use_save(saving->use, tx, saving->state, err);
}

static enum kt_status
decide(const struct kt_use *use, struct kt_use_state *state,
       struct kt_error *err)
{
    return use->decide != NULL ? use->decide(state, err) : KT_OK;
}

/* decide and save, once. */
static enum kt_status
attempt(const struct kt_use *use, struct kt_use_state *state,
        struct kt_error *err)
{
    KT_TRY(decide(use, state, err));
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
    enum kt_status status;
    bool is_again;
    int tries = 0;
    do {
        kt_error_init(err, err->arena);
        state->call->may_guess = tries++ == 0;
        status = attempt(use, state, err);
        is_again =
            status == KT_CONFLICT || (status != KT_OK && state->is_guess);
        if (is_again)
            memcpy(state, asked, use->state_size);
    } while (is_again && tries < KT_USE_TRIES);
    KT_TRY(status);
    return use->answer != NULL ? use->answer(state, err) : KT_OK;
}
