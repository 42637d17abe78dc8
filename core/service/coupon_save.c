#include "base/text.h"
#include "service/cart_text.h"
#include "service/coupon.h"

static enum kt_status
find_code(const struct kt_tx *tx, struct kt_str code_fold, struct kt_id *id,
          struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_COUPON_BY_CODE, KT_ARGS(KT_TEXT(code_fold)),
                    &rows, err));
    *id = (struct kt_id){ 0 };
    if (kt_rows_next(&rows))
        *id = kt_col_id(&rows, 0);
    return kt_rows_close(&rows);
}

static enum kt_status
check_promotion(const struct kt_tx *tx, struct kt_id promotion_id,
                struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_PROMOTION_USE_COUNTERS,
                    KT_ARGS(KT_ID(promotion_id)), &rows, err));
    bool is_there = kt_rows_next(&rows);
    KT_TRY(kt_rows_close(&rows));
    if (!is_there)
        kt_error_add(err, KT_STR("/promotion_id"), "unknown",
                     "there is no such promotion");
    return KT_OK;
}

enum kt_status
kt_coupon_check(const struct kt_tx *tx, struct kt_coupon_record *record,
                int64_t now_ms, struct kt_arena *arena, struct kt_error *err)
{
    struct kt_id owner;
    struct kt_str code_fold = kt_coupon_fold(record->code, arena);
    kt_coupon_check_record(record, err);
    KT_TRY(check_promotion(tx, record->promotion_id, err));
    KT_TRY(err->status);
    KT_TRY(find_code(tx, code_fold, &owner, err));
    if (kt_id_is_null(record->id))
        record->id = kt_id_is_null(owner) ? kt_id_new(now_ms) : owner;
    if (kt_id_is_null(owner) || kt_id_eq(owner, record->id))
        return KT_OK;
    return kt_fail_already_exists(err, KT_STR("code"),
                                  kt_text_trim(record->code));
}

enum kt_status
kt_coupon_save(struct kt_tx *tx, const struct kt_coupon_record *record,
               int64_t now_ms, struct kt_arena *arena, struct kt_error *err)
{
    return kt_exec(
        tx, KT_SQL_COUPON_UPSERT, 1,
        KT_ARGS(KT_ID(record->id), KT_ID(record->promotion_id),
                KT_TEXT(kt_text_trim(record->code)),
                KT_TEXT(kt_coupon_fold(record->code, arena)),
                KT_INT(record->is_active), KT_INT_OR_NULL(record->starts_at),
                KT_INT_OR_NULL(record->ends_at),
                KT_INT_OR_NULL(record->uses_max),
                KT_INT_OR_NULL(record->uses_per_customer_max),
                KT_INT(record->created_at != 0 ? record->created_at : now_ms)),
        err);
}

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
