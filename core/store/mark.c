/* Marks: what commits changed, for caches; see store.h. */

#include "base/assert.h"
#include "store/driver.h"

uint64_t
kt_store_mark(const struct kt_store *store, enum kt_mark mark)
{
    return atomic_load(&store->marks[mark]);
}

/* The last bytes of an id are random. */
uint16_t
kt_mark_place(struct kt_id id)
{
    return (uint16_t)((id.bytes[14] << 8 | id.bytes[15]) % KT_MARK_PLACES);
}

uint64_t
kt_store_mark_at(const struct kt_store *store, uint16_t place)
{
    return atomic_load(&store->places[place]);
}

static void
note_place(struct kt_tx *tx, uint16_t place)
{
    if (tx->place_count > 0 && tx->places[tx->place_count - 1] == place)
        return;
    if (tx->place_count == KT_TX_PLACES_MAX)
        tx->moves[KT_MARK_ALL] = true;
    else
        tx->places[tx->place_count++] = place;
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
            note_place(tx, kt_mark_place(owner->id));
        else
            tx->moves[KT_MARK_ALL] = true;
    }
}

void
kt_store_take_moves(struct kt_store *store, const struct kt_tx *tx)
{
    struct kt_moves *moves = &store->moves;
    for (size_t i = 0; i < KT_MARK_COUNT; i++)
        moves->is_moved[i] |= tx->moves[i];
    for (size_t i = 0; i < tx->place_count; i++)
        moves->places[tx->places[i] / 64] |= UINT64_C(1)
                                             << (tx->places[i] % 64);
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

void
kt_store_move_marks(struct kt_store *store)
{
    if (!store->moves.is_moved[KT_MARK_ANY])
        return;
    for (size_t i = 0; i < KT_MARK_COUNT; i++)
        atomic_fetch_add(&store->marks[i], store->moves.is_moved[i]);
    move_places(store);
    memset(&store->moves, 0, sizeof store->moves);
}
