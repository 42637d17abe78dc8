#include "service/shelf_index.h"

#include <pthread.h>

#include "base/assert.h"
#include "base/heap.h"
#include "base/map.h"
#include "service/shown.h"

/* Cells of a shop at most; the least used goes first. */
enum { CELLS_MAX = 32 };

struct shelf {
    struct shelf *next;
    struct kt_id store_id;
    pthread_rwlock_t lock;
    unsigned holders; /* this and the next two under the lock of all */
    uint64_t used;
    size_t bytes;
    struct kt_shelf_index index;
};

struct kt_shelves {
    pthread_mutex_t lock;
    struct shelf *first;
    size_t bytes_max;
    bool is_tight;  /* there was no room for one that had just been used */
    uint64_t clock; /* grows with each use */
};

/* ---- the set ---- */

struct kt_shelves *
kt_shelves_new(size_t bytes_max)
{
    struct kt_shelves *shelves = KT_HEAP_NEW(struct kt_shelves);
    pthread_mutex_init(&shelves->lock, NULL);
    shelves->bytes_max = bytes_max;
    return shelves;
}

static void
free_shelf(struct shelf *shelf)
{
    kt_shelf_clear(&shelf->index);
    pthread_rwlock_destroy(&shelf->lock);
    kt_heap_free(shelf);
}

void
kt_shelves_free(struct kt_shelves *shelves)
{
    if (shelves == NULL)
        return;
    while (shelves->first != NULL) {
        struct shelf *shelf = shelves->first;
        shelves->first = shelf->next;
        KT_ASSERT(shelf->holders == 0);
        free_shelf(shelf);
    }
    pthread_mutex_destroy(&shelves->lock);
    kt_heap_free(shelves);
}

