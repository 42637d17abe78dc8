#include "service/coupon.h"

void
kt_coupon_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                   struct kt_coupon_record *record)
{
    *record = (struct kt_coupon_record){
        .id = kt_col_id(rows, 0),
        .promotion_id = kt_col_id(rows, 1),
        .code = kt_col_copy(rows, 2, arena),
        .is_active = kt_col_int(rows, 4) != 0,
        .starts_at = kt_col_int(rows, 5),
        .ends_at = kt_col_int(rows, 6),
        .uses_max = kt_col_int(rows, 7),
        .uses_per_customer_max = kt_col_int(rows, 8),
        .uses = kt_col_int(rows, 9),
        .created_at = kt_col_int(rows, 10),
        .version = kt_col_int(rows, 11),
    };
}

static enum kt_status
load(const struct kt_tx *tx, struct kt_id coupon_id, struct kt_arena *arena,
     struct kt_coupon_record *record, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(
        kt_query(tx, KT_SQL_COUPON_GET, KT_ARGS(KT_ID(coupon_id)), &rows, err));
    bool is_there = kt_rows_next(&rows);
    if (is_there)
        kt_coupon_read_row(&rows, arena, record);
    KT_TRY(kt_rows_close(&rows));
    return is_there ? KT_OK : kt_fail_not_found(err);
}

enum kt_status
kt_coupon_open(const struct kt_tx *tx, struct kt_coupon_use *state,
               struct kt_error *err)
{
    KT_TRY(load(tx, state->coupon_id, state->use.call->arena, &state->record,
                err));
    if (state->if_match >= 0 && state->if_match != state->record.version)
        return kt_fail_version_mismatch(err, state->record.version);
    return KT_OK;
}

static enum kt_status
read_answer(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_coupon_use *state = arg;
    return load(tx, state->use.resource, state->use.call->arena, &state->out,
                err);
}

enum kt_status
kt_coupon_answer(struct kt_use_state *use, struct kt_error *err)
{
    return kt_call_read(use->call, read_answer, use, err);
}
