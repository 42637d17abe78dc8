#include "base/assert.h"
#include "service/catalog.h"
#include "service/collection.h"
#include "service/page.h"
#include "service/product_shelf.h"
#include "service/shelf_search.h"

/* A page of products: first their ids, by an index of the database where one
 * fits, else by that of the shelf; then each of them as a shelf shows it. */

const char *const kt_product_sort_names[] = { "newest",     "title",
                                              "relevance",  "price_asc",
                                              "price_desc", NULL };

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
    struct kt_list hits, chosen; /* of kt_search_hit; of kt_id */
    struct kt_str json;          /* the page */
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
    bool is_search = !kt_str_is_empty(state->wish.q);
    if (state->sort < 0)
        state->sort = is_search ? KT_SORT_RELEVANCE : KT_SORT_NEWEST;
    if (!is_search && state->sort == KT_SORT_RELEVANCE)
        return fail_query(l, "/sort", "invalid", "relevance goes with q");
    return KT_OK;
}

static enum kt_status
choose_facets(struct listing *l)
{
    l->state->facets_wanted = kt_facets_parse(l->state->facets, l->err);
    if (l->err->item_count > 0)
        l->err->status = KT_INVALID_QUERY;
    return l->err->status;
}

/* The first of a list. */
static struct kt_str
first_of(const struct kt_list *texts)
{
    return texts->count > 0 ? *(const struct kt_str *)texts->items : KT_STR("");
}

static enum kt_status
find_category(struct listing *l)
{
    struct kt_rows rows;
    struct kt_str slug = first_of(&l->state->wish.category);
    if (kt_str_is_empty(slug))
        return KT_OK;
    KT_TRY(kt_query(l->tx, KT_SQL_CATEGORY_SHOWN_BY_SLUG,
                    KT_ARGS(KT_TEXT(slug)), &rows, l->err));
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
    struct kt_str tag = first_of(&state->wish.tag);
    bool in_category = !kt_id_is_null(l->category_id);
    bool is_tagged = !kt_str_is_empty(tag);
    enum kt_sql statement =
        statements[state->sort][in_category ? 2 : (is_tagged ? 1 : 0)];
    struct kt_arg args[7];
    size_t count = 0;
    if (in_category)
        args[count++] = KT_ID(l->category_id);
    if (in_category || is_tagged)
        args[count++] = KT_TEXT(tag);
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
show(struct listing *l, struct kt_str next, struct kt_str facets)
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
    l->json = kt_page_json(rows, shown, next, facets, arena);
    return KT_OK;
}

static enum kt_status
open_shelf(struct listing *l, const struct kt_tx *tx, struct kt_error *err)
{
    l->tx = tx;
    l->err = err;
    return kt_shelf_open(tx, l->state->use.call, l->state->wish.currency,
                         &l->needs, &l->shelf, err);
}

static enum kt_status
read_page(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct listing *l = arg;
    struct kt_str next = KT_STR("");
    KT_TRY(open_shelf(l, tx, err));
    KT_TRY(find_category(l));
    KT_TRY(find_place(l));
    KT_TRY(load_listed(l, kt_page_limit(l->state->limit), &next));
    return show(l, next, KT_STR(""));
}

/* ---- by the index of the shelf ---- */

/* What the database has an index for: the newest or the titles of all, of a
 * category, with a tag. */
static bool
is_plain(const struct listing *l)
{
    const struct kt_product_list_use *state = l->state;
    const struct kt_product_wish *wish = &state->wish;
    return wish->q.len == 0 && wish->category.count <= 1 &&
           wish->tag.count <= 1 && wish->vendor.count == 0 &&
           wish->attr.count == 0 && wish->collection.len == 0 &&
           wish->price_min < 0 && wish->price_max < 0 && wish->in_stock < 0 &&
           (state->sort == KT_SORT_NEWEST || state->sort == KT_SORT_TITLE) &&
           state->facets_wanted == 0;
}

/* What the index does not know: words, and what collections choose. */
static enum kt_status
read_choice(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct listing *l = arg;
    const struct kt_product_wish *wish = &l->state->wish;
    struct kt_arena *arena = l->state->use.call->arena;
    struct kt_id *ids;
    bool is_there = true;
    if (wish->q.len > 0)
        KT_TRY(kt_search_find(tx, l->state->use.call, &l->needs, wish->q,
                              &l->hits, err));
    if (wish->collection.len == 0)
        return KT_OK;
    KT_TRY(kt_collection_find(tx, KT_SQL_COLLECTION_SHOWN_BY_SLUG,
                              wish->collection, arena, &ids, &l->chosen.count,
                              &is_there, err));
    l->chosen.items = ids;
    return is_there ? KT_OK
                    : fail_query(l, "/collection", "unknown",
                                 "there is no such collection");
}

