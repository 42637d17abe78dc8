#include "service/coupon_batch.h"

#include "base/clock.h"
#include "service/app.h"
#include "service/cart_text.h"
#include "service/resource_answer.h"
#include "service/secret_code.h"

enum { CHUNK = 1000 }; /* codes of one transaction */

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_id promotion_id;
};

static const char *const sort_names[] = { "newest", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_COUPON_BATCH_LIST_NEWEST, .key_column = 11, .is_falling = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(ID, struct query, promotion_id, 0, .prefix = "promo",
             .help = "Of this one only"),
};

const struct kt_shape kt_coupon_batch_query_shape =
    KT_SHAPE("CouponBatchQuery", struct query, query_fields, NULL);

static void
filter(const void *asked, struct kt_filters *filters, struct kt_arena *arena)
{
    const struct query *query = asked;
    const struct kt_arg args[] = { KT_ID_OR_NULL(query->promotion_id) };
    (void)arena;
    kt_filters_add(filters, args, 1);
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    (void)err;
    *(struct kt_coupon_batch *)record = (struct kt_coupon_batch){
        .id = kt_col_id(rows, 0),
        .name = kt_col_copy(rows, 1, arena),
        .promotion_id = kt_col_id(rows, 2),
        .prefix = kt_col_copy(rows, 3, arena),
        .signs = kt_col_int(rows, 4),
        .count = kt_col_int(rows, 5),
        .made = kt_col_int(rows, 6),
        .starts_at = kt_col_int(rows, 7),
        .ends_at = kt_col_int(rows, 8),
        .uses_max = kt_col_int(rows, 9),
        .uses_per_customer_max = kt_col_int(rows, 10),
        .created_at = kt_col_int(rows, 11),
        .version = kt_col_int(rows, 12),
    };
    return KT_OK;
}

static void
complete(const struct kt_shape *shape, void *record)
{
    kt_coupon_batch_complete(shape, record);
}

static enum kt_status
check_promotion(const struct kt_tx *tx, const struct kt_coupon_batch *batch,
                struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_PROMOTION_USE_COUNTERS,
                    KT_ARGS(KT_ID(batch->promotion_id)), &rows, err));
    if (!kt_rows_next(&rows))
        kt_error_add(err, KT_STR("/promotion_id"), "unknown",
                     "there is no such promotion");
    return kt_rows_close(&rows);
}

/* The batch of this name; its id stays zero when there is none. */
static enum kt_status
find_batch(const struct kt_tx *tx, struct kt_str name, struct kt_arena *arena,
           struct kt_coupon_batch *found, struct kt_error *err)
{
    struct kt_rows rows;
    *found = (struct kt_coupon_batch){ 0 };
    KT_TRY(kt_query(tx, KT_SQL_COUPON_BATCH_BY_NAME, KT_ARGS(KT_TEXT(name)),
                    &rows, err));
    if (kt_rows_next(&rows))
        KT_TRY(read_row(&rows, arena, found, err));
    return kt_rows_close(&rows);
}

/* Who asks for the same batch again goes on with it. */
static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    struct kt_coupon_batch *batch = record;
    struct kt_coupon_batch found;
    kt_coupon_batch_check(batch, err);
    KT_TRY(check_promotion(edit->reading, batch, err));
    KT_TRY(err->status);
    KT_TRY(
        find_batch(edit->reading, batch->name, edit->call->arena, &found, err));
    if (kt_id_is_null(found.id))
        return KT_OK;
    if (!kt_coupon_batch_is_same(batch, &found))
        return kt_fail_already_exists(err, KT_STR("name"), batch->name);
    *batch = found;
    return KT_OK;
}

const struct kt_resource kt_coupon_batch_resource = {
    .name = "coupon_batch",
    .path = "/admin/v1/coupon-batches",
    .prefix = "cbatch",
    .in = &kt_coupon_batch_in_shape,
    .out = &kt_coupon_batch_out_shape,
    KT_RESOURCE_RECORD(kt_coupon_batch),
    .sorts = sorts,
    .get = KT_SQL_COUPON_BATCH_GET,
    .filter = filter,
    .read = read_row,
    .complete = complete,
    .check = check,
};

/* ---- making one ---- */

struct making {
    const struct kt_call *call;
    struct kt_coupon_batch *batch;
    struct kt_arena_mark mark; /* what one transaction needs goes again */
};

static enum kt_status
insert(struct kt_tx *tx, const struct making *m, struct kt_error *err)
{
    const struct kt_coupon_batch *batch = m->batch;
    return kt_exec(tx, KT_SQL_COUPON_BATCH_INSERT, 1,
                   KT_ARGS(KT_ID(batch->id), KT_TEXT(batch->name),
                           KT_ID(batch->promotion_id), KT_TEXT(batch->prefix),
                           KT_INT(batch->signs), KT_INT(batch->count),
                           KT_INT_OR_NULL(batch->starts_at),
                           KT_INT_OR_NULL(batch->ends_at),
                           KT_INT_OR_NULL(batch->uses_max),
                           KT_INT_OR_NULL(batch->uses_per_customer_max),
                           KT_INT(m->call->now_ms)),
                   err);
}

