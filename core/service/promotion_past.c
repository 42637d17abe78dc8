#include "service/promotion_past.h"

#include "service/promotion_row.h"

enum kt_status
kt_promotion_past_end(struct kt_tx *tx, struct kt_id promotion_id,
                      int64_t now_ms, struct kt_error *err)
{
    KT_TRY(kt_exec(tx, KT_SQL_PROMOTION_PAST_END, KT_ANY_ROWS,
                   KT_ARGS(KT_INT(now_ms), KT_ID(promotion_id)), err));
    return kt_exec(tx, KT_SQL_PROMOTION_PAST_DROP, KT_ANY_ROWS,
                   KT_ARGS(KT_INT(now_ms - KT_PROMOTION_PAST_KEPT_MS)), err);
}

enum kt_status
kt_promotion_past_load(const struct kt_tx *tx, const struct kt_call *call,
                       struct kt_promotion **all, size_t *count,
                       struct kt_error *err)
{
    const struct kt_shop *shop = call->shop;
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    *all = KT_NEW_ARRAY(call->arena, struct kt_promotion,
                        shop->promotion_count + KT_PROMOTION_PAST_MAX);
    *count = shop->promotion_count;
    if (*count > 0)
        memcpy(*all, shop->promotions, *count * sizeof **all);
    KT_TRY(kt_query(tx, KT_SQL_PROMOTION_PAST_LATEST,
                    KT_ARGS(KT_INT(KT_PROMOTION_PAST_MAX)), &rows, err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        struct kt_promotion *past = &(*all)[(*count)++];
        status = kt_promotion_read_row(&rows, call->arena, past, err);
        if (status == KT_OK)
            kt_shop_resolve_promotion(shop, past, call->arena);
    }
    enum kt_status closed = kt_rows_close(&rows);
    kt_promotions_sort(*all, *count);
    return status != KT_OK ? status : closed;
}