static enum kt_status
search_shelf(struct listing *l, struct kt_shelf_found *found)
{
    const struct kt_product_list_use *state = l->state;
    const struct kt_product_wish *asked = &state->wish;
    struct kt_shelf_wish wish = {
        .asked = asked,
        .hits = asked->q.len > 0 ? &l->hits : NULL,
        .chosen = asked->collection.len > 0 ? &l->chosen : NULL,
        .sort = state->sort,
        .after = { .order = kt_page_order("products", state->sort),
                   .text = KT_STR("") },
        .limit = (size_t)kt_page_limit(state->limit),
        .facets = state->facets_wanted,
    };
    KT_TRY(kt_page_key_parse(state->after, state->use.call->arena, &wish.after,
                             l->err));
    if (wish.after.number < 0)
        return fail_after(l);
    if (wish.hits != NULL || wish.chosen != NULL)
        KT_TRY(kt_call_read(state->use.call, read_choice, l, l->err));
    return kt_shelf_search(state->use.call, &wish, found, l->err);
}

/* The list holds while no record changes, every price holds and, where it asks
 * for stock, nothing is sold. */
static void
need_shelf(struct listing *l, const struct kt_shelf_found *found)
{
    kt_shelf_need(&l->needs, found);
    if (l->state->wish.in_stock >= 0)
        kt_shown_need_mark(&l->needs, KT_MARK_ANY);
    kt_shown_need_part(&l->needs, &l->shelf.sales);
}

struct finding {
    struct listing *l;
    struct kt_shelf_found found;
};

static enum kt_status
read_found(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct finding *f = arg;
    struct listing *l = f->l;
    KT_TRY(open_shelf(l, tx, err));
    need_shelf(l, &f->found);
    l->ids = f->found.ids;
    l->count = f->found.count;
    return show(l, f->found.next, f->found.facets);
}

static enum kt_status
find_page(struct listing *l)
{
    struct finding f = { .l = l };
    KT_TRY(search_shelf(l, &f.found));
    return kt_call_read(l->state->use.call, read_found, &f, l->err);
}

/* ---- kept pages ---- */

static void
write_text(struct kt_buf *buf, struct kt_str text)
{
    kt_buf_char(buf, ' ');
    kt_buf_int(buf, (int64_t)text.len);
    kt_buf_char(buf, ':');
    kt_buf_str(buf, text);
}

static void
write_texts(struct kt_buf *buf, const struct kt_list *texts)
{
    const struct kt_str *items = texts->items;
    kt_buf_char(buf, ' ');
    kt_buf_int(buf, (int64_t)texts->count);
    for (size_t i = 0; i < texts->count; i++)
        write_text(buf, items[i]);
}

static void
write_pairs(struct kt_buf *buf, const struct kt_list *list)
{
    const struct kt_pair *pairs = list->items;
    for (size_t i = 0; i < list->count; i++) {
        write_text(buf, pairs[i].name);
        write_text(buf, pairs[i].value);
    }
}

/* Which page, told by all that was asked. */
static struct kt_str
page_key(const struct listing *l)
{
    const struct kt_product_list_use *state = l->state;
    const struct kt_product_wish *wish = &state->wish;
    const struct kt_call *call = state->use.call;
    const int64_t numbers[] = { state->sort,
                                kt_page_limit(state->limit),
                                (int64_t)state->facets_wanted,
                                wish->price_min,
                                wish->price_max,
                                wish->in_stock };
    struct kt_buf asked;
    kt_buf_init(&asked, call->arena, 256);
    for (size_t i = 0; i < KT_COUNT(numbers); i++) {
        kt_buf_int(&asked, numbers[i]);
        kt_buf_char(&asked, ' ');
    }
    write_text(&asked, wish->q);
    write_text(&asked, wish->collection);
    write_text(&asked, state->after);
    write_texts(&asked, &wish->category);
    write_texts(&asked, &wish->tag);
    write_texts(&asked, &wish->vendor);
    write_pairs(&asked, &wish->attr);
    return kt_shown_key(call, "products", wish->currency, kt_buf_view(&asked));
}

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_product_list_use *state = (struct kt_product_list_use *)use;
    struct listing l = { .state = state, .err = err };
    KT_TRY(choose_sort(&l));
    KT_TRY(choose_facets(&l));
    state->key = page_key(&l);
    state->is_kept = kt_shown_find_answer(use->call, state->key, &state->shown);
    if (state->is_kept)
        return KT_OK;
    if (is_plain(&l))
        kt_shelf_expect(use->call, state->wish.currency);
    else
        kt_shelf_plan(use, state->wish.currency);
    return KT_OK;
}

static enum kt_status
work(struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_product_list_use *state = (struct kt_product_list_use *)use;
    return kt_shelf_work(use->call, state->wish.currency, err);
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_product_list_use *state = (struct kt_product_list_use *)use;
    struct listing l = { .state = state, .err = err };
    if (state->is_kept)
        return KT_OK;
    kt_shown_begin(use->call, &l.needs);
    kt_shown_need_mark(&l.needs, KT_MARK_RECORDS);
    if (is_plain(&l))
        KT_TRY(kt_call_read(use->call, read_page, &l, err));
    else
        KT_TRY(find_page(&l));
    kt_shown_keep_answer(use->call, state->key, &l.needs, l.json,
                         &state->shown);
    return KT_OK;
}

const struct kt_use kt_use_product_list = {
    .name = "product_list",
    .state_size = sizeof(struct kt_product_list_use),
    .decide = decide,
    .work = work,
    .answer = answer,
};
