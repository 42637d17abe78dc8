#include "service/page.h"
#include "service/promotion.h"

struct listing {
    struct kt_promotion_list_use *state;
    struct kt_page_place place;
    struct kt_promotion_record *rows;
    size_t count;
    size_t limit;
};

static enum kt_status
read_page(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct listing *l = arg;
    const struct kt_promotion_list_use *state = l->state;
    const struct kt_call *call = state->use.call;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_PROMOTION_LIST,
                    KT_ARGS(KT_TEXT(state->rule), KT_INT(state->is_active),
                            KT_INT(l->place.time_ms), KT_ID(l->place.id),
                            KT_INT((int64_t)l->limit + 1)),
                    &rows, err));
    while (l->count <= l->limit && kt_rows_next(&rows)) {
        struct kt_promotion_record *row = &l->rows[l->count++];
        KT_TRY(kt_promotion_read_record(&rows, call->arena, row, err));
        kt_promotion_show(call->shop, row, call->arena);
    }
    return kt_rows_close(&rows);
}

static struct kt_str
cursor_of(const struct kt_promotion_record *row, struct kt_arena *arena)
{
    struct kt_page_place place = { row->promotion.created_ms,
                                   row->promotion.id };
    return kt_page_cursor(place, arena);
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_promotion_list_use *state = (struct kt_promotion_list_use *)use;
    struct kt_arena *arena = use->call->arena;
    struct listing l = { .state = state,
                         .limit = (size_t)kt_page_limit(state->limit) };
    l.rows = KT_NEW_ARRAY(arena, struct kt_promotion_record, l.limit + 1);
    KT_TRY(kt_page_parse(state->after, &l.place, err));
    KT_TRY(kt_call_read(use->call, read_page, &l, err));
    bool has_more = l.count > l.limit;
    state->rows = (struct kt_list){ l.rows, has_more ? l.limit : l.count };
    state->next =
        has_more ? cursor_of(&l.rows[l.limit - 1], arena) : KT_STR("");
    return KT_OK;
}

const struct kt_use kt_use_promotion_list = {
    .name = "promotion_list",
    .state_size = sizeof(struct kt_promotion_list_use),
    .answer = answer,
};
