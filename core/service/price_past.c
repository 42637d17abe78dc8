#include "service/price_past.h"

#include "base/grow.h"

enum kt_status
kt_price_past_add(const struct kt_saving *saving, struct kt_id price_id,
                  struct kt_id variant_id, struct kt_error *err)
{
    int64_t now_ms = saving->now_ms;
    KT_TRY(kt_exec(saving->tx, KT_SQL_PRICE_PAST_ADD, KT_ANY_ROWS,
                   KT_ARGS(KT_INT(now_ms), KT_ID(price_id), KT_ID(variant_id)),
                   err));
    return kt_exec(saving->tx, KT_SQL_PRICE_PAST_DROP, KT_ANY_ROWS,
                   KT_ARGS(KT_ID(variant_id),
                           KT_INT(now_ms - KT_PRICE_PAST_KEPT_MS)),
                   err);
}

enum kt_status
kt_price_past_add_list(struct kt_tx *tx, struct kt_id list_id,
                       const struct kt_price_list *list,
                       struct kt_arg channel_id, struct kt_arg customer_group,
                       int64_t now_ms, struct kt_error *err)
{
    static const enum kt_sql statements[] = { KT_SQL_PRICE_PAST_ADD_LIST,
                                              KT_SQL_PRICE_PAST_BEGIN_LIST };
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++)
        KT_TRY(kt_exec(tx, statements[i], KT_ANY_ROWS,
                       KT_ARGS(KT_INT(now_ms), KT_ID(list_id),
                               KT_INT(list->is_active), channel_id,
                               customer_group, KT_INT_OR_NULL(list->starts_at),
                               KT_INT_OR_NULL(list->ends_at)),
                       err));
    return KT_OK;
}

enum kt_status
kt_price_past_load(const struct kt_tx *tx, struct kt_id variant_id,
                   struct kt_str currency, struct kt_arena *arena,
                   struct kt_price_past **pasts, size_t *count,
                   struct kt_error *err)
{
    struct kt_rows rows;
    *pasts = NULL;
    *count = 0;
    KT_TRY(kt_query(tx, KT_SQL_PRICE_PAST_OF_VARIANT,
                    KT_ARGS(KT_ID(variant_id), KT_TEXT(currency)), &rows, err));
    while (kt_rows_next(&rows)) {
        *pasts = kt_grow(arena, *pasts, *count, sizeof **pasts);
        (*pasts)[(*count)++] = (struct kt_price_past){
            .from_ms = kt_col_int(&rows, 0),
            .to_ms = kt_col_int(&rows, 1),
            .price = { .amount_minor = kt_col_int(&rows, 2),
                       .compare_at_minor = kt_col_int(&rows, 3),
                       .list = kt_col_copy(&rows, 4, arena),
                       .channel_id = kt_col_id(&rows, 5),
                       .quantity_max = kt_col_int(&rows, 6),
                       .starts_ms = kt_col_int(&rows, 7),
                       .ends_ms = kt_col_int(&rows, 8) },
        };
    }
    return kt_rows_close(&rows);
}
