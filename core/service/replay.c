#include "service/replay.h"

#include "base/heap.h"

/* Orders of one time have the same facts, and those of a longer one the same
 * scripts: few of them are held at once. */
enum { BASES = 16, GENERATIONS = 32, PAGE = 100 };

/* Scripts, or why there are none. */
struct generation {
    struct kt_arena arena; /* owns what follows */
    struct kt_str hash;    /* ptr NULL: a free place */
    struct kt_host *host;  /* NULL: they do not load */
    struct kt_registry *registry;
    struct kt_rules rules;
    struct kt_str fault;
    uint64_t last_use;
};

/* Facts, or why there are none. */
struct base {
    struct kt_arena arena; /* owns what follows */
    bool is_taken;
    bool is_broken;
    struct kt_origin_base base;
    struct kt_quote_shared shared;
    struct kt_str fault;
    uint64_t last_use;
};

struct kt_replay {
    struct kt_store *store;
    struct kt_id store_id;
    kt_replay_fn tell;
    void *arg;
    struct kt_arena arena; /* of one order */
    struct base bases[BASES];
    struct generation generations[GENERATIONS];
    uint64_t uses;
    /* what is asked for, and where a page ended */
    struct kt_id order_id;
    int64_t number, placed_ms;
    size_t found;
};

struct kt_replay *
kt_replay_new(struct kt_store *store, struct kt_id store_id, kt_replay_fn tell,
              void *arg)
{
    struct kt_replay *replay = KT_HEAP_NEW(struct kt_replay);
    replay->store = store;
    replay->store_id = store_id;
    replay->tell = tell;
    replay->arg = arg;
    kt_arena_init(&replay->arena, 0);
    return replay;
}

static void
drop_generation(struct generation *generation)
{
    if (generation->hash.ptr == NULL)
        return;
    if (generation->host != NULL) {
        kt_registry_release(generation->registry);
        kt_host_free(generation->host);
    }
    kt_arena_release(&generation->arena);
    *generation = (struct generation){ 0 };
}

static void
drop_base(struct base *base)
{
    if (base->is_taken)
        kt_arena_release(&base->arena);
    *base = (struct base){ 0 };
}

void
kt_replay_free(struct kt_replay *replay)
{
    for (size_t i = 0; i < BASES; i++)
        drop_base(&replay->bases[i]);
    for (size_t i = 0; i < GENERATIONS; i++)
        drop_generation(&replay->generations[i]);
    kt_arena_release(&replay->arena);
    kt_heap_free(replay);
}

/* ---- scripts ---- */

/* Everything that does not load says why at its first item. */
static struct kt_str
fault_of(const char *what, const struct kt_error *err, struct kt_arena *arena)
{
    if (err->status == KT_NOT_FOUND)
        return kt_arena_format(arena, "%s are not in the database", what);
    if (err->item_count > 0)
        return kt_arena_format(arena, "%.*s: %.*s",
                               KT_STR_FMT(err->items[0].pointer),
                               KT_STR_FMT(err->items[0].detail));
    return kt_arena_str(arena, kt_error_text(err));
}

static void
load_generation(const struct kt_tx *tx, struct kt_str hash,
                struct generation *generation)
{
    struct kt_error err;
    drop_generation(generation);
    kt_arena_init(&generation->arena, 0);
    kt_error_init(&err, &generation->arena);
    generation->hash = kt_arena_str(&generation->arena, hash);
    if (kt_origin_load_rules(tx, hash, &generation->arena, &generation->host,
                             &err) != KT_OK) {
        generation->host = NULL;
        generation->fault = fault_of("its scripts", &err, &generation->arena);
        return;
    }
    generation->registry = kt_registry_acquire(generation->host);
    generation->rules = kt_registry_rules(generation->registry);
}