/* Who brings the shelf up to date does not wait for ever new readers. */
static void
init_lock(pthread_rwlock_t *lock)
{
    pthread_rwlockattr_t kind;
    pthread_rwlockattr_init(&kind);
    pthread_rwlockattr_setkind_np(&kind,
                                  PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(lock, &kind);
    pthread_rwlockattr_destroy(&kind);
}

/* *used: how late this use is. */
static struct shelf *
hold(struct kt_shelves *shelves, struct kt_id store_id, uint64_t *used)
{
    pthread_mutex_lock(&shelves->lock);
    struct shelf *shelf = shelves->first;
    while (shelf != NULL && !kt_id_eq(shelf->store_id, store_id))
        shelf = shelf->next;
    if (shelf == NULL && (shelf = kt_heap_try_alloc(sizeof *shelf)) != NULL) {
        *shelf = (struct shelf){ .store_id = store_id, .next = shelves->first };
        init_lock(&shelf->lock);
        shelves->first = shelf;
    }
    if (shelf != NULL) {
        shelf->holders++;
        *used = shelf->used = ++shelves->clock;
    }
    pthread_mutex_unlock(&shelves->lock);
    return shelf;
}

/* The least used shelf that nobody holds; NULL: all of them have room. */
static struct shelf **
find_excess(struct kt_shelves *shelves)
{
    struct shelf **least = NULL;
    size_t bytes = 0;
    for (struct shelf **at = &shelves->first; *at != NULL; at = &(*at)->next) {
        bytes += (*at)->bytes;
        if ((*at)->holders == 0 &&
            (least == NULL || (*at)->used < (*least)->used))
            least = at;
    }
    return bytes > shelves->bytes_max ? least : NULL;
}

/* False: there was no room for one that had just been used. */
static bool
drop_hold(struct kt_shelves *shelves, struct shelf *shelf)
{
    struct shelf **excess;
    pthread_mutex_lock(&shelves->lock);
    shelf->holders--;
    while ((excess = find_excess(shelves)) != NULL) {
        struct shelf *gone = *excess;
        *excess = gone->next;
        shelves->is_tight = shelves->is_tight || gone == shelf;
        free_shelf(gone);
    }
    bool has_room = !shelves->is_tight;
    pthread_mutex_unlock(&shelves->lock);
    return has_room;
}

/* ---- tables ---- */

uint64_t
kt_shelf_key(struct kt_id id)
{
    return kt_str_hash(
        (struct kt_str){ (const char *)id.bytes, sizeof id.bytes });
}

static void
put(struct kt_shelf_table *table, uint64_t key, uint32_t value)
{
    size_t at = key * UINT64_C(0x9e3779b97f4a7c15) >> 32;
    for (at &= table->room - 1; table->values[at] != 0;
         at = (at + 1) & (table->room - 1)) {
        if (table->keys[at] == key && table->values[at] == value + 1)
            return;
    }
    table->keys[at] = key;
    table->values[at] = value + 1;
    table->count++;
}

/* Never more than half full; what was outgrown stays in the arena. */
void
kt_shelf_put(struct kt_shelf_table *table, struct kt_arena *arena, uint64_t key,
             uint32_t value)
{
    if (2 * (table->count + 1) > table->room) {
        struct kt_shelf_table old = *table;
        table->room = old.room > 0 ? 2 * old.room : 64;
        table->count = 0;
        table->keys = KT_NEW_ARRAY(arena, uint64_t, table->room);
        table->values = KT_NEW_ARRAY(arena, uint32_t, table->room);
        for (size_t i = 0; i < old.room; i++) {
            if (old.values[i] != 0)
                put(table, old.keys[i], old.values[i] - 1);
        }
    }
    put(table, key, value);
}

bool
kt_shelf_next(const struct kt_shelf_table *table, uint64_t key, size_t *at,
              uint32_t *value)
{
    size_t start = key * UINT64_C(0x9e3779b97f4a7c15) >> 32;
    if (table->room == 0)
        return false;
    for (;;) {
        size_t place = (start + (*at)++) & (table->room - 1);
        if (table->values[place] == 0)
            return false;
        *value = table->values[place] - 1;
        if (table->keys[place] == key)
            return true;
    }
}

/* ---- looking up ---- */

uint32_t
kt_shelf_find_product(const struct kt_shelf_index *index, struct kt_id id)
{
    size_t at = 0;
    uint32_t number;
    while (kt_shelf_next(&index->by_id, kt_shelf_key(id), &at, &number)) {
        if (kt_id_eq(index->products[number].id, id))
            return number;
    }
    return KT_SHELF_NONE;
}

uint32_t
kt_shelf_find_number(const struct kt_shelf_index *index, uint32_t number)
{
    uint32_t at = number - index->first_number;
    return at < index->number_room ? index->by_number[at] - 1 /* 0: none */
                                   : KT_SHELF_NONE;
}

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

/* What a buyer asks in. */
struct place {
    struct kt_id channel_id;
    struct kt_str currency, locale;
};

static struct kt_shelf_cell *
find_cell(const struct kt_shelf_index *index, const struct place *place)
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
new_cell(struct kt_shelf_index *index, const struct place *place,
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
    const struct place *place;
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
              const struct place *place, struct kt_arena *scratch,
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
lock_fresh(struct shelf *shelf, const struct kt_call *call,
           const struct place *place, struct kt_error *own)
{
    struct kt_shelf_index *index = &shelf->index;
    uint64_t moved = kt_store_moved(call->app->store);
    pthread_rwlock_rdlock(&shelf->lock);
    if (is_fresh(index, find_cell(index, place), call, moved))
        return KT_OK;
    pthread_rwlock_unlock(&shelf->lock);
    pthread_rwlock_wrlock(&shelf->lock);
    if (is_fresh(index, find_cell(index, place), call, moved))
        return KT_OK;
    enum kt_status status = bring_guarded(index, call, place, own->arena, own);
    struct kt_shelves *shelves = call->app->shelves;
    pthread_mutex_lock(&shelves->lock);
    shelf->bytes = count_bytes(index);
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

static enum kt_status
find_place(const struct kt_call *call, struct kt_str currency,
           struct place *place, struct kt_error *err)
{
    const struct kt_currency *known =
        kt_channel_currency(call->channel, currency);
    if (known == NULL) {
        kt_fail_invalid_query(err);
        return kt_error_add(err, KT_STR("/currency"), "unknown",
                            "a currency of the channel");
    }
    *place = (struct place){ call->channel->id, kt_str_of(known->code),
                             kt_channel_locale(call->channel, call->locale) };
    return KT_OK;
}

enum kt_status
kt_shelf_read(const struct kt_call *call, struct kt_str currency,
              enum kt_status (*fn)(const struct kt_shelf_view *view, void *arg,
                                   struct kt_error *err),
              void *arg, struct kt_error *err)
{
    struct place place;
    struct kt_arena scratch;
    struct kt_error own;
    KT_TRY(find_place(call, currency, &place, err));
    uint64_t used;
    struct shelf *shelf = hold(call->app->shelves, call->shop->store_id, &used);
    if (shelf == NULL)
        return kt_fail_overloaded(err);
    kt_arena_init(&scratch, 0);
    kt_error_init(&own, &scratch);
    enum kt_status status = lock_fresh(shelf, call, &place, &own);
    if (status == KT_OK) {
        struct kt_shelf_cell *cell = find_cell(&shelf->index, &place);
        struct kt_shelf_view view = { call, &shelf->index, cell };
        atomic_store(&cell->used, used);
        status = run_guarded(&view, fn, arg, err);
    }
    pthread_rwlock_unlock(&shelf->lock);
    drop_hold(call->app->shelves, shelf);
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
    enum kt_status status =
        kt_shelf_read(call, currency, see_nothing, NULL, err);
    kt_app_leave_thread(call->app);
    return status;
}

/* The rest is brought in a moment. */
static bool
is_behind(const struct kt_shelf_index *index, const struct place *place,
          const struct kt_call *call)
{
    enum { FEW = 200 };
    const struct kt_shelf_cell *cell = find_cell(index, place);
    return !index->is_loaded || cell == NULL ||
           cell->serial != call->shop->serial ||
           kt_store_moved(call->app->store) > index->moved + FEW;
}

/* What has no room is made by who reads it: the work would be lost. */
void
kt_shelf_plan(struct kt_use_state *use, struct kt_str currency)
{
    const struct kt_call *call = use->call;
    struct kt_shelves *shelves = call->app->shelves;
    struct kt_error err;
    struct place place;
    uint64_t used;
    kt_error_init(&err, call->arena);
    if (shelves->bytes_max == 0 ||
        find_place(call, currency, &place, &err) != KT_OK)
        return;
    struct shelf *shelf = hold(shelves, call->shop->store_id, &used);
    if (shelf == NULL)
        return;
    bool is_busy = pthread_rwlock_tryrdlock(&shelf->lock) != 0;
    use->must_work = is_busy || is_behind(&shelf->index, &place, call);
    if (!is_busy)
        pthread_rwlock_unlock(&shelf->lock);
    use->must_work &= drop_hold(shelves, shelf);
    use->work_key =
        use->must_work ? kt_shown_key(call, "shelf", place.currency, KT_STR(""))
                       : KT_STR("");
}
