#include "service/column.h"
#include "service/stock.h"

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_id variant_id;
    struct kt_str sku;
    struct kt_id order_id;
    struct kt_str location;
    struct kt_str kind;
};

static const char *const sort_names[] = { "newest", NULL };

/* Ids are in the order of time; the key only tells a start from a page. */
static const struct kt_resource_sort sorts[] = {
    { KT_SQL_STOCK_MOVE_PAGE, .key_column = 8, .is_falling = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(ID, struct query, variant_id, 0, .prefix = "var",
             .help = "Of this one only, also when it is gone"),
    KT_FIELD(STR, struct query, sku, 0, .min = 1, .max = 100,
             .help = "Of this variant only"),
    KT_FIELD(ID, struct query, order_id, 0, .prefix = "ord",
             .help = "Of this order only"),
    KT_FIELD(STR, struct query, location, 0, .min = 1, .max = 64,
             .help = "Code: there only"),
    KT_FIELD(STR, struct query, kind, 0, .min = 1, .max = 20,
             .help = "set, adjust, sale, cancel, handover"),
};

const struct kt_shape kt_stock_move_query_shape =
    KT_SHAPE("StockMoveQuery", struct query, query_fields, NULL);

static enum kt_sql
choose(const struct kt_call *call, const void *asked,
       struct kt_filters *filters)
{
    const struct query *query = asked;
    bool of_variant = !kt_id_is_null(query->variant_id) || query->sku.len > 0;
    bool of_order = !kt_id_is_null(query->order_id);
    struct kt_id newest;
    (void)call;
    memset(&newest, 0xff, sizeof newest);
    if (of_variant) {
        kt_filter_add(filters, KT_ID_OR_NULL(query->variant_id));
        kt_filter_add(filters, KT_TEXT(query->sku));
    }
    if (of_variant || of_order)
        kt_filter_add(filters, KT_ID_OR_NULL(query->order_id));
    kt_filter_add(filters, KT_TEXT(query->location));
    kt_filter_add(filters, KT_TEXT(query->kind));
    kt_filter_add(filters, KT_ID(newest));
    if (of_variant)
        return KT_SQL_STOCK_MOVE_OF_VARIANT;
    return of_order ? KT_SQL_STOCK_MOVE_OF_ORDER : KT_SQL_STOCK_MOVE_PAGE;
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    (void)err;
    *(struct kt_stock_move *)record = (struct kt_stock_move){
        .id = kt_col_id(rows, 0),
        .variant_id = kt_col_id(rows, 1),
        .sku = kt_col_copy(rows, 2, arena),
        .location = kt_col_copy(rows, 3, arena),
        .kind = kt_col_copy(rows, 4, arena),
        .quantity = kt_col_int(rows, 5),
        .reason = kt_col_copy(rows, 6, arena),
        .order_id = kt_col_id(rows, 7),
        .created_at = kt_col_int(rows, 8),
        .version = 1,
    };
    return KT_OK;
}

/* ---- a new one ---- */

/* A move under check or being written, and where it happens. */
struct moving {
    struct kt_edit *edit;
    const struct kt_stock_move *move;
    struct kt_id location_id;
    struct kt_id product_id;
    struct kt_str sku;
    struct kt_stock_state state;
    bool is_there; /* the variant */
    int64_t quantity;
};

static enum kt_status
find_variant(struct kt_edit *edit, struct kt_stock_move *move,
             struct kt_error *err)
{
    struct kt_rows rows;
    if (kt_str_is_empty(move->sku))
        return KT_OK;
    KT_TRY(kt_query(edit->reading, KT_SQL_VARIANT_BY_SKU,
                    KT_ARGS(KT_TEXT(move->sku)), &rows, err));
    if (kt_rows_next(&rows))
        move->variant_id = kt_col_id(&rows, 0);
    else
        kt_error_add(err, KT_STR("/sku"), "unknown",
                     "there is no variant \"%.*s\"", KT_STR_FMT(move->sku));
    return kt_rows_close(&rows);
}

static enum kt_status
load_state(struct moving *moving, struct kt_error *err)
{
    struct kt_arena *arena = moving->edit->call->arena;
    const struct kt_ref *location =
        kt_refs_find(moving->edit->refs, KT_REF_LOCATION,
                     moving->move->location);
    struct kt_rows rows;
    int policy = KT_STOCK_REFUSE;
    moving->location_id = location->id;
    KT_TRY(
        kt_query(moving->edit->reading, KT_SQL_STOCK_MOVE_STATE,
                 KT_ARGS(KT_ID(location->id), KT_ID(moving->move->variant_id)),
                 &rows, err));
    moving->is_there = kt_rows_next(&rows);
    if (moving->is_there) {
        KT_TRY(kt_col_enum(&rows, 0, kt_stock_policy_names, &policy, err));
        moving->state = (struct kt_stock_state){
            .policy = (enum kt_stock_policy)policy,
            .available = kt_col_int(&rows, 1),
            .reserved = kt_col_int(&rows, 2),
        };
        moving->sku = kt_col_copy(&rows, 3, arena);
        moving->product_id = kt_col_id(&rows, 4);
    }
    return kt_rows_close(&rows);
}

static enum kt_status
refuse(const struct moving *moving, struct kt_error *err)
{
    kt_fail_out_of_stock(err, moving->sku, moving->state.available);
    return kt_error_explain(err, "orders hold %lld of them there",
                            (long long)moving->state.reserved);
}

static enum kt_status
check_effect(struct moving *moving, struct kt_error *err)
{
    KT_TRY(load_state(moving, err));
    if (!moving->is_there)
        return kt_error_add(err, KT_STR("/variant_id"), "unknown",
                            "there is no such variant");
    bool is_fine =
        kt_stock_move_apply(moving->move, &moving->state, &moving->quantity);
    int64_t after = moving->state.available + moving->quantity;
    if (after > KT_STOCK_UNITS_MAX || after < -KT_STOCK_UNITS_MAX)
        return kt_error_add(err, KT_STR("/adjust"), "out_of_range",
                            "there would be %lld", (long long)after);
    return is_fine ? KT_OK : refuse(moving, err);
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    struct kt_stock_move *move = record;
    struct moving moving = { .edit = edit, .move = move };
    kt_stock_move_check(move, err);
    KT_TRY(kt_edit_refs(edit, KT_REF_BIT(KT_REF_LOCATION), err));
    (void)kt_refs_get(edit->refs, KT_REF_LOCATION, move->location,
                      KT_STR("/location"), err);
    KT_TRY(find_variant(edit, move, err));
    KT_TRY(err->status);
    return check_effect(&moving, err);
}

static enum kt_status
write_move(const struct moving *moving, struct kt_error *err)
{
    const struct kt_stock_move *move = moving->move;
    struct kt_tx *tx = moving->edit->tx;
    bool is_count = kt_shape_was_given(&kt_stock_move_in_shape, move, "set");
    KT_TRY(kt_exec(tx, KT_SQL_STOCK_MOVE_APPLY, 1,
                   KT_ARGS(KT_ID(move->variant_id), KT_ID(moving->location_id),
                           KT_INT(moving->quantity)),
                   err));
    return kt_exec(tx, KT_SQL_STOCK_MOVE_RECORD, 1,
                   KT_ARGS(KT_ID(move->id), KT_ID(move->variant_id),
                           KT_ID(moving->location_id),
                           KT_TEXT(kt_str_of(is_count ? "set" : "adjust")),
                           KT_INT(moving->quantity),
                           KT_INT(moving->edit->call->now_ms),
                           KT_TEXT(move->reason)),
                   err);
}

/* Stock may have moved since the check: what counts is what is there now. */
static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    struct moving moving = { .edit = edit, .move = record };
    enum kt_status status = check_effect(&moving, err);
    if (status == KT_INVALID_BODY || status == KT_OUT_OF_STOCK)
        return kt_fail_conflict(err);
    KT_TRY(status);
    return write_move(&moving, err);
}

const struct kt_resource kt_stock_move_resource = {
    .name = "stock_move",
    .path = "/admin/v1/stock/movements",
    .prefix = "move",
    .in = &kt_stock_move_in_shape,
    .out = &kt_stock_move_out_shape,
    KT_RESOURCE_RECORD(kt_stock_move),
    .sorts = sorts,
    .get = KT_SQL_STOCK_MOVE_GET,
    .choose = choose,
    .read = read_row,
    .check = check,
    .save = save,
};
