#include "base/assert.h"
#include "service/page.h"
#include "service/resource_answer.h"

/* Reading one record, and pages of them. */

static enum kt_status
read_one(const struct kt_resource *resource, const struct kt_tx *tx,
         struct kt_id id, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, resource->get, KT_ARGS(KT_ID(id)), &rows, err));
    if (!kt_rows_next(&rows)) {
        KT_TRY(kt_rows_close(&rows));
        return kt_fail_not_found(err);
    }
    enum kt_status status = resource->read(&rows, arena, record, err);
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

enum kt_status
kt_resource_load(const struct kt_resource *resource, const struct kt_tx *tx,
                 struct kt_id id, struct kt_arena *arena, void *record,
                 struct kt_error *err)
{
    KT_TRY(read_one(resource, tx, id, arena, record, err));
    return resource->load_more != NULL
               ? resource->load_more(tx, arena, record, err)
               : KT_OK;
}

/* ---- one ---- */

static enum kt_status
decide_get(struct kt_use_state *use, struct kt_error *err)
{
    (void)err;
    use->resource = ((const struct kt_resource_use *)use)->id;
    return KT_OK;
}

static enum kt_status
read_answer(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct kt_resource_use *state = arg;
    return kt_resource_load(state->resource, tx, state->use.resource,
                            state->use.call->arena, state->out, err);
}

static enum kt_status
read_change(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct kt_resource_use *state = arg;
    KT_TRY(read_answer(tx, arg, err));
    return state->resource->advise(tx, state->use.call, state->out, err);
}

static enum kt_status
answer(struct kt_use_state *use,
       enum kt_status (*read)(const struct kt_tx *tx, void *arg,
                              struct kt_error *err),
       struct kt_error *err)
{
    struct kt_resource_use *state = (struct kt_resource_use *)use;
    const struct kt_resource *resource = state->resource;
    state->out = kt_arena_calloc(use->call->arena, 1, resource->out->size);
    KT_TRY(kt_call_read(use->call, read, state, err));
    if (resource->show != NULL)
        resource->show(use->call, state->out);
    return KT_OK;
}

enum kt_status
kt_resource_answer(struct kt_use_state *use, struct kt_error *err)
{
    return answer(use, read_answer, err);
}

enum kt_status
kt_resource_answer_change(struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_resource *resource =
        ((const struct kt_resource_use *)use)->resource;
    return answer(use, resource->advise != NULL ? read_change : read_answer,
                  err);
}

const struct kt_use kt_use_resource_get = {
    .name = "resource_get",
    .state_size = sizeof(struct kt_resource_use),
    .decide = decide_get,
    .answer = kt_resource_answer,
};

/* ---- the list ---- */

struct listing {
    struct kt_resource_list_use *state;
    const struct kt_resource *resource;
    const struct kt_resource_sort *sort;
    struct kt_page_key after;
    struct kt_page_key last; /* of the last row that is shown */
    char *rows;
    size_t count;
    size_t limit;
};

static enum kt_sql
choose(const struct listing *l, struct kt_filters *filters)
{
    const struct kt_resource_list_use *state = l->state;
    const struct kt_call *call = state->use.call;
    if (l->resource->choose != NULL)
        return l->resource->choose(call, state->query, filters);
    if (l->resource->filter != NULL)
        l->resource->filter(state->query, filters, call->arena);
    return l->sort->statement;
}

static struct kt_args
list_args(const struct listing *l, struct kt_filters *all)
{
    KT_ASSERT(all->count + 3 <= KT_COUNT(all->items));
    all->items[all->count++] =
        l->sort->is_text ? KT_TEXT(l->after.text) : KT_INT(l->after.number);
    all->items[all->count++] = KT_ID(l->after.id);
    all->items[all->count++] = KT_INT((int64_t)l->limit + 1);
    return (struct kt_args){ all->items, all->count };
}

static void
take_key(struct listing *l, const struct kt_rows *rows, const void *row)
{
    int column = l->sort->key_column;
    struct kt_arena *arena = l->state->use.call->arena;
    l->last = (struct kt_page_key){
        .order = l->after.order,
        .id = kt_resource_id(l->resource, row),
    };
    if (l->sort->is_text)
        l->last.text = kt_col_copy(rows, column, arena);
    else
        l->last.number = kt_col_int(rows, column);
}

static enum kt_status
read_rows(struct listing *l, struct kt_rows *rows, struct kt_error *err)
{
    const struct kt_call *call = l->state->use.call;
    for (; l->count <= l->limit && kt_rows_next(rows); l->count++) {
        char *row = l->rows + l->count * l->resource->out->size;
        KT_TRY(l->resource->read(rows, call->arena, row, err));
        if (l->count + 1 == l->limit)
            take_key(l, rows, row);
    }
    return KT_OK;
}

static enum kt_status
read_page(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct listing *l = arg;
    const struct kt_resource *resource = l->resource;
    struct kt_rows rows;
    struct kt_filters all = { 0 };
    if (resource->look_up != NULL)
        KT_TRY(resource->look_up(tx, l->state->use.call, l->state->query, &all,
                                 err));
    enum kt_sql statement = choose(l, &all);
    KT_TRY(kt_query(tx, statement, list_args(l, &all), &rows, err));
    enum kt_status status = read_rows(l, &rows, err);
    enum kt_status closed = kt_rows_close(&rows);
    KT_TRY(status != KT_OK ? status : closed);
    for (size_t i = 0; resource->load_more != NULL && i < l->count; i++)
        KT_TRY(resource->load_more(tx, l->state->use.call->arena,
                                   l->rows + i * resource->out->size, err));
    return KT_OK;
}

static enum kt_status
answer_list(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_resource_list_use *state = (struct kt_resource_list_use *)use;
    const struct kt_resource *resource = state->resource;
    struct kt_arena *arena = use->call->arena;
    struct listing l = {
        .state = state,
        .resource = resource,
        .sort = &resource->sorts[state->query->sort],
        .limit = (size_t)kt_page_limit(state->query->limit),
    };
    l.after =
        kt_page_key_start(kt_page_order(resource->path, state->query->sort),
                          l.sort->is_falling);
    l.rows = kt_arena_calloc(arena, l.limit + 1, resource->out->size);
    KT_TRY(kt_page_key_parse(state->query->after, arena, &l.after, err));
    KT_TRY(kt_call_read(use->call, read_page, &l, err));
    bool has_more = l.count > l.limit;
    state->rows = (struct kt_list){ l.rows, has_more ? l.limit : l.count };
    state->next = has_more ? kt_page_key_cursor(&l.last, arena) : KT_STR("");
    for (size_t i = 0; resource->show != NULL && i < state->rows.count; i++)
        resource->show(use->call, l.rows + i * resource->out->size);
    return KT_OK;
}

const struct kt_use kt_use_resource_list = {
    .name = "resource_list",
    .state_size = sizeof(struct kt_resource_list_use),
    .answer = answer_list,
};
