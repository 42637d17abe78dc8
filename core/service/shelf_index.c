#include "base/pool.h"
#include "service/shelf_set.h"
#include "service/shown.h"

/* Cells of a shop at most; the least used goes first. */
enum { CELLS_MAX = 32 };

/* ---- bringing it up to date ---- */

static void
drop_cell(struct kt_shelf_cell **at)
{
    struct kt_shelf_cell *cell = *at;
    struct kt_arena arena = cell->arena;
    *at = cell->next;
    kt_arena_release(&arena);
}

void
kt_shelf_drop_cells(struct kt_shelf_index *index)
{
    while (index->cells != NULL)
        drop_cell(&index->cells);
}

void
kt_shelf_clear(struct kt_shelf_index *index)
{
    kt_shelf_drop_cells(index);
    kt_arena_release(&index->arena);
    *index = (struct kt_shelf_index){ 0 };
}

static struct kt_shelf_cell *
find_cell(const struct kt_shelf_index *index,
          const struct kt_shelf_place *place)
{
    struct kt_shelf_cell *cell = index->cells;
    while (cell != NULL && (!kt_id_eq(cell->channel_id, place->channel_id) ||
                            !kt_str_eq(cell->currency, place->currency) ||
                            !kt_str_eq(cell->locale, place->locale)))
        cell = cell->next;
    return cell;
}

static void
make_room(struct kt_shelf_index *index)
{
    struct kt_shelf_cell **least = NULL;
    size_t count = 0;
    for (struct kt_shelf_cell **at = &index->cells; *at != NULL;
         at = &(*at)->next) {
        count++;
        if (least == NULL || (*at)->used < (*least)->used)
            least = at;
    }
    if (count == CELLS_MAX)
        drop_cell(least);
}

static struct kt_shelf_cell *
new_cell(struct kt_shelf_index *index, const struct kt_shelf_place *place,
         jmp_buf *rescue)
{
    struct kt_arena arena;
    make_room(index);
    kt_arena_init(&arena, 0);
    arena.rescue = rescue;
    struct kt_shelf_cell *cell = KT_NEW(&arena, struct kt_shelf_cell);
    cell->channel_id = place->channel_id;
    cell->currency = kt_arena_str(&arena, place->currency);
    cell->locale = kt_arena_str(&arena, place->locale);
    cell->serial = UINT64_MAX;
    cell->next = index->cells;
    cell->arena = arena;
    index->cells = cell;
    return cell;
}

struct bringing {
    struct kt_shelf_index *index;
    const struct kt_shelf_place *place;
    struct kt_call call; /* in an arena of its own */
    uint64_t moved;
};

static enum kt_status
bring(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct bringing *b = arg;
    jmp_buf *rescue = b->call.arena->rescue;
    KT_TRY(kt_shelf_load(b->index, tx, &b->call, b->moved, err));
    struct kt_shelf_cell *cell = find_cell(b->index, b->place);
    if (cell == NULL)
        cell = new_cell(b->index, b->place, rescue);
    cell->arena.rescue = rescue;
    return kt_shelf_price_all(b->index, cell, tx, &b->call, b->moved, err);
}

/* The error lives in the other arena until the lock is given back: nothing of
 * the caller's may jump away before. An index that a jump left half made is
 * thrown away. */
static enum kt_status
bring_guarded(struct kt_shelf_index *index, const struct kt_call *call,
              const struct kt_shelf_place *place, struct kt_arena *scratch,
              struct kt_error *own)
{
    jmp_buf here;
    scratch->rescue = &here;
    index->arena.rescue = &here;
    if (setjmp(here) != 0) {
        kt_shelf_clear(index);
        return kt_error_set(own, KT_OVERLOADED);
    }
    struct bringing b = { .index = index,
                          .place = place,
                          .call = *call,
                          .moved = kt_store_moved(call->app->store) };
    b.call.arena = scratch;
    enum kt_status status = kt_call_read(&b.call, bring, &b, own);
    if (status != KT_OK)
        kt_shelf_clear(index);
    index->arena.rescue = NULL;
    return status;
}

static size_t
count_bytes(const struct kt_shelf_index *index)
{
    size_t bytes = index->arena.bytes;
    for (const struct kt_shelf_cell *cell = index->cells; cell != NULL;
         cell = cell->next)
        bytes += cell->arena.bytes;
    return bytes;
}

/* ---- reading ---- */

/* What was changed before the request is in it, and every price holds. */
static bool
is_fresh(const struct kt_shelf_index *index, const struct kt_shelf_cell *cell,
         const struct kt_call *call, uint64_t moved)
{
    return index->is_loaded && index->moved >= moved && cell != NULL &&
           cell->serial == call->shop->serial && cell->count == index->count &&
           (cell->moved >= moved || !call->shop->has_limited_promotions) &&
           cell->from_ms <= call->now_ms && call->now_ms < cell->until_ms;
}

/* Who brings it up to date keeps it for himself while he reads. */
static enum kt_status
lock_fresh(struct kt_shelf_slot *slot, const struct kt_call *call,
           const struct kt_shelf_place *place, struct kt_error *own)
{
    struct kt_shelf_index *index = &slot->index;
    uint64_t moved = kt_store_moved(call->app->store);
    pthread_rwlock_rdlock(&slot->lock);
    if (is_fresh(index, find_cell(index, place), call, moved))
        return KT_OK;
    pthread_rwlock_unlock(&slot->lock);
    pthread_rwlock_wrlock(&slot->lock);
    if (is_fresh(index, find_cell(index, place), call, moved))
        return KT_OK;
    enum kt_status status = bring_guarded(index, call, place, own->arena, own);
    struct kt_shelves *shelves = call->app->shelves;
    pthread_mutex_lock(&shelves->lock);
    slot->bytes = count_bytes(index);
    pthread_mutex_unlock(&shelves->lock);
    return status;
}

