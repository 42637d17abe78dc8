#include "service/promotion.h"

/* Orders keep what they need of a promotion: their frozen quotes name it, and
 * the records of its uses stay. Its coupons and counters go with it. */

static enum kt_status
open_promotion(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    return kt_promotion_open(tx, arg, err);
}

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_promotion_use *state = (struct kt_promotion_use *)use;
    use->resource = state->promotion_id;
    return kt_call_read(use->call, open_promotion, state, err);
}

/* Another promotion that goes along with it stands in the way. */
static enum kt_status
check_companion(const struct kt_tx *tx, const struct kt_promotion_use *state,
                struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_PROMOTION_COMPANION,
                    KT_ARGS(KT_ID(state->promotion_id)), &rows, err));
    bool is_there = kt_rows_next(&rows);
    struct kt_id companion = kt_col_id(&rows, 0);
    KT_TRY(kt_rows_close(&rows));
    return is_there ? kt_fail_in_use(err,
                                     kt_id_text(state->use.call->arena,
                                                companion, "promo"),
                                     KT_STR("promotion"), 1)
                    : KT_OK;
}

static enum kt_status
save(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_promotion_use *state = (const struct kt_promotion_use *)use;
    struct kt_arg id = KT_ID(state->promotion_id);
    KT_TRY(check_companion(kt_tx_reading(tx), state, err));
    KT_TRY(kt_exec(tx, KT_SQL_PROMOTION_USE_FORGET, KT_ANY_ROWS, KT_ARGS(id),
                   err));
    KT_TRY(kt_exec(tx, KT_SQL_PROMOTION_USE_FORGET_COUPONS, KT_ANY_ROWS,
                   KT_ARGS(id), err));
    KT_TRY(kt_exec(tx, KT_SQL_COUPON_DELETE_OF_PROMOTION, KT_ANY_ROWS,
                   KT_ARGS(id), err));
    KT_TRY(kt_exec(tx, KT_SQL_PROMOTION_DELETE, 1,
                   KT_ARGS(id, KT_INT(state->if_match)), err));
    kt_tx_touch_settings(tx);
    return KT_OK;
}

const struct kt_use kt_use_promotion_delete = {
    .name = "promotion_delete",
    .state_size = sizeof(struct kt_promotion_use),
    .decide = decide,
    .save = save,
};
