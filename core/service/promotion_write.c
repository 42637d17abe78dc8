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
check_record(const struct kt_tx *tx, const struct kt_registry *registry,
             struct kt_promotion_use *state, struct kt_error *err)
{
    struct kt_refs refs;
    struct kt_arena *arena = state->use.call->arena;
    KT_TRY(kt_refs_load(tx, arena, &refs, err));
    return kt_promotion_check(tx, registry, &refs, &state->record, arena, err);
}

static enum kt_status
check(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_promotion_use *state = arg;
    return check_record(tx, state->use.call->shop->registry, state, err);
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
 * gone since it was written. One whose rule is gone can still be switched off.
 */
static enum kt_status
check_change(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_promotion_use *state = arg;
    const struct kt_shape *shape = &kt_promotion_patch_shape;
    bool is_ruled = kt_shape_was_given(shape, state->in, "rule") ||
                    kt_shape_was_given(shape, state->in, "params");
    KT_TRY(kt_promotion_open(tx, state, err));
    kt_promotion_patch(state->in, &state->record);
    return check_record(tx, is_ruled ? state->use.call->shop->registry : NULL,
                        state, err);
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
