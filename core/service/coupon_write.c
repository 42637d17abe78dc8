#include "service/coupon.h"

static enum kt_status
check(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_coupon_use *state = arg;
    const struct kt_call *call = state->use.call;
    return kt_coupon_check(tx, &state->record, call->now_ms, call->arena, err);
}

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_coupon_use *state = (struct kt_coupon_use *)use;
    state->record = *state->in;
    kt_coupon_complete(&kt_coupon_record_in_shape, &state->record);
    state->record.id = kt_id_new(use->call->now_ms);
    use->resource = state->record.id;
    return kt_call_read(use->call, check, state, err);
}

/* The code may have been taken meanwhile: another try then tells so. */
static enum kt_status
save(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_coupon_use *state = (const struct kt_coupon_use *)use;
    enum kt_status status =
        kt_coupon_save(tx, &state->record, use->call->now_ms, use->call->arena,
                       err);
    return status == KT_ALREADY_EXISTS || status == KT_IN_USE
               ? kt_fail_conflict(err)
               : status;
}

const struct kt_use kt_use_coupon_create = {
    .name = "coupon_create",
    .state_size = sizeof(struct kt_coupon_use),
    .decide = decide,
    .save = save,
    .answer = kt_coupon_answer,
};

static enum kt_status
check_change(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_coupon_use *state = arg;
    KT_TRY(kt_coupon_open(tx, state, err));
    kt_shape_patch(&kt_coupon_patch_shape, state->in, &state->record);
    return check(tx, arg, err);
}

static enum kt_status
decide_change(struct kt_use_state *use, struct kt_error *err)
{
    use->resource = ((struct kt_coupon_use *)use)->coupon_id;
    return kt_call_read(use->call, check_change, use, err);
}

const struct kt_use kt_use_coupon_update = {
    .name = "coupon_update",
    .state_size = sizeof(struct kt_coupon_use),
    .decide = decide_change,
    .save = save,
    .answer = kt_coupon_answer,
};
