#include "service/column.h"
#include "service/order.h"
#include "service/origin.h"

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena,
         struct kt_order *order, struct kt_error *err)
{
    order->number = kt_col_int(rows, 0);
    order->email = kt_col_copy(rows, 2, arena);
    order->email_fold = kt_col_copy(rows, 3, arena);
    if (!kt_col_is_null(rows, 5))
        order->hold_reason = kt_col_copy(rows, 5, arena);
    order->total_minor = kt_col_int(rows, 6);
    order->due_minor = kt_col_int(rows, 7);
    order->body = kt_col_copy(rows, 8, arena);
    order->version = kt_col_int(rows, 9);
    order->placed_ms = kt_col_int(rows, 10);
    order->updated_ms = kt_col_int(rows, 11);
    return kt_col_enum(rows, 4, kt_order_state_names, &order->state, err);
}

static enum kt_status
load_row(const struct kt_tx *tx, struct kt_arena *arena, struct kt_order *order,
         struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(
        kt_query(tx, KT_SQL_ORDER_GET, KT_ARGS(KT_ID(order->id)), &rows, err));
    if (!kt_rows_next(&rows)) {
        KT_TRY(kt_rows_close(&rows));
        return kt_fail_not_found(err);
    }
    KT_TRY(read_row(&rows, arena, order, err));
    return kt_rows_close(&rows);
}

static enum kt_status
load_sum(const struct kt_tx *tx, struct kt_order *order, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_ORDER_COUNT_FULFILLED, KT_ARGS(KT_ID(order->id)),
                    &rows, err));
    if (kt_rows_next(&rows)) {
        order->lines.units = kt_col_int(&rows, 0);
        order->lines.fulfilled = kt_col_int(&rows, 1);
    }
    return kt_rows_close(&rows);
}

enum kt_status
kt_order_load(const struct kt_tx *tx, struct kt_id order_id,
              struct kt_arena *arena, struct kt_order *order,
              struct kt_error *err)
{
    *order = (struct kt_order){ .id = order_id };
    KT_TRY(load_row(tx, arena, order, err));
    KT_TRY(load_sum(tx, order, err));
    return kt_payments_load(tx, order_id, arena, &order->payments, err);
}

static struct kt_list
tell_payments(const struct kt_payments *payments, struct kt_arena *arena)
{
    struct kt_payment_out *out =
        KT_NEW_ARRAY(arena, struct kt_payment_out, payments->count);
    for (size_t i = 0; i < payments->count; i++)
        out[i] = kt_payment_tell(&payments->items[i]);
    return (struct kt_list){ out, payments->count };
}

struct kt_str
kt_order_json(const struct kt_order *order, const struct kt_shop *shop,
              struct kt_arena *arena)
{
    enum kt_payments_state paid =
        kt_payments_compute(order->payments.items, order->payments.count,
                            order->due_minor);
    struct kt_order_facts facts = { .is_settled = paid == KT_PAYMENTS_PAID };
    struct kt_order_out head = {
        .id = order->id,
        .number = kt_order_number_text(shop, order->number, arena),
        .state = order->state,
        .payment_state = (int)paid,
        .fulfilment_state = (int)kt_fulfilment_compute(&order->lines),
        .hold_reason = order->hold_reason,
        .events =
            kt_machine_possible(&kt_order_machine, order->state, &facts, arena),
        .payments = tell_payments(&order->payments, arena),
        .placed_at = order->placed_ms,
        .updated_at = order->updated_ms,
        .version = order->version,
    };
    return kt_order_join(&head, order->body, arena);
}

struct reading {
    const struct kt_call *call;
    struct kt_id order_id;
    bool explain;
    struct kt_order order;
    struct kt_order_story story;
};

static enum kt_status
read_order(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct reading *reading = arg;
    return kt_order_load(tx, reading->order_id, reading->call->arena,
                         &reading->order, err);
}

struct kt_order_answer
kt_order_tell(const struct kt_call *call, const struct kt_order *order)
{
    return (struct kt_order_answer){
        .json = kt_order_json(order, call->shop, call->arena),
        .version = order->version,
    };
}

