#include "service/gift_card.h"

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_id gift_card_id;
    struct kt_id order_id;
};

static const char *const sort_names[] = { "newest", NULL };

/* Ids are in the order of time; the key only tells a start from a page. */
static const struct kt_resource_sort sorts[] = {
    { KT_SQL_GIFT_CARD_MOVE_PAGE, .key_column = 6, .is_falling = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(ID, struct query, gift_card_id, 0, .prefix = "gcard",
             .help = "Of this one only"),
    KT_FIELD(ID, struct query, order_id, 0, .prefix = "ord",
             .help = "Of this order only"),
};

const struct kt_shape kt_gift_card_move_query_shape =
    KT_SHAPE("GiftCardMoveQuery", struct query, query_fields, NULL);

static enum kt_sql
choose(const struct kt_call *call, const void *asked,
       struct kt_filters *filters)
{
    const struct query *query = asked;
    struct kt_id newest;
    (void)call;
    memset(&newest, 0xff, sizeof newest);
    const struct kt_arg args[] = {
        KT_ID_OR_NULL(query->gift_card_id),
        KT_ID_OR_NULL(query->order_id),
        KT_ID(newest),
    };
    kt_filters_add(filters, args, sizeof args / sizeof args[0]);
    return !kt_id_is_null(query->gift_card_id) ? KT_SQL_GIFT_CARD_MOVE_OF_CARD
           : !kt_id_is_null(query->order_id)   ? KT_SQL_GIFT_CARD_MOVE_OF_ORDER
                                               : KT_SQL_GIFT_CARD_MOVE_PAGE;
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    (void)err;
    *(struct kt_gift_card_move *)record = (struct kt_gift_card_move){
        .id = kt_col_id(rows, 0),
        .gift_card_id = kt_col_id(rows, 1),
        .kind = kt_col_copy(rows, 2, arena),
        .amount = kt_col_int(rows, 3),
        .order_id = kt_col_id(rows, 4),
        .reason = kt_col_copy(rows, 5, arena),
        .created_at = kt_col_int(rows, 6),
        .version = 1,
    };
    return KT_OK;
}

/* ---- a new one ---- */

static enum kt_status
check_card(const struct kt_edit *edit, const struct kt_gift_card_move *move,
           struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(edit->reading, KT_SQL_GIFT_CARD_GET,
                    KT_ARGS(KT_ID(move->gift_card_id)), &rows, err));
    bool is_there = kt_rows_next(&rows);
    int64_t after = is_there ? kt_col_int(&rows, 4) + move->amount : 0;
    KT_TRY(kt_rows_close(&rows));
    if (!is_there)
        kt_error_add(err, KT_STR("/gift_card_id"), "unknown",
                     "there is no such gift card");
    else if (after < 0 || after > KT_MONEY_MAX)
        kt_error_add(err, KT_STR("/amount"), "out_of_range",
                     "there would be %lld on it", (long long)after);
    return KT_OK;
}

/* What the order still has from the card. */
static enum kt_status
load_left(const struct kt_tx *tx, const struct kt_gift_card_move *move,
          int64_t *left, struct kt_error *err)
{
    struct kt_rows rows;
    *left = INT64_MAX;
    if (kt_id_is_null(move->order_id))
        return KT_OK;
    KT_TRY(kt_query(tx, KT_SQL_GIFT_CARD_OF_ORDER_LEFT,
                    KT_ARGS(KT_ID(move->order_id), KT_ID(move->gift_card_id)),
                    &rows, err));
    *left = kt_rows_next(&rows) ? kt_col_int(&rows, 0) : 0;
    return kt_rows_close(&rows);
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    const struct kt_gift_card_move *move = record;
    int64_t left;
    kt_gift_card_move_check(move, err);
    KT_TRY(check_card(edit, move, err));
    KT_TRY(load_left(edit->reading, move, &left, err));
    if (move->amount > left)
        kt_error_add(err, KT_STR("/amount"), "out_of_range",
                     "the order has %lld from the card", (long long)left);
    return err->status;
}

enum kt_status
kt_gift_card_record(struct kt_tx *tx, const struct kt_call *call,
                    const struct kt_gift_card_move *move, struct kt_error *err)
{
    return kt_exec(tx, KT_SQL_GIFT_CARD_RECORD, 1,
                   KT_ARGS(KT_ID(move->id), KT_ID(move->gift_card_id),
                           KT_TEXT(move->kind), KT_INT(move->amount),
                           KT_ID_OR_NULL(move->order_id), KT_TEXT(move->reason),
                           KT_INT(call->now_ms)),
                   err);
}

static enum kt_status
write_move(struct kt_tx *tx, const struct kt_call *call,
           const struct kt_gift_card_move *move, struct kt_error *err)
{
    KT_TRY(kt_exec(tx, KT_SQL_GIFT_CARD_MOVE_BALANCE, 1,
                   KT_ARGS(KT_INT(move->amount), KT_ID(move->gift_card_id)),
                   err));
    return kt_gift_card_record(tx, call, move, err);
}

/* The order may have got something back since the check. */
static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    struct kt_gift_card_move move = *(const struct kt_gift_card_move *)record;
    int64_t left;
    KT_TRY(load_left(kt_tx_reading(edit->tx), &move, &left, err));
    if (move.amount > left)
        return kt_fail_conflict(err);
    move.kind =
        kt_id_is_null(move.order_id) ? KT_STR("adjust") : KT_STR("restore");
    return write_move(edit->tx, edit->call, &move, err);
}

const struct kt_resource kt_gift_card_move_resource = {
    .name = "gift_card_move",
    .path = "/admin/v1/gift-card-moves",
    .prefix = "gmove",
    .in = &kt_gift_card_move_in_shape,
    .out = &kt_gift_card_move_out_shape,
    KT_RESOURCE_RECORD(kt_gift_card_move),
    .sorts = sorts,
    .get = KT_SQL_GIFT_CARD_MOVE_GET,
    .choose = choose,
    .read = read_row,
    .check = check,
    .save = save,
};

/* ---- for orders ---- */

struct share {
    struct kt_id gift_card_id;
    int64_t amount_minor;
};

static enum kt_status
load_shares(struct kt_tx *tx, const struct kt_call *call, struct kt_id order_id,
            struct share **shares, size_t *count, struct kt_error *err)
{
    struct kt_rows rows;
    *shares = NULL;
    *count = 0;
    KT_TRY(kt_query(kt_tx_reading(tx), KT_SQL_GIFT_CARD_OF_ORDER,
                    KT_ARGS(KT_ID(order_id)), &rows, err));
    while (kt_rows_next(&rows)) {
        size_t size = *count * sizeof **shares;
        *shares =
            kt_arena_grow(call->arena, *shares, size, size + sizeof **shares);
        (*shares)[(*count)++] =
            (struct share){ kt_col_id(&rows, 0), kt_col_int(&rows, 1) };
    }
    return kt_rows_close(&rows);
}

enum kt_status
kt_gift_cards_restore(struct kt_tx *tx, const struct kt_call *call,
                      struct kt_id order_id, struct kt_error *err)
{
    struct share *shares;
    size_t count;
    KT_TRY(load_shares(tx, call, order_id, &shares, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct kt_gift_card_move move = {
            .id = kt_id_new(call->now_ms),
            .gift_card_id = shares[i].gift_card_id,
            .kind = KT_STR("restore"),
            .amount = shares[i].amount_minor,
            .order_id = order_id,
            .reason = KT_STR(""),
        };
        KT_TRY(write_move(tx, call, &move, err));
    }
    return KT_OK;
}