static enum kt_status
add_code(struct kt_tx *tx, const struct making *m, int64_t *added,
         struct kt_error *err)
{
    const struct kt_coupon_batch *batch = m->batch;
    char signs[KT_COUPON_SIGNS_MAX];
    int64_t changed;
    kt_secret_code_draw(signs, (size_t)batch->signs);
    struct kt_str code =
        kt_arena_format(m->call->arena, "%.*s%.*s", KT_STR_FMT(batch->prefix),
                        (int)batch->signs, signs);
    KT_TRY(kt_exec_count(tx, KT_SQL_COUPON_BATCH_ADD,
                         KT_ARGS(KT_ID(kt_id_new(m->call->now_ms)),
                                 KT_ID(batch->promotion_id), KT_TEXT(code),
                                 KT_TEXT(kt_coupon_fold(code, m->call->arena)),
                                 KT_INT_OR_NULL(batch->starts_at),
                                 KT_INT_OR_NULL(batch->ends_at),
                                 KT_INT_OR_NULL(batch->uses_max),
                                 KT_INT_OR_NULL(batch->uses_per_customer_max),
                                 KT_INT(m->call->now_ms), KT_ID(batch->id)),
                         &changed, err));
    *added += changed;
    return KT_OK;
}

static enum kt_status
make_some(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct making *m = arg;
    int64_t rest = m->batch->count - m->batch->made, added = 0;
    kt_arena_rewind(m->call->arena, m->mark);
    if (m->batch->version == 0)
        KT_TRY(insert(tx, m, err));
    for (int64_t i = 0; i < CHUNK && added < rest; i++)
        KT_TRY(add_code(tx, m, &added, err));
    KT_TRY(kt_exec(tx, KT_SQL_COUPON_BATCH_COUNT, 1,
                   KT_ARGS(KT_INT(added), KT_ID(m->batch->id),
                           KT_INT(m->batch->made)),
                   err));
    m->batch->made += added;
    return KT_OK;
}

static enum kt_status
decide_create(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_resource_use *state = (struct kt_resource_use *)use;
    KT_TRY(kt_resource_decide_create(use, err));
    const struct kt_coupon_batch *batch = state->record;
    use->resource = batch->id;
    use->must_work = batch->made < batch->count;
    use->work_key =
        kt_arena_format(use->call->arena, "coupon batch %.*s",
                        KT_STR_FMT(
                            kt_id_text(use->call->arena, batch->id, "cbatch")));
    return KT_OK;
}

static enum kt_status
work_create(struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_call *call = use->call;
    struct kt_resource_use *state = (struct kt_resource_use *)use;
    struct kt_coupon_batch *batch = state->record;
    struct making making = { call, batch, kt_arena_mark(call->arena) };
    while (batch->made < batch->count) {
        KT_TRY(kt_store_write(call->app->store, call->shop->store_id, make_some,
                              &making, err));
        batch->version++;
    }
    return KT_OK;
}

/* The last word, so that the answer of a key is kept with it. */
static enum kt_status
save_create(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_coupon_batch *batch =
        ((const struct kt_resource_use *)use)->record;
    return kt_exec(tx, KT_SQL_COUPON_BATCH_COUNT, 1,
                   KT_ARGS(KT_INT(0), KT_ID(batch->id), KT_INT(batch->count)),
                   err);
}

const struct kt_use kt_use_coupon_batch_create = {
    .name = "coupon_batch_create",
    .state_size = sizeof(struct kt_resource_use),
    .decide = decide_create,
    .work = work_create,
    .save = save_create,
    .answer = kt_resource_answer,
};

/* ---- exporting one ---- */

static void
write_time(struct kt_buf *csv, const struct kt_rows *rows, int column)
{
    kt_buf_char(csv, ',');
    if (!kt_col_is_null(rows, column))
        kt_buf_str(csv, kt_time_format(csv->arena, kt_col_int(rows, column)));
}

/* Codes hold no sign that CSV quotes. */
static void
write_code(struct kt_buf *csv, const struct kt_rows *rows)
{
    kt_buf_str(csv, kt_col_text(rows, 0));
    kt_buf_format(csv, ",%s,%lld,", kt_col_int(rows, 1) ? "true" : "false",
                  (long long)kt_col_int(rows, 2));
    if (!kt_col_is_null(rows, 3))
        kt_buf_format(csv, "%lld", (long long)kt_col_int(rows, 3));
    write_time(csv, rows, 4);
    write_time(csv, rows, 5);
    kt_buf_text(csv, "\r\n");
}

static enum kt_status
read_codes(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_coupon_export_use *state = arg;
    struct kt_arena *arena = state->use.call->arena;
    struct kt_coupon_batch batch;
    struct kt_rows rows;
    KT_TRY(kt_resource_load(&kt_coupon_batch_resource, tx, state->batch_id,
                            arena, &batch, err));
    state->name = batch.name;
    kt_buf_init(&state->csv, arena,
                (size_t)(batch.made + 1) * (batch.prefix.len + 64));
    kt_buf_text(&state->csv,
                "code,is_active,uses,uses_max,starts_at,ends_at\r\n");
    KT_TRY(kt_query(tx, KT_SQL_COUPON_BATCH_CODES,
                    KT_ARGS(KT_ID(state->batch_id)), &rows, err));
    while (kt_rows_next(&rows))
        write_code(&state->csv, &rows);
    return kt_rows_close(&rows);
}

static enum kt_status
answer_export(struct kt_use_state *use, struct kt_error *err)
{
    return kt_call_read(use->call, read_codes, use, err);
}

const struct kt_use kt_use_coupon_batch_export = {
    .name = "coupon_batch_export",
    .state_size = sizeof(struct kt_coupon_export_use),
    .answer = answer_export,
};
