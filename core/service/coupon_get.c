#include "service/cart_text.h"
#include "service/coupon.h"
#include "service/page.h"

/* Reading one coupon, and the list of them. */

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    (void)err;
    use->resource = ((const struct kt_coupon_use *)use)->coupon_id;
    return KT_OK;
}

const struct kt_use kt_use_coupon_get = {
    .name = "coupon_get",
    .state_size = sizeof(struct kt_coupon_use),
    .decide = decide,
    .answer = kt_coupon_answer,
};

struct listing {
    struct kt_coupon_list_use *state;
    struct kt_page_place place;
    struct kt_str code_fold;
    struct kt_coupon_record *rows;
    size_t count;
    size_t limit;
};

static enum kt_status
read_page(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct listing *l = arg;
    const struct kt_coupon_list_use *state = l->state;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_COUPON_LIST,
                    KT_ARGS(KT_ID_OR_NULL(state->promotion_id),
                            KT_TEXT(l->code_fold), KT_INT(l->place.time_ms),
                            KT_ID(l->place.id), KT_INT((int64_t)l->limit + 1)),
                    &rows, err));
    while (l->count <= l->limit && kt_rows_next(&rows))
        kt_coupon_read_row(&rows, state->use.call->arena, &l->rows[l->count++]);
    return kt_rows_close(&rows);
}

static struct kt_str
cursor_of(const struct kt_coupon_record *row, struct kt_arena *arena)
{
    struct kt_page_place place = { row->created_at, row->id };
    return kt_page_cursor(place, arena);
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_coupon_list_use *state = (struct kt_coupon_list_use *)use;
    struct kt_arena *arena = use->call->arena;
    struct listing l = {
        .state = state,
        .limit = (size_t)kt_page_limit(state->limit),
        .code_fold = kt_coupon_fold(state->code, arena),
    };
    l.rows = KT_NEW_ARRAY(arena, struct kt_coupon_record, l.limit + 1);
    KT_TRY(kt_page_parse(state->after, &l.place, err));
    KT_TRY(kt_call_read(use->call, read_page, &l, err));
    bool has_more = l.count > l.limit;
    state->rows = (struct kt_list){ l.rows, has_more ? l.limit : l.count };
    state->next =
        has_more ? cursor_of(&l.rows[l.limit - 1], arena) : KT_STR("");
    return KT_OK;
}

const struct kt_use kt_use_coupon_list = {
    .name = "coupon_list",
    .state_size = sizeof(struct kt_coupon_list_use),
    .answer = answer,
};
