#include "service/customer.h"

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_id customer_id;
    struct kt_id order_id;
};

static const char *const sort_names[] = { "newest", NULL };

/* Ids are in the order of time; the key only tells a start from a page. */
static const struct kt_resource_sort sorts[] = {
    { KT_SQL_POINT_MOVE_PAGE, .key_column = 6, .is_falling = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(ID, struct query, customer_id, 0, .prefix = "cust",
             .help = "Of this customer only"),
    KT_FIELD(ID, struct query, order_id, 0, .prefix = "ord",
             .help = "Of this order only"),
};

const struct kt_shape kt_point_move_query_shape =
    KT_SHAPE("PointMoveQuery", struct query, query_fields, NULL);

static enum kt_sql
choose(const struct kt_call *call, const void *asked,
       struct kt_filters *filters)
{
    const struct query *query = asked;
    struct kt_id newest;
    (void)call;
    memset(&newest, 0xff, sizeof newest);
    const struct kt_arg args[] = {
        KT_ID_OR_NULL(query->customer_id),
        KT_ID_OR_NULL(query->order_id),
        KT_ID(newest),
    };
    kt_filters_add(filters, args, sizeof args / sizeof args[0]);
    return !kt_id_is_null(query->customer_id) ? KT_SQL_POINT_MOVE_OF_CUSTOMER
           : !kt_id_is_null(query->order_id)  ? KT_SQL_POINT_MOVE_OF_ORDER
                                              : KT_SQL_POINT_MOVE_PAGE;
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    (void)err;
    *(struct kt_point_move *)record = (struct kt_point_move){
        .id = kt_col_id(rows, 0),
        .customer_id = kt_col_id(rows, 1),
        .kind = kt_col_copy(rows, 2, arena),
        .points = kt_col_int(rows, 3),
        .order_id = kt_col_id(rows, 4),
        .reason = kt_col_copy(rows, 5, arena),
        .created_at = kt_col_int(rows, 6),
        .version = 1,
    };
    return KT_OK;
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    const struct kt_point_move *move = record;
    struct kt_rows rows;
    KT_TRY(kt_query(edit->reading, KT_SQL_CUSTOMER_GET,
                    KT_ARGS(KT_ID(move->customer_id)), &rows, err));
    bool is_there = kt_rows_next(&rows);
    int64_t after = is_there ? kt_col_int(&rows, 6) + move->points : 0;
    KT_TRY(kt_rows_close(&rows));
    if (!is_there)
        return kt_fail_not_found(err);
    if (move->points == 0)
        kt_error_add(err, KT_STR("/points"), "wrong_value", "changes nothing");
    else if (after < 0 || after > KT_POINTS_MAX)
        kt_error_add(err, KT_STR("/points"), "out_of_range",
                     "there would be %lld", (long long)after);
    return err->status;
}

static enum kt_status
write_move(struct kt_tx *tx, const struct kt_call *call,
           const struct kt_point_move *move, struct kt_error *err)
{
    KT_TRY(kt_exec(tx, KT_SQL_POINT_MOVE_BALANCE, 1,
                   KT_ARGS(KT_INT(move->points), KT_ID(move->customer_id)),
                   err));
    return kt_exec(tx, KT_SQL_POINT_MOVE_RECORD, 1,
                   KT_ARGS(KT_ID(move->id), KT_ID(move->customer_id),
                           KT_TEXT(move->kind), KT_INT(move->points),
                           KT_ID_OR_NULL(move->order_id), KT_TEXT(move->reason),
                           KT_INT(call->now_ms)),
                   err);
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    struct kt_point_move move = *(const struct kt_point_move *)record;
    move.kind = KT_STR("adjust");
    return write_move(edit->tx, edit->call, &move, err);
}

const struct kt_resource kt_point_move_resource = {
    .name = "point_move",
    .path = "/admin/v1/point-moves",
    .prefix = "pmove",
    .in = &kt_point_move_in_shape,
    .out = &kt_point_move_out_shape,
    KT_RESOURCE_RECORD(kt_point_move),
    .sorts = sorts,
    .get = KT_SQL_POINT_MOVE_GET,
    .choose = choose,
    .read = read_row,
    .check = check,
    .save = save,
};

/* ---- for imports ---- */

enum kt_status
kt_points_import(struct kt_tx *tx, const struct kt_call *call,
                 struct kt_id customer_id, int64_t points, struct kt_error *err)
{
    struct kt_point_move move = {
        .id = kt_id_new(call->now_ms),
        .customer_id = customer_id,
        .kind = KT_STR("adjust"),
        .points = points,
        .reason = KT_STR("import"),
    };
    struct kt_rows rows;
    KT_TRY(kt_query(kt_tx_reading(tx), KT_SQL_CUSTOMER_GET,
                    KT_ARGS(KT_ID(customer_id)), &rows, err));
    if (kt_rows_next(&rows))
        move.points -= kt_col_int(&rows, 6);
    KT_TRY(kt_rows_close(&rows));
    return move.points != 0 ? write_move(tx, call, &move, err) : KT_OK;
}

/* ---- for orders ---- */

enum kt_status
kt_points_redeem(struct kt_tx *tx, const struct kt_call *call,
                 struct kt_id customer_id, int64_t points,
                 struct kt_id order_id, struct kt_error *err)
{
    struct kt_point_move move = {
        .id = kt_id_new(call->now_ms),
        .customer_id = customer_id,
        .kind = KT_STR("redeem"),
        .points = -points,
        .order_id = order_id,
        .reason = KT_STR(""),
    };
    return points > 0 ? write_move(tx, call, &move, err) : KT_OK;
}

enum kt_status
kt_points_restore(struct kt_tx *tx, const struct kt_call *call,
                  struct kt_id order_id, struct kt_error *err)
{
    struct kt_point_move move = {
        .id = kt_id_new(call->now_ms),
        .kind = KT_STR("restore"),
        .order_id = order_id,
        .reason = KT_STR(""),
    };
    struct kt_rows rows;
    KT_TRY(kt_query(kt_tx_reading(tx), KT_SQL_POINT_MOVE_LEFT_OF_ORDER,
                    KT_ARGS(KT_ID(order_id)), &rows, err));
    if (kt_rows_next(&rows)) {
        move.customer_id = kt_col_id(&rows, 0);
        move.points = kt_col_int(&rows, 1);
    }
    KT_TRY(kt_rows_close(&rows));
    return move.points > 0 ? write_move(tx, call, &move, err) : KT_OK;
}
