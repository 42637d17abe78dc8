#include "service/promotion.h"

/* A new promotion, and a change of one. */

/* What the record names may have gone meanwhile: another try then tells so. */
static enum kt_status
save(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_promotion_use *state = (const struct kt_promotion_use *)use;
    enum kt_status status =
        kt_promotion_save(tx, &state->record, use->call->now_ms,
                          use->call->arena, err);
    return status == KT_IN_USE ? kt_fail_conflict(err) : status;
}

static enum kt_status
check(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_promotion_use *state = arg;
    const struct kt_call *call = state->use.call;
    struct kt_refs refs;
    KT_TRY(kt_refs_load(tx, call->arena, &refs, err));
    return kt_promotion_check(tx, call->shop->registry, &refs, &state->record,
                              call->arena, err);
}

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_promotion_use *state = (struct kt_promotion_use *)use;
    state->record = *state->in;
    kt_promotion_complete(&kt_promotion_in_shape, &state->record);
    state->record.promotion.id = kt_id_new(use->call->now_ms);
    use->resource = state->record.promotion.id;
    return kt_call_read(use->call, check, state, err);
}

const struct kt_use kt_use_promotion_create = {
    .name = "promotion_create",
    .state_size = sizeof(struct kt_promotion_use),
    .decide = decide,
    .save = save,
    .answer = kt_promotion_answer,
};

/* The row with the patch over it is checked as a whole: what it names may be
 * gone since it was written. */
static enum kt_status
check_change(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_promotion_use *state = arg;
    KT_TRY(kt_promotion_open(tx, state, err));
    kt_promotion_patch(state->in, &state->record);
    return check(tx, arg, err);
}

static enum kt_status
decide_change(struct kt_use_state *use, struct kt_error *err)
{
    use->resource = ((const struct kt_promotion_use *)use)->promotion_id;
    return kt_call_read(use->call, check_change, use, err);
}

const struct kt_use kt_use_promotion_update = {
    .name = "promotion_update",
    .state_size = sizeof(struct kt_promotion_use),
    .decide = decide_change,
    .save = save,
    .answer = kt_promotion_answer,
};
