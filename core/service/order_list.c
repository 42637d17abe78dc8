#include "base/text.h"
#include "service/column.h"
#include "service/order.h"
#include "service/page.h"

struct listing {
    struct kt_order_list_use *state;
    struct kt_page_place place;
    struct kt_str email_fold;
    int64_t number; /* 0: any */
    struct kt_order_row_out *rows;
    int64_t *due;
    size_t count;
    size_t limit;
};

static enum kt_status
read_row(struct listing *l, const struct kt_rows *rows, struct kt_error *err)
{
    const struct kt_call *call = l->state->use.call;
    struct kt_order_row_out *row = &l->rows[l->count];
    *row = (struct kt_order_row_out){
        .id = kt_col_id(rows, 0),
        .number =
            kt_order_number_text(call->shop, kt_col_int(rows, 1), call->arena),
        .email = kt_col_copy(rows, 2, call->arena),
        .currency = kt_col_copy(rows, 4, call->arena),
        .total = kt_col_int(rows, 5),
        .version = kt_col_int(rows, 7),
        .placed_at = kt_col_int(rows, 8),
        .updated_at = kt_col_int(rows, 9),
    };
    l->due[l->count++] = kt_col_int(rows, 6);
    return kt_col_enum(rows, 3, kt_order_state_names, &row->state, err);
}

static enum kt_status
read_rows(const struct kt_tx *tx, struct listing *l, struct kt_error *err)
{
    const struct kt_order_list_use *state = l->state;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_ORDER_LIST,
                    KT_ARGS(KT_TEXT(state->state), KT_TEXT(l->email_fold),
                            KT_INT(l->number), KT_INT(l->place.time_ms),
                            KT_ID(l->place.id), KT_INT((int64_t)l->limit + 1)),
                    &rows, err));
    while (l->count <= l->limit && kt_rows_next(&rows))
        KT_TRY(read_row(l, &rows, err));
    return kt_rows_close(&rows);
}

static enum kt_status
read_page(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct listing *l = arg;
    KT_TRY(read_rows(tx, l, err));
    for (size_t i = 0; i < l->count; i++) {
        struct kt_payments payments;
        KT_TRY(kt_payments_load(tx, l->rows[i].id, l->state->use.call->arena,
                                &payments, err));
        l->rows[i].payment_state =
            (int)kt_payments_compute(payments.items, payments.count, l->due[i]);
    }
    return KT_OK;
}

/* Every wrong filter is told. */
static enum kt_status
check_filters(struct listing *l, struct kt_error *err)
{
    const struct kt_order_list_use *state = l->state;
    bool has_state = kt_str_is_empty(state->state) ||
                     kt_machine_state(&kt_order_machine, state->state) >= 0;
    bool has_number =
        kt_str_is_empty(state->number) ||
        kt_order_number_parse(state->use.call->shop, state->number, &l->number);
    if (has_state && has_number)
        return KT_OK;
    kt_fail_invalid_query(err);
    if (!has_state)
        kt_error_add(err, KT_STR("/state"), "unknown",
                     "placed, held, confirmed, completed or cancelled");
    if (!has_number)
        kt_error_add(err, KT_STR("/number"), "invalid",
                     "a number of an order, as in 1000");
    return err->status;
}

static struct kt_str
cursor_of(const struct kt_order_row_out *row, struct kt_arena *arena)
{
    struct kt_page_place place = { row->placed_at, row->id };
    return kt_page_cursor(place, arena);
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_order_list_use *state = (struct kt_order_list_use *)use;
    struct kt_arena *arena = use->call->arena;
    struct listing l = {
        .state = state,
        .limit = (size_t)kt_page_limit(state->limit),
        .email_fold = kt_text_fold(arena, kt_text_trim(state->email)),
    };
    l.rows = KT_NEW_ARRAY(arena, struct kt_order_row_out, l.limit + 1);
    l.due = KT_NEW_ARRAY(arena, int64_t, l.limit + 1);
    KT_TRY(check_filters(&l, err));
    KT_TRY(kt_page_parse(state->after, &l.place, err));
    KT_TRY(kt_call_read(use->call, read_page, &l, err));
    bool has_more = l.count > l.limit;
    state->rows = (struct kt_list){ l.rows, has_more ? l.limit : l.count };
    state->next =
        has_more ? cursor_of(&l.rows[l.limit - 1], arena) : KT_STR("");
    return KT_OK;
}

const struct kt_use kt_use_order_list = {
    .name = "order_list",
    .state_size = sizeof(struct kt_order_list_use),
    .answer = answer,
};
