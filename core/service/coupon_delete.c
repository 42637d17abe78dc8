#include "service/coupon.h"

/* What orders used of it stays in their records. */

static enum kt_status
open_coupon(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    return kt_coupon_open(tx, arg, err);
}

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    use->resource = ((struct kt_coupon_use *)use)->coupon_id;
    return kt_call_read(use->call, open_coupon, use, err);
}

static enum kt_status
save(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_coupon_use *state = (const struct kt_coupon_use *)use;
    struct kt_arg id = KT_ID(state->coupon_id);
    KT_TRY(kt_exec(tx, KT_SQL_COUPON_DELETE, 1,
                   KT_ARGS(id, KT_INT(state->if_match)), err));
    return kt_exec(tx, KT_SQL_PROMOTION_USE_FORGET, KT_ANY_ROWS, KT_ARGS(id),
                   err);
}

const struct kt_use kt_use_coupon_delete = {
    .name = "coupon_delete",
    .state_size = sizeof(struct kt_coupon_use),
    .decide = decide,
    .save = save,
};
