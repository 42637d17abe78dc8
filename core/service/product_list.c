#include "base/assert.h"
#include "service/catalog.h"
#include "service/page.h"
#include "service/product_shelf.h"
#include "service/search_find.h"

/* A page of products: first their ids, by the index that fits or by what was
 * typed, then each of them as a shelf shows it. */

const char *const kt_product_sort_names[] = { "newest", "title", "relevance",
                                              NULL };

struct listing {
    struct kt_product_list_use *state;
    const struct kt_tx *tx;
    struct kt_shown_needs needs;
    struct kt_shelf shelf;
    struct kt_id category_id; /* zero: all */
    struct kt_id after_id;    /* the place behind which the page begins */
    int64_t after_ms;
    struct kt_str after_fold;
    struct kt_id *ids;
    size_t count;
    struct kt_page_key found; /* with q: how many hits came before */
    struct kt_str json;       /* the page */
    struct kt_error *err;
};

/* ---- where it begins ---- */

static enum kt_status
fail_query(struct listing *l, const char *pointer, const char *code,
           const char *detail)
{
    kt_fail_invalid_query(l->err);
    return kt_error_add(l->err, kt_str_of(pointer), code, "%s", detail);
}

static enum kt_status
choose_sort(struct listing *l)
{
    struct kt_product_list_use *state = l->state;
    bool is_search = !kt_str_is_empty(state->q);
    if (state->sort < 0)
        state->sort = is_search ? KT_SORT_RELEVANCE : KT_SORT_NEWEST;
    if (is_search && state->sort != KT_SORT_RELEVANCE)
        return fail_query(l, "/sort", "invalid",
                          "with q must be relevance, or absent");
    if (!is_search && state->sort == KT_SORT_RELEVANCE)
        return fail_query(l, "/sort", "invalid", "relevance goes with q");
    return KT_OK;
}

static enum kt_status
find_category(struct listing *l)
{
    struct kt_rows rows;
    if (kt_str_is_empty(l->state->category))
        return KT_OK;
    KT_TRY(kt_query(l->tx, KT_SQL_CATEGORY_SHOWN_BY_SLUG,
                    KT_ARGS(KT_TEXT(l->state->category)), &rows, l->err));
    if (kt_rows_next(&rows))
        l->category_id = kt_col_id(&rows, 0);
    KT_TRY(kt_rows_close(&rows));
    return kt_id_is_null(l->category_id)
               ? fail_query(l, "/category", "unknown",
                            "there is no such category")
               : KT_OK;
}

static enum kt_status
fail_after(struct listing *l)
{
    return fail_query(l, "/after", "invalid",
                      "must be page.next of the page before");
}

/* A cursor names the last product that was shown; where it stands is read anew,
 * so that one cursor serves every sort. */
static enum kt_status
find_place(struct listing *l)
{
    struct kt_page_place place;
    struct kt_rows rows;
    l->after_ms = INT64_MAX;
    l->after_fold = KT_STR("");
    if (l->state->sort == KT_SORT_RELEVANCE) {
        KT_TRY(kt_page_key_parse(l->state->after, l->state->use.call->arena,
                                 &l->found, l->err));
        return l->found.number >= 0 ? KT_OK : fail_after(l);
    }
    KT_TRY(kt_page_parse(l->state->after, &place, l->err));
    l->after_id = place.id;
    if (kt_id_is_null(place.id))
        return KT_OK;
    KT_TRY(kt_query(l->tx, KT_SQL_PRODUCT_PLACE, KT_ARGS(KT_ID(place.id)),
                    &rows, l->err));
    bool is_there = kt_rows_next(&rows);
    if (is_there) {
        l->after_ms = kt_col_int(&rows, 0);
        l->after_fold = kt_col_copy(&rows, 1, l->state->use.call->arena);
    }
    KT_TRY(kt_rows_close(&rows));
    return is_there ? KT_OK : fail_after(l);
}

/* ---- which products ---- */

/* By sort and by what drives the list: everything, a tag, a category. */
static const enum kt_sql statements[][3] = {
    [KT_SORT_NEWEST] = { KT_SQL_PRODUCT_NEWEST, KT_SQL_PRODUCT_NEWEST_TAGGED,
                         KT_SQL_PRODUCT_NEWEST_IN },
    [KT_SORT_TITLE] = { KT_SQL_PRODUCT_TITLED, KT_SQL_PRODUCT_TITLED_TAGGED,
                        KT_SQL_PRODUCT_TITLED_IN },
};

/* One more than the page has, to know whether another follows. */
static enum kt_status
query_ids(struct listing *l, int64_t limit, struct kt_rows *rows)
{
    const struct kt_product_list_use *state = l->state;
    bool in_category = !kt_id_is_null(l->category_id);
    bool is_tagged = !kt_str_is_empty(state->tag);
    enum kt_sql statement =
        statements[state->sort][in_category ? 2 : (is_tagged ? 1 : 0)];
    struct kt_arg args[7];
    size_t count = 0;
    if (in_category)
        args[count++] = KT_ID(l->category_id);
    if (in_category || is_tagged)
        args[count++] = KT_TEXT(is_tagged ? state->tag : KT_STR(""));
    args[count++] = state->sort == KT_SORT_TITLE ? KT_TEXT(l->after_fold)
                                                 : KT_INT(l->after_ms);
    args[count++] = KT_ID(l->after_id);
    args[count++] = KT_TEXT(kt_str_of(l->shelf.query.currency->code));
    args[count++] = KT_ID(state->use.call->channel->id);
    args[count++] = KT_INT(limit + 1);
    return kt_query(l->tx, statement, (struct kt_args){ args, count }, rows,
                    l->err);
}

