#include "store/change.h"

#include "base/assert.h"
#include "store/driver.h"

/* An import writes the same product many times in a row. */
static bool
is_noted(const struct kt_changes *changes, const struct kt_change *change)
{
    if (changes->count == 0)
        return false;
    const struct kt_change *last = &changes->items[changes->count - 1];
    return last->kind == KT_CHANGE_ALL ||
           (last->kind == change->kind &&
            kt_id_eq(last->store_id, change->store_id) &&
            kt_id_eq(last->product_id, change->product_id));
}

static void
note(struct kt_tx *tx, enum kt_change_kind kind, struct kt_id product_id)
{
    struct kt_changes *changes = tx->changes;
    struct kt_change change = { kind, tx->store_id, product_id };
    KT_ASSERT(tx->is_write);
    if (is_noted(changes, &change))
        return;
    if (changes->count == KT_CHANGES_MAX - 1)
        change = (struct kt_change){ .kind = KT_CHANGE_ALL };
    changes->items[changes->count++] = change;
}

void
kt_tx_touch_product(struct kt_tx *tx, struct kt_id product_id)
{
    note(tx, KT_CHANGE_PRODUCT, product_id);
}

void
kt_tx_touch_stock(struct kt_tx *tx, struct kt_id product_id)
{
    note(tx, KT_CHANGE_STOCK, product_id);
}

void
kt_tx_touch_catalogue(struct kt_tx *tx)
{
    note(tx, KT_CHANGE_CATALOGUE, KT_NO_STORE);
}

void
kt_store_listen(struct kt_store *store, struct kt_change_listener *listener)
{
    listener->next = store->listeners;
    store->listeners = listener;
}

uint64_t
kt_store_catalogue_epoch(const struct kt_store *store)
{
    return atomic_load(&store->catalogue_epoch);
}

void
kt_store_tell_changes(struct kt_store *store, struct kt_changes *changes)
{
    if (changes->count == 0)
        return;
    atomic_fetch_add(&store->catalogue_epoch, 1);
    for (const struct kt_change_listener *listener = store->listeners;
         listener != NULL; listener = listener->next)
        listener->changed(listener->arg, changes->items, changes->count);
    changes->count = 0;
}