/* The one that is held, else in the place of the one not used for longest. */
static struct generation *
get_generation(struct kt_replay *replay, const struct kt_tx *tx,
               struct kt_str hash)
{
    struct generation *oldest = &replay->generations[0];
    for (size_t i = 0; i < GENERATIONS; i++) {
        struct generation *generation = &replay->generations[i];
        if (generation->hash.ptr != NULL && kt_str_eq(generation->hash, hash)) {
            generation->last_use = ++replay->uses;
            return generation;
        }
        if (generation->last_use < oldest->last_use)
            oldest = generation;
    }
    load_generation(tx, hash, oldest);
    oldest->last_use = ++replay->uses;
    return oldest;
}

/* ---- facts ---- */

static enum kt_status
read_base(const struct kt_tx *tx, struct kt_id id, struct base *base,
          struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(
        kt_query(tx, KT_SQL_QUOTE_FACTS_GET, KT_ARGS(KT_ID(id)), &rows, err));
    enum kt_status status =
        kt_rows_next(&rows)
            ? kt_origin_load_base(tx,
                                  &(struct kt_facts_row){
                                      id, kt_col_text(&rows, 1),
                                      kt_col_text(&rows, 2) },
                                  &base->arena, &base->base, err)
            : kt_fail_not_found(err);
    enum kt_status closed = kt_rows_close(&rows);
    KT_TRY(status != KT_OK ? status : closed);
    return kt_quote_shared_read(base->base.shared, &base->arena, &base->shared,
                                err);
}

static void
load_base(const struct kt_tx *tx, struct kt_id id, struct base *base)
{
    struct kt_error err;
    drop_base(base);
    base->is_taken = true;
    kt_arena_init(&base->arena, 0);
    kt_error_init(&err, &base->arena);
    base->is_broken = read_base(tx, id, base, &err) != KT_OK;
    base->base.id = id;
    if (base->is_broken)
        base->fault = fault_of("the facts of its time", &err, &base->arena);
}

static struct base *
get_base(struct kt_replay *replay, const struct kt_tx *tx, struct kt_id id)
{
    struct base *oldest = &replay->bases[0];
    for (size_t i = 0; i < BASES; i++) {
        struct base *base = &replay->bases[i];
        if (base->is_taken && kt_id_eq(base->base.id, id)) {
            base->last_use = ++replay->uses;
            return base;
        }
        if (base->last_use < oldest->last_use)
            oldest = base;
    }
    load_base(tx, id, oldest);
    oldest->last_use = ++replay->uses;
    return oldest;
}

/* ---- one order ---- */

static void
read_row(const struct kt_rows *rows, struct kt_replay_row *row)
{
    *row = (struct kt_replay_row){
        .order_id = kt_col_id(rows, 0),
        .number = kt_col_int(rows, 1),
        .placed_ms = kt_col_int(rows, 2),
        .rules_hash = kt_col_text(rows, 3),
        .facts_id = kt_col_id(rows, 4),
        .origin = kt_col_text(rows, 5),
        .body = kt_col_text(rows, 6),
        .subtotal = kt_col_int(rows, 7),
        .discount = kt_col_int(rows, 8),
        .shipping = kt_col_int(rows, 9),
        .tax = kt_col_int(rows, 10),
        .total = kt_col_int(rows, 11),
        .due = kt_col_int(rows, 12),
    };
}

/* The quote, or why there is none. */
static enum kt_status
compute(struct kt_replay *replay, const struct kt_tx *tx,
        const struct kt_replay_row *row, const struct base *base,
        struct kt_replay_result *result, struct kt_error *err)
{
    struct kt_arena *arena = &replay->arena;
    struct kt_origin_own own;
    struct kt_quote_input *in;
    struct kt_quote *quote;
    const struct generation *generation =
        get_generation(replay, tx, base->base.rules_hash);
    if (generation->host == NULL) {
        kt_fail_store_failed(err);
        return kt_error_explain(err, "%.*s", KT_STR_FMT(generation->fault));
    }
    KT_TRY(kt_origin_read_own(&base->base, row->origin, arena, &own, err));
    KT_TRY(kt_quote_own_read(own.input, &base->shared, arena, &in, err));
    KT_TRY(kt_quote_compute(in, &generation->rules, arena, &quote, err));
    return kt_replay_compare(tx, row, &base->base, &own, quote, arena,
                             &result->differences, err);
}