/* An arena that is full jumps here instead of away with the lock. */
static enum kt_status
run_guarded(const struct kt_shelf_view *view,
            enum kt_status (*fn)(const struct kt_shelf_view *view, void *arg,
                                 struct kt_error *err),
            void *arg, struct kt_error *err)
{
    struct kt_arena *arena = view->call->arena;
    jmp_buf *outer = arena->rescue;
    jmp_buf here;
    enum kt_status status;
    arena->rescue = &here;
    if (setjmp(here) == 0)
        status = fn(view, arg, err);
    else
        status = kt_error_set(err, KT_OVERLOADED);
    arena->rescue = outer;
    return status;
}

enum kt_status
kt_shelf_fail(const struct kt_error *failure, struct kt_error *err)
{
    kt_error_set(err, failure->status);
    for (size_t i = 0; i < failure->field_count; i++) {
        const struct kt_error_field *field = &failure->fields[i];
        if (field->is_text)
            kt_error_field_text(err, field->name, field->text);
        else
            kt_error_field_number(err, field->name, field->number);
    }
    if (failure->detail.len > 0)
        kt_error_explain(err, "%.*s", KT_STR_FMT(failure->detail));
    return failure->status;
}

enum kt_status
kt_shelf_read(const struct kt_call *call, struct kt_str currency,
              enum kt_status (*fn)(const struct kt_shelf_view *view, void *arg,
                                   struct kt_error *err),
              void *arg, struct kt_error *err)
{
    struct kt_shelf_place place;
    struct kt_arena scratch;
    struct kt_error own;
    KT_TRY(kt_shelf_place_find(call, currency, &place, err));
    uint64_t used;
    struct kt_shelf_slot *slot =
        kt_shelf_hold(call->app->shelves, call->shop->store_id, &used);
    if (slot == NULL)
        return kt_fail_overloaded(err);
    kt_arena_init(&scratch, 0);
    kt_error_init(&own, &scratch);
    enum kt_status status = lock_fresh(slot, call, &place, &own);
    if (status == KT_OK) {
        struct kt_shelf_cell *cell = find_cell(&slot->index, &place);
        struct kt_shelf_view view = { call, &slot->index, cell };
        atomic_store(&cell->used, used);
        status = run_guarded(&view, fn, arg, err);
    }
    pthread_rwlock_unlock(&slot->lock);
    kt_shelf_drop(call->app->shelves, slot);
    if (own.status != KT_OK)
        status = kt_shelf_fail(&own, err);
    kt_arena_release(&scratch);
    return status;
}

/* ---- work ---- */

static enum kt_status
see_nothing(const struct kt_shelf_view *view, void *arg, struct kt_error *err)
{
    (void)view, (void)arg, (void)err;
    return KT_OK;
}

enum kt_status
kt_shelf_work(const struct kt_call *call, struct kt_str currency,
              struct kt_error *err)
{
    struct kt_shelves *shelves = call->app->shelves;
    uint64_t used;
    struct kt_shelf_slot *slot =
        kt_shelf_hold(shelves, call->shop->store_id, &used);
    if (slot == NULL)
        return kt_fail_overloaded(err);
    atomic_fetch_add(&slot->works, 1);
    enum kt_status status =
        kt_shelf_read(call, currency, see_nothing, NULL, err);
    atomic_fetch_sub(&slot->works, 1);
    kt_shelf_drop(shelves, slot);
    kt_app_leave_thread(call->app);
    return status;
}

bool
kt_shelf_is_far_behind(struct kt_shelf_slot *slot,
                       const struct kt_shelf_place *place,
                       const struct kt_call *call)
{
    const struct kt_shelf_index *index = &slot->index;
    if (pthread_rwlock_tryrdlock(&slot->lock) != 0)
        return atomic_load(&slot->works) > 0;
    const struct kt_shelf_cell *cell = find_cell(index, place);
    bool is_far =
        !index->is_loaded || cell == NULL ||
        cell->serial != call->shop->serial ||
        kt_store_moved(call->app->store) > index->moved + KT_SHELF_MOVES_FEW;
    pthread_rwlock_unlock(&slot->lock);
    return is_far;
}

/* All who wait go on at once, each with what its answer is made of. */
enum { WAITING_MAX = 8 };

/* What has no room is made by who reads it: the work would be lost. */
void
kt_shelf_plan(struct kt_use_state *use, struct kt_str currency)
{
    const struct kt_call *call = use->call;
    struct kt_shelf_place place;
    struct kt_shelf_slot *slot = kt_shelf_hold_asked(call, currency, &place);
    if (slot == NULL)
        return;
    use->must_work = kt_shelf_is_far_behind(slot, &place, call) &&
                     kt_pool_count(call->app->pool) < WAITING_MAX;
    use->must_work &= kt_shelf_drop(call->app->shelves, slot);
    use->work_key =
        use->must_work ? kt_shown_key(call, "shelf", place.currency, KT_STR(""))
                       : KT_STR("");
}