static enum kt_status
load_ids(struct listing *l, int64_t limit)
{
    struct kt_rows rows;
    l->ids = KT_NEW_ARRAY(l->state->use.call->arena, struct kt_id,
                          (size_t)limit + 1);
    KT_TRY(query_ids(l, limit, &rows));
    while (kt_rows_next(&rows))
        l->ids[l->count++] = kt_col_id(&rows, 0);
    return kt_rows_close(&rows);
}

/* ---- what was typed ---- */

/* The product of a hit when it belongs into the list. */
static enum kt_status
take_hit(struct listing *l, int64_t number, struct kt_str *next, int64_t limit)
{
    const struct kt_product_list_use *state = l->state;
    bool is_tagged = !kt_str_is_empty(state->tag);
    struct kt_rows rows;
    KT_TRY(kt_query(l->tx, KT_SQL_SEARCH_SHOWN,
                    KT_ARGS(KT_INT(number), KT_ID_OR_NULL(l->category_id),
                            KT_TEXT(is_tagged ? state->tag : KT_STR("")),
                            KT_TEXT(kt_str_of(l->shelf.query.currency->code)),
                            KT_ID(state->use.call->channel->id)),
                    &rows, l->err));
    bool is_shown = kt_rows_next(&rows);
    if (is_shown && l->count == (size_t)limit)
        *next = kt_page_key_cursor(&l->found, state->use.call->arena);
    else if (is_shown)
        l->ids[l->count++] = kt_col_id(&rows, 0);
    return kt_rows_close(&rows);
}

/* A page goes on behind the hits that were looked at for the one before. */
static enum kt_status
load_found(struct listing *l, int64_t limit, struct kt_str *next)
{
    const struct kt_product_list_use *state = l->state;
    struct kt_list hits;
    KT_TRY(
        kt_search_find(l->tx, state->q, state->use.call->arena, &hits, l->err));
    const struct kt_search_hit *items = hits.items;
    l->ids = KT_NEW_ARRAY(state->use.call->arena, struct kt_id, (size_t)limit);
    for (; l->found.number < (int64_t)hits.count && next->len == 0;
         l->found.number++)
        KT_TRY(take_hit(l, items[l->found.number].number, next, limit));
    return KT_OK;
}

/* ---- the page ---- */

static enum kt_status
load_listed(struct listing *l, int64_t limit, struct kt_str *next)
{
    KT_TRY(load_ids(l, limit));
    if (l->count <= (size_t)limit)
        return KT_OK;
    l->count = (size_t)limit;
    *next = kt_page_cursor((struct kt_page_place){ .id = l->ids[l->count - 1] },
                           l->state->use.call->arena);
    return KT_OK;
}

static enum kt_status
show(struct listing *l, struct kt_str next)
{
    struct kt_arena *arena = l->state->use.call->arena;
    struct kt_str *rows = KT_NEW_ARRAY(arena, struct kt_str, l->count);
    size_t shown = 0;
    for (size_t i = 0; i < l->count; i++) {
        bool is_shown;
        KT_TRY(kt_shelf_row(&l->shelf, l->ids[i], &rows[shown], &is_shown,
                            l->err));
        shown += is_shown;
    }
    l->json = kt_page_json(rows, shown, next, arena);
    return KT_OK;
}

static enum kt_status
read_page(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct listing *l = arg;
    struct kt_product_list_use *state = l->state;
    int64_t limit = kt_page_limit(state->limit);
    struct kt_str next = KT_STR("");
    l->tx = tx;
    l->err = err;
    KT_TRY(kt_shelf_open(tx, state->use.call, state->currency, &l->needs,
                         &l->shelf, err));
    KT_TRY(find_category(l));
    KT_TRY(find_place(l));
    if (state->sort == KT_SORT_RELEVANCE)
        KT_TRY(load_found(l, limit, &next));
    else
        KT_TRY(load_listed(l, limit, &next));
    return show(l, next);
}

/* Which page, told by all that was asked. */
static struct kt_str
page_key(const struct kt_product_list_use *state)
{
    const struct kt_call *call = state->use.call;
    const struct kt_str texts[] = { state->q, state->category, state->tag,
                                    state->after };
    struct kt_buf asked;
    kt_buf_init(&asked, call->arena, 256);
    kt_buf_int(&asked, state->sort);
    kt_buf_char(&asked, ' ');
    kt_buf_int(&asked, kt_page_limit(state->limit));
    for (size_t i = 0; i < KT_COUNT(texts); i++) {
        kt_buf_char(&asked, ' ');
        kt_buf_int(&asked, (int64_t)texts[i].len);
        kt_buf_char(&asked, ':');
        kt_buf_str(&asked, texts[i]);
    }
    return kt_shown_key(call, "products", state->currency, kt_buf_view(&asked));
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_product_list_use *state = (struct kt_product_list_use *)use;
    struct listing l = { .state = state,
                         .found = { .sort = KT_SORT_RELEVANCE },
                         .err = err };
    KT_TRY(choose_sort(&l));
    struct kt_str key = page_key(state);
    if (kt_shown_find_answer(use->call, key, &state->shown))
        return KT_OK;
    kt_shown_begin(use->call, &l.needs);
    kt_shown_need_mark(&l.needs, KT_MARK_RECORDS);
    KT_TRY(kt_call_read(use->call, read_page, &l, err));
    kt_shown_keep_answer(use->call, key, &l.needs, l.json, &state->shown);
    return KT_OK;
}

const struct kt_use kt_use_product_list = {
    .name = "product_list",
    .state_size = sizeof(struct kt_product_list_use),
    .answer = answer,
};
