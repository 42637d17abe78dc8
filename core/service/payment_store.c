#include "service/column.h"
#include "service/payment.h"

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena,
         struct kt_payment *payment, struct kt_error *err)
{
    *payment = (struct kt_payment){
        .id = kt_col_id(rows, 0),
        .provider = kt_col_copy(rows, 1, arena),
        .amount_minor = kt_col_int(rows, 3),
        .captured_minor = kt_col_int(rows, 4),
        .refunded_minor = kt_col_int(rows, 5),
        .reference = kt_col_copy(rows, 6, arena),
        .version = kt_col_int(rows, 7),
        .created_ms = kt_col_int(rows, 8),
    };
    return kt_col_enum(rows, 2, kt_payment_state_names, &payment->state, err);
}

enum kt_status
kt_payments_load(const struct kt_tx *tx, struct kt_id order_id,
                 struct kt_arena *arena, struct kt_payments *payments,
                 struct kt_error *err)
{
    struct kt_rows rows;
    *payments = (struct kt_payments){ NULL, 0 };
    KT_TRY(kt_query(tx, KT_SQL_PAYMENT_OF_ORDER, KT_ARGS(KT_ID(order_id)),
                    &rows, err));
    while (kt_rows_next(&rows)) {
        size_t size = payments->count * sizeof *payments->items;
        payments->items = kt_arena_grow(arena, payments->items, size,
                                        size + sizeof *payments->items);
        KT_TRY(
            read_row(&rows, arena, &payments->items[payments->count++], err));
    }
    return kt_rows_close(&rows);
}

enum kt_status
kt_payment_save(struct kt_tx *tx, const struct kt_payment *payment,
                int64_t now_ms, struct kt_error *err)
{
    return kt_exec(tx, KT_SQL_PAYMENT_SET_STATE, 1,
                   KT_ARGS(KT_TEXT(kt_str_of(
                               kt_payment_state_names[payment->state])),
                           KT_INT(payment->captured_minor),
                           KT_INT(payment->refunded_minor), KT_INT(now_ms),
                           KT_ID(payment->id), KT_INT(payment->version)),
                   err);
}