static void
break_off(struct kt_replay_result *result, struct kt_str detail)
{
    result->outcome = KT_REPLAY_BROKEN;
    result->detail = detail;
}

static void
replay_row(struct kt_replay *replay, const struct kt_tx *tx,
           const struct kt_replay_row *row)
{
    struct kt_replay_result result = { .number = row->number };
    struct kt_error err;
    kt_arena_reset(&replay->arena);
    kt_error_init(&err, &replay->arena);
    if (kt_id_is_null(row->facts_id)) {
        result.outcome = KT_REPLAY_OLD;
        replay->tell(replay->arg, &result);
        return;
    }
    struct base *base = get_base(replay, tx, row->facts_id);
    result.engine = base->base.engine;
    if (base->is_broken)
        break_off(&result, base->fault);
    else if (compute(replay, tx, row, base, &result, &err) != KT_OK)
        break_off(&result, fault_of("its parts", &err, &replay->arena));
    else if (result.differences.count > 0)
        result.outcome = KT_REPLAY_DIFFERS;
    replay->tell(replay->arg, &result);
}

/* ---- what is asked for ---- */

static enum kt_status
replay_rows(struct kt_replay *replay, const struct kt_tx *tx,
            struct kt_rows *rows)
{
    replay->found = 0;
    while (kt_rows_next(rows)) {
        struct kt_replay_row row;
        read_row(rows, &row);
        replay->found++;
        replay->order_id = row.order_id;
        replay->placed_ms = row.placed_ms;
        replay_row(replay, tx, &row);
    }
    return kt_rows_close(rows);
}

static enum kt_status
read_order(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_replay *replay = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_ORDER_REPLAY, KT_ARGS(KT_ID(replay->order_id)),
                    &rows, err));
    return replay_rows(replay, tx, &rows);
}

static enum kt_status
read_page(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_replay *replay = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_ORDER_REPLAY_PAGE,
                    KT_ARGS(KT_INT(replay->placed_ms), KT_ID(replay->order_id),
                            KT_INT(PAGE)),
                    &rows, err));
    return replay_rows(replay, tx, &rows);
}

static enum kt_status
find_number(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_replay *replay = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_ORDER_BY_NUMBER, KT_ARGS(KT_INT(replay->number)),
                    &rows, err));
    bool is_there = kt_rows_next(&rows);
    if (is_there)
        replay->order_id = kt_col_id(&rows, 0);
    KT_TRY(kt_rows_close(&rows));
    return is_there ? read_order(tx, arg, err) : kt_fail_not_found(err);
}

enum kt_status
kt_replay_order(struct kt_replay *replay, struct kt_id order_id,
                struct kt_error *err)
{
    replay->order_id = order_id;
    KT_TRY(kt_store_read(replay->store, replay->store_id, read_order, replay,
                         err));
    return replay->found > 0 ? KT_OK : kt_fail_not_found(err);
}

enum kt_status
kt_replay_number(struct kt_replay *replay, int64_t number, struct kt_error *err)
{
    replay->number = number;
    return kt_store_read(replay->store, replay->store_id, find_number, replay,
                         err);
}

enum kt_status
kt_replay_since(struct kt_replay *replay, int64_t since_ms,
                struct kt_error *err)
{
    static const struct kt_id first;
    replay->order_id = first;
    replay->placed_ms = since_ms;
    do
        KT_TRY(kt_store_read(replay->store, replay->store_id, read_page, replay,
                             err));
    while (replay->found == PAGE);
    return KT_OK;
}
