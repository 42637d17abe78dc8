#include "base/grow.h"
#include "domain/catalog/code.h"
#include "service/collection.h"
#include "service/page.h"
#include "service/product_shelf.h"

/* Collections as buyers see them. */

static struct kt_str
localized(const struct kt_call *call, const struct kt_list *texts)
{
    return kt_localized(kt_texts_json(texts, call->arena),
                        kt_channel_locale(call->channel, call->locale),
                        kt_channel_locale(call->channel, KT_STR("")),
                        call->arena);
}

struct showing {
    const struct kt_collection_use *state;
    struct kt_shown_needs needs;
    struct kt_list rows; /* of kt_collection_shown */
};

static void
push_row(struct showing *s, const struct kt_collection *row)
{
    const struct kt_call *call = s->state->use.call;
    struct kt_collection_shown *rows =
        kt_grow(call->arena, s->rows.items, s->rows.count, sizeof *rows);
    rows[s->rows.count++] = (struct kt_collection_shown){
        .id = row->id,
        .slug = row->slug,
        .name = localized(call, &row->names),
        .description = localized(call, &row->descriptions),
    };
    s->rows.items = rows;
}

static enum kt_status
read_rows(struct showing *s, struct kt_rows *rows, struct kt_error *err)
{
    struct kt_arena *arena = s->state->use.call->arena;
    while (kt_rows_next(rows)) {
        struct kt_collection row;
        KT_TRY(kt_collection_read_row(rows, arena, &row, err));
        push_row(s, &row);
    }
    return KT_OK;
}

static enum kt_status
read_shown(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct showing *s = arg;
    struct kt_rows rows;
    if (kt_str_is_empty(s->state->slug))
        KT_TRY(kt_query(tx, KT_SQL_COLLECTION_SHOWN, KT_NO_ARGS, &rows, err));
    else
        KT_TRY(kt_query(tx, KT_SQL_COLLECTION_SHOWN_BY_SLUG,
                        KT_ARGS(KT_TEXT(s->state->slug)), &rows, err));
    enum kt_status status = read_rows(s, &rows, err);
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

static enum kt_status
answer_shown(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_collection_use *state = (struct kt_collection_use *)use;
    const struct kt_call *call = use->call;
    struct showing s = { .state = state };
    struct kt_buf text;
    struct kt_json json;
    bool is_list = kt_str_is_empty(state->slug);
    struct kt_str key =
        kt_shown_key(call, "collections", KT_STR(""), state->slug);
    if (kt_shown_find_answer(call, key, &state->shown))
        return KT_OK;
    kt_shown_begin(call, &s.needs);
    KT_TRY(kt_call_read(call, read_shown, &s, err));
    if (!is_list && s.rows.count == 0)
        return kt_fail_not_found(err);
    kt_buf_init(&text, call->arena, 1024);
    kt_json_init(&json, &text);
    if (is_list)
        kt_page_write(&json, &kt_collection_shown_shape, s.rows.items,
                      s.rows.count, KT_STR(""));
    else
        kt_shape_write(&kt_collection_shown_shape, s.rows.items, &json);
    kt_shown_keep_answer(call, key, &s.needs, kt_buf_view(&text),
                         &state->shown);
    return KT_OK;
}

const struct kt_use kt_use_collection_list = {
    .name = "collection_list",
    .state_size = sizeof(struct kt_collection_use),
    .answer = answer_shown,
};

const struct kt_use kt_use_collection_get = {
    .name = "collection_get",
    .state_size = sizeof(struct kt_collection_use),
    .answer = answer_shown,
};

/* ---- their products ---- */

struct paging {
    struct kt_collection_products_use *state;
    struct kt_page_key after;
    struct kt_shown_needs needs;
    struct kt_shelf shelf;
    struct kt_id *ids;
    size_t count;
    struct kt_str json; /* the page */
};

/* Behind the product that was shown last; behind its place when it is gone. */
static size_t
first_of(const struct paging *p)
{
    if (kt_id_is_null(p->after.id))
        return 0;
    for (size_t i = 0; i < p->count; i++) {
        if (kt_id_eq(p->ids[i], p->after.id))
            return i + 1;
    }
    size_t place = p->after.number > 0 ? (size_t)p->after.number : 0;
    return place < p->count ? place : p->count;
}

/* Products that buyers do not see are passed over. */
static enum kt_status
show(struct paging *p, struct kt_error *err)
{
    struct kt_collection_products_use *state = p->state;
    struct kt_arena *arena = state->use.call->arena;
    size_t limit = (size_t)kt_page_limit(state->limit);
    struct kt_str *rows = KT_NEW_ARRAY(arena, struct kt_str, limit + 1);
    struct kt_str next = KT_STR("");
    struct kt_page_key last = { 0 };
    size_t shown = 0;
    for (size_t i = first_of(p); i < p->count && shown <= limit; i++) {
        bool is_shown;
        KT_TRY(
            kt_shelf_row(&p->shelf, p->ids[i], &rows[shown], &is_shown, err));
        if (is_shown && ++shown == limit)
            last = (struct kt_page_key){ .order = p->after.order,
                                         .number = (int64_t)i,
                                         .id = p->ids[i] };
    }
    if (shown > limit) {
        shown = limit;
        next = kt_page_key_cursor(&last, arena);
    }
    p->json = kt_page_json(rows, shown, next, KT_STR(""), arena);
    return KT_OK;
}

static enum kt_status
read_page(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct paging *p = arg;
    struct kt_collection_products_use *state = p->state;
    const struct kt_call *call = state->use.call;
    bool is_there;
    KT_TRY(kt_collection_find(tx, KT_SQL_COLLECTION_SHOWN_BY_SLUG, state->slug,
                              call->arena, &p->ids, &p->count, &is_there, err));
    if (!is_there)
        return kt_fail_not_found(err);
    KT_TRY(kt_shelf_open(tx, call, state->currency, &p->needs, &p->shelf, err));
    return show(p, err);
}

static enum kt_status
answer_products(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_collection_products_use *state =
        (struct kt_collection_products_use *)use;
    struct paging paging = { .state = state };
    const struct kt_call *call = use->call;
    struct kt_str asked =
        kt_arena_format(call->arena, "%lld %zu:%.*s %.*s",
                        (long long)kt_page_limit(state->limit), state->slug.len,
                        KT_STR_FMT(state->slug), KT_STR_FMT(state->after));
    struct kt_str key =
        kt_shown_key(call, "collection", state->currency, asked);
    if (kt_shown_find_answer(call, key, &state->shown))
        return KT_OK;
    paging.after.order = kt_page_order("collection_products", 0);
    KT_TRY(kt_page_key_parse(state->after, call->arena, &paging.after, err));
    kt_shown_begin(call, &paging.needs);
    kt_shown_need_mark(&paging.needs, KT_MARK_RECORDS);
    KT_TRY(kt_call_read(call, read_page, &paging, err));
    kt_shown_keep_answer(call, key, &paging.needs, paging.json, &state->shown);
    return KT_OK;
}

const struct kt_use kt_use_collection_products = {
    .name = "collection_products",
    .state_size = sizeof(struct kt_collection_products_use),
    .answer = answer_products,
};
