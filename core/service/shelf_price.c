#include "service/shelf_index.h"

#include "domain/catalog/facets.h"
#include "domain/search/analysis.h"
#include "service/product_shelf.h"

/* The prices of a cell: what a shelf shows, for every product at once. */

struct pricing {
    struct kt_shelf_index *index;
    struct kt_shelf_cell *cell;
    struct kt_shelf shelf;
    const struct kt_call *call;
};

/* Which of the sales that end by being used are on. Buyers of a shelf are not
 * known, so that what each of them used counts for nothing. */
static uint64_t
find_sales(const struct kt_shelf *shelf)
{
    const struct kt_quote_input *in = &shelf->facts.input;
    uint64_t sales = 0;
    for (size_t i = 0; i < in->promotion_count; i++) {
        const struct kt_promotion *row = &in->promotions[i];
        bool is_on =
            row->is_active &&
            (row->uses_max == 0 || row->uses < row->uses_max) &&
            (row->budget_minor == 0 || row->spent_minor < row->budget_minor);
        if (row->stage == KT_STAGE_CATALOG)
            sales = sales * UINT64_C(0x9e3779b97f4a7c15) + 1 + is_on;
    }
    return sales;
}

/* A price that a rule refuses is told to who comes upon the product. */
static void
note_failure(struct pricing *p, uint32_t number, const struct kt_error *failure)
{
    struct kt_shelf_cell *cell = p->cell;
    cell->prices[number].flags = KT_SHELF_FAILED;
    cell->times[number].from_ms = p->call->now_ms;
    cell->times[number].until_ms = p->call->now_ms + 1;
    if (cell->failure.status == failure->status &&
        kt_str_eq(cell->failure.detail, failure->detail))
        return;
    kt_error_init(&cell->failure, &cell->arena);
    kt_shelf_fail(failure, &cell->failure);
}

static enum kt_status
price_product(struct pricing *p, uint32_t number, struct kt_error *err)
{
    struct kt_shelf_price *price = &p->cell->prices[number];
    const struct kt_shelf_product *product = &p->index->products[number];
    struct kt_shelf_face face;
    struct kt_error failure;
    *price = (struct kt_shelf_price){ 0 };
    p->cell->times[number] = (struct kt_shelf_time){ INT64_MIN, INT64_MAX };
    if (!product->is_active)
        return KT_OK;
    kt_error_init(&failure, p->call->arena);
    enum kt_status status =
        kt_shelf_look(&p->shelf, product->id, &face, &failure);
    if (status == KT_RULE_FAILED) {
        note_failure(p, number, &failure);
        return KT_OK;
    }
    if (status != KT_OK) {
        *err = failure;
        return status;
    }
    p->cell->times[number] =
        (struct kt_shelf_time){ face.from_ms, face.until_ms };
    price->minor = face.price_min;
    price->step = (uint8_t)kt_price_step(face.price_min);
    price->flags = (uint8_t)((face.is_shown ? KT_SHELF_SHOWN : 0) |
                             (face.is_available ? KT_SHELF_IN_STOCK : 0));
    return KT_OK;
}

static void
make_room(struct pricing *p)
{
    struct kt_shelf_cell *cell = p->cell;
    struct kt_arena *arena = &cell->arena;
    size_t count = p->index->count, room = cell->room;
    if (count > room) {
        size_t more = count + count / 8 + 64;
        cell->prices =
            kt_arena_grow(arena, cell->prices, room * sizeof *cell->prices,
                          more * sizeof *cell->prices);
        cell->times =
            kt_arena_grow(arena, cell->times, room * sizeof *cell->times,
                          more * sizeof *cell->times);
        cell->room = more;
    }
    for (size_t i = cell->count; i < count; i++)
        cell->times[i] = (struct kt_shelf_time){ 0, INT64_MIN };
    cell->count = count;
}

/* Categories change with all facts, so that a cell names them once. */
static void
name_categories(struct pricing *p)
{
    struct kt_shelf_cell *cell = p->cell;
    const struct kt_items_query *query = &p->shelf.query;
    size_t count = p->index->category_count;
    if (cell->category_names != NULL)
        return;
    cell->category_names = KT_NEW_ARRAY(&cell->arena, struct kt_str, count + 1);
    cell->category_words =
        KT_NEW_ARRAY(&cell->arena, struct kt_list, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct kt_str name =
            kt_localized(p->index->categories[i].names, query->locale,
                         query->fallback, &cell->arena);
        cell->category_names[i] = name;
        cell->category_words[i] = kt_search_words(name, &cell->arena);
    }
}

static bool
holds(const struct kt_shelf_time *time, int64_t now_ms)
{
    return time->from_ms <= now_ms && now_ms < time->until_ms;
}

/* What holds is left; where something of all changed, nothing holds. */
static enum kt_status
price_outdated(struct pricing *p, bool is_all, struct kt_error *err)
{
    struct kt_shelf_cell *cell = p->cell;
    struct kt_arena *arena = p->call->arena;
    cell->from_ms = INT64_MIN;
    cell->until_ms = INT64_MAX;
    for (uint32_t i = 0; i < cell->count; i++) {
        const struct kt_shelf_time *time = &cell->times[i];
        if (is_all || !holds(time, p->call->now_ms)) {
            struct kt_arena_mark mark = kt_arena_mark(arena);
            KT_TRY(price_product(p, i, err));
            kt_arena_rewind(arena, mark);
        }
        if (time->from_ms > cell->from_ms)
            cell->from_ms = time->from_ms;
        if (time->until_ms < cell->until_ms)
            cell->until_ms = time->until_ms;
    }
    return KT_OK;
}

enum kt_status
kt_shelf_price_all(struct kt_shelf_index *index, struct kt_shelf_cell *cell,
                   const struct kt_tx *tx, const struct kt_call *call,
                   uint64_t moved, struct kt_error *err)
{
    struct pricing p = { .index = index, .cell = cell, .call = call };
    struct kt_shown_needs needs;
    kt_shown_begin(call, &needs);
    KT_TRY(kt_shelf_open(tx, call, cell->currency, &needs, &p.shelf, err));
    uint64_t sales = find_sales(&p.shelf);
    bool is_all = cell->serial != call->shop->serial || cell->sales != sales;
    make_room(&p);
    name_categories(&p);
    KT_TRY(price_outdated(&p, is_all, err));
    cell->serial = call->shop->serial;
    cell->sales = sales;
    cell->moved = moved;
    return KT_OK;
}