enum kt_status
kt_order_answer(const struct kt_call *call, struct kt_id order_id,
                struct kt_order_answer *answer, struct kt_error *err)
{
    struct reading reading = { .call = call, .order_id = order_id };
    KT_TRY(kt_call_read(call, read_order, &reading, err));
    *answer = kt_order_tell(call, &reading.order);
    return KT_OK;
}

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    (void)err;
    use->resource = ((const struct kt_order_use *)use)->order_id;
    return KT_OK;
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_order_use *state = (struct kt_order_use *)use;
    return kt_order_answer(use->call, use->resource, &state->answer, err);
}

const struct kt_use kt_use_order_get = {
    .name = "order_get",
    .state_size = sizeof(struct kt_order_use),
    .decide = decide,
    .answer = answer,
};

static enum kt_status
read_history(const struct kt_tx *tx, struct reading *reading,
             struct kt_error *err)
{
    struct kt_arena *arena = reading->call->arena;
    struct kt_order_event_out *events = NULL;
    struct kt_rows rows;
    size_t count = 0;
    KT_TRY(kt_query(tx, KT_SQL_ORDER_EVENTS, KT_ARGS(KT_ID(reading->order_id)),
                    &rows, err));
    while (kt_rows_next(&rows)) {
        size_t size = count * sizeof *events;
        events = kt_arena_grow(arena, events, size, size + sizeof *events);
        events[count++] = (struct kt_order_event_out){
            .machine = kt_col_copy(&rows, 1, arena),
            .event = kt_col_copy(&rows, 2, arena),
            .from = kt_col_copy(&rows, 3, arena),
            .to = kt_col_copy(&rows, 4, arena),
            .actor = kt_col_copy(&rows, 5, arena),
            .note = kt_col_copy(&rows, 6, arena),
            .at = kt_col_int(&rows, 7),
        };
    }
    reading->story.history = (struct kt_list){ events, count };
    return kt_rows_close(&rows);
}

static enum kt_status
unpack_trace(const struct kt_tx *tx, const struct kt_rows *rows,
             struct kt_arena *arena, struct kt_order_story *story,
             struct kt_error *err)
{
    struct kt_origin_base base;
    struct kt_origin_own own;
    const struct kt_facts_row row = { kt_col_id(rows, 3), kt_col_text(rows, 5),
                                      kt_col_text(rows, 6) };
    KT_TRY(kt_origin_load_base(tx, &row, arena, &base, err));
    KT_TRY(kt_origin_read_own(&base, kt_col_text(rows, 4), arena, &own, err));
    story->trace = own.trace;
    story->rule_trace = own.rule_trace;
    return KT_OK;
}

static enum kt_status
read_origin(const struct kt_tx *tx, struct reading *reading,
            struct kt_error *err)
{
    struct kt_arena *arena = reading->call->arena;
    struct kt_order_story *story = &reading->story;
    enum kt_status status = KT_OK;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_ORDER_GET_ORIGIN,
                    KT_ARGS(KT_ID(reading->order_id)), &rows, err));
    if (kt_rows_next(&rows)) {
        story->rules_hash = kt_col_copy(&rows, 2, arena);
        if (kt_col_is_null(&rows, 3))
            story->trace = kt_col_copy(&rows, 1, arena);
        else
            status = unpack_trace(tx, &rows, arena, story, err);
    }
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

static enum kt_status
read_story(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct reading *reading = arg;
    KT_TRY(read_order(tx, arg, err));
    KT_TRY(read_history(tx, reading, err));
    return reading->explain ? read_origin(tx, reading, err) : KT_OK;
}

enum kt_status
kt_order_answer_staff(const struct kt_call *call, struct kt_id order_id,
                      bool explain, struct kt_order_answer *answer,
                      struct kt_error *err)
{
    struct reading reading = { .call = call,
                               .order_id = order_id,
                               .explain = explain };
    KT_TRY(kt_call_read(call, read_story, &reading, err));
    struct kt_str json = kt_order_json(&reading.order, call->shop, call->arena);
    answer->json = kt_order_add_story(json, &reading.story, call->arena);
    answer->version = reading.order.version;
    return KT_OK;
}

static enum kt_status
answer_staff(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_order_use *state = (struct kt_order_use *)use;
    return kt_order_answer_staff(use->call, use->resource, state->explain,
                                 &state->answer, err);
}

const struct kt_use kt_use_order_inspect = {
    .name = "order_inspect",
    .state_size = sizeof(struct kt_order_use),
    .decide = decide,
    .answer = answer_staff,
};
