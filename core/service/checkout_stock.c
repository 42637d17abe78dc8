#include "service/checkout.h"

struct taking {
    struct kt_tx *tx;
    const struct kt_call *call;
    struct kt_id order_id;
    struct kt_error *err;
};

static enum kt_status
load_places(const struct taking *t, struct kt_id variant_id,
            struct kt_stock_place **places, size_t *count)
{
    struct kt_rows rows;
    *places = NULL;
    *count = 0;
    KT_TRY(kt_query(kt_tx_reading(t->tx), KT_SQL_STOCK_TAKE_PLACES,
                    KT_ARGS(KT_ID(variant_id)), &rows, t->err));
    while (kt_rows_next(&rows)) {
        size_t size = *count * sizeof **places;
        *places = kt_arena_grow(t->call->arena, *places, size,
                                size + sizeof **places);
        (*places)[(*count)++] = (struct kt_stock_place){
            .location_id = kt_col_id(&rows, 0),
            .available = kt_col_int(&rows, 1),
        };
    }
    return kt_rows_close(&rows);
}

static int64_t
sum_available(const struct kt_stock_place *places, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += places[i].available > 0 ? places[i].available : 0;
    return sum;
}

static enum kt_status
take_from_place(const struct taking *t, const struct kt_units_wanted *wanted,
                const struct kt_stock_place *place)
{
    int64_t now_ms = t->call->now_ms;
    if (place->taken == 0)
        return KT_OK;
    if (place->goes_below)
        KT_TRY(kt_exec(t->tx, KT_SQL_STOCK_TAKE_BEYOND, 1,
                       KT_ARGS(KT_ID(wanted->variant_id),
                               KT_ID(place->location_id), KT_INT(place->taken)),
                       t->err));
    else
        KT_TRY(kt_exec(t->tx, KT_SQL_STOCK_TAKE_GUARDED, 1,
                       KT_ARGS(KT_INT(place->taken), KT_ID(wanted->variant_id),
                               KT_ID(place->location_id)),
                       t->err));
    return kt_exec(t->tx, KT_SQL_STOCK_TAKE_RECORD, 1,
                   KT_ARGS(KT_ID(kt_id_new(now_ms)), KT_ID(wanted->variant_id),
                           KT_ID(place->location_id), KT_TEXT(KT_STR("sale")),
                           KT_INT(-place->taken), KT_ID(t->order_id),
                           KT_INT(now_ms)),
                   t->err);
}

static enum kt_status
take(const struct taking *t, const struct kt_units_wanted *wanted)
{
    struct kt_stock_place *places;
    size_t count;
    if (wanted->policy == KT_STOCK_UNTRACKED)
        return KT_OK;
    KT_TRY(load_places(t, wanted->variant_id, &places, &count));
    if (!kt_stock_spread(wanted->policy, wanted->quantity, places, count))
        return kt_fail_out_of_stock(t->err, wanted->sku,
                                    sum_available(places, count));
    for (size_t i = 0; i < count; i++)
        KT_TRY(take_from_place(t, wanted, &places[i]));
    return KT_OK;
}

enum kt_status
kt_checkout_take_stock(struct kt_tx *tx, const struct kt_call *call,
                       const struct kt_units_wanted *wanted, size_t count,
                       struct kt_id order_id, struct kt_error *err)
{
    struct taking taking = { tx, call, order_id, err };
    for (size_t i = 0; i < count; i++)
        KT_TRY(take(&taking, &wanted[i]));
    return KT_OK;
}
