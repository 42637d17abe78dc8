/* Marks: what commits changed, for caches; see store.h. */

#include "base/assert.h"
#include "store/driver.h"

uint64_t
kt_store_mark(const struct kt_store *store, enum kt_mark mark)
{
    return atomic_load(&store->marks[mark]);
}

/* The upper half of the places is for records. */
enum { HALF = KT_MARK_PLACES / 2 };

/* The last bytes of an id are random. */
uint16_t
kt_mark_place(struct kt_id id)
{
    return (uint16_t)((id.bytes[14] << 8 | id.bytes[15]) % HALF);
}

uint16_t
kt_mark_record_place(struct kt_id id)
{
    return (uint16_t)(kt_mark_place(id) + HALF);
}

uint64_t
kt_store_mark_at(const struct kt_store *store, uint16_t place)
{
    return atomic_load(&store->places[place]);
}

uint64_t
kt_tx_mark(const struct kt_tx *tx, enum kt_mark mark)
{
    return tx->marks[mark];
}

bool
kt_tx_is_settled(const struct kt_tx *tx)
{
    return !tx->is_write && tx->settling % 2 == 0 &&
           tx->settling == atomic_load(&tx->store->settling);
}

void
kt_tx_begin_read(struct kt_tx *tx, const struct kt_store *store,
                 struct kt_id store_id)
{
    *tx = (struct kt_tx){
        .driver = store->driver,
        .store = store,
        .store_id = store_id,
        .settling = atomic_load(&store->settling),
    };
    for (unsigned mark = 0; mark < KT_MARK_COUNT; mark++)
        tx->marks[mark] = kt_store_mark(store, (enum kt_mark)mark);
}

/* Behind those of the transactions of the commit before it; one that is undone
 * is written over. */
static void
note_owner(struct kt_tx *tx, struct kt_id id, bool is_record)
{
    struct kt_moves *pending = tx->pending;
    size_t at = pending->owner_count + tx->owner_count;
    struct kt_move *owner = &pending->owners[at];
    if (tx->owner_count > 0 && kt_id_eq((owner - 1)->id, id)) {
        (owner - 1)->is_record |= is_record;
    } else if (at == KT_MOVES_KEPT) {
        tx->moves[KT_MARK_ALL] = true;
    } else {
        *owner = (struct kt_move){ id, is_record };
        tx->owner_count++;
    }
}

void
kt_tx_note_moves(struct kt_tx *tx, enum kt_sql statement, struct kt_args args)
{
    const struct kt_sql_text *text = &kt_sql_texts[statement];
    unsigned first = text->is_global ? 1 : 2; /* number of the first argument */
    if (text->moves == KT_MOVES_NOTHING)
        return;
    tx->moves[KT_MARK_ANY] = true;
    tx->moves[KT_MARK_RECORDS] |= text->moves != KT_MOVES_COUNTS;
    tx->moves[KT_MARK_ALL] |= text->moves == KT_MOVES_ALL;
    for (size_t i = 0; i < KT_COUNT(text->moved_by); i++) {
        if (text->moved_by[i] == 0)
            break;
        const struct kt_arg *owner = &args.items[text->moved_by[i] - first];
        if (owner->kind == KT_ARG_ID)
            note_owner(tx, owner->id, text->moves == KT_MOVES_RECORDS);
        else
            tx->moves[KT_MARK_ALL] = true;
    }
}

static void
take_place(struct kt_moves *moves, uint16_t place)
{
    moves->places[place / 64] |= UINT64_C(1) << (place % 64);
}

void
kt_store_take_moves(struct kt_store *store, const struct kt_tx *tx)
{
    struct kt_moves *moves = &store->moves;
    for (size_t i = 0; i < KT_MARK_COUNT; i++)
        moves->is_moved[i] |= tx->moves[i];
    for (size_t i = 0; i < tx->owner_count; i++) {
        const struct kt_move *owner = &moves->owners[moves->owner_count++];
        take_place(moves, kt_mark_place(owner->id));
        if (owner->is_record)
            take_place(moves, kt_mark_record_place(owner->id));
    }
}

static void
move_places(struct kt_store *store)
{
    for (size_t i = 0; i < KT_COUNT(store->moves.places); i++) {
        uint64_t left = store->moves.places[i];
        for (; left != 0; left &= left - 1)
            atomic_fetch_add(
                &store->places[i * 64 + (size_t)__builtin_ctzll(left)], 1);
    }
}

/* ---- who moved ---- */

/* All of them stand as one move of nobody. */
static void
keep_moves(struct kt_store *store)
{
    static const struct kt_move all = { .is_record = true };
    const struct kt_moves *moves = &store->moves;
    bool is_all = moves->is_moved[KT_MARK_ALL];
    const struct kt_move *owners = is_all ? &all : moves->owners;
    size_t count = is_all ? 1 : moves->owner_count;
    pthread_mutex_lock(&store->kept_lock);
    uint64_t moved = atomic_load(&store->moved);
    for (size_t i = 0; i < count; i++)
        store->kept[(moved + i) % KT_MOVES_KEPT] = owners[i];
    atomic_store(&store->moved, moved + count);
    pthread_mutex_unlock(&store->kept_lock);
}

uint64_t
kt_store_moved(const struct kt_store *store)
{
    return atomic_load(&store->moved);
}

bool
kt_store_moved_since(struct kt_store *store, uint64_t since, uint64_t until,
                     struct kt_arena *arena, const struct kt_move **moves)
{
    size_t count = (size_t)(until - since);
    if (count > KT_MOVES_KEPT)
        return false;
    struct kt_move *out = KT_NEW_ARRAY(arena, struct kt_move, count);
    bool is_known = true;
    pthread_mutex_lock(&store->kept_lock);
    is_known = atomic_load(&store->moved) - since <= KT_MOVES_KEPT;
    for (size_t i = 0; i < count && is_known; i++) {
        out[i] = store->kept[(since + i) % KT_MOVES_KEPT];
        is_known = !kt_id_is_null(out[i].id);
    }
    pthread_mutex_unlock(&store->kept_lock);
    *moves = out;
    return is_known;
}

void
kt_store_begin_moves(struct kt_store *store)
{
    if (!store->moves.is_moved[KT_MARK_RECORDS])
        return;
    store->moves.is_begun = true;
    atomic_fetch_add(&store->settling, 1);
}

void
kt_store_move_marks(struct kt_store *store)
{
    struct kt_moves *moves = &store->moves;
    if (!moves->is_moved[KT_MARK_ANY])
        return;
    for (size_t i = 0; i < KT_MARK_COUNT; i++)
        atomic_fetch_add(&store->marks[i], moves->is_moved[i]);
    move_places(store);
    keep_moves(store);
    if (moves->is_begun)
        atomic_fetch_add(&store->settling, 1);
    moves->is_begun = false;
    memset(moves->is_moved, 0, sizeof moves->is_moved);
    memset(moves->places, 0, sizeof moves->places);
    moves->owner_count = 0;
}
