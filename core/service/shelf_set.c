#include "service/shelf_set.h"

#include "base/assert.h"
#include "base/heap.h"

enum kt_status
kt_shelf_place_find(const struct kt_call *call, struct kt_str currency,
                    struct kt_shelf_place *place, struct kt_error *err)
{
    const struct kt_currency *known =
        kt_channel_currency(call->channel, currency);
    if (known == NULL) {
        kt_fail_invalid_query(err);
        return kt_error_add(err, KT_STR("/currency"), "unknown",
                            "a currency of the channel");
    }
    *place = (struct kt_shelf_place){ call->channel->id, kt_str_of(known->code),
                                      kt_channel_locale(call->channel,
                                                        call->locale) };
    return KT_OK;
}

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
free_shelf(struct kt_shelf_slot *slot)
{
    kt_shelf_clear(&slot->index);
    pthread_rwlock_destroy(&slot->lock);
    kt_heap_free(slot);
}

void
kt_shelves_free(struct kt_shelves *shelves)
{
    if (shelves == NULL)
        return;
    while (shelves->first != NULL) {
        struct kt_shelf_slot *slot = shelves->first;
        shelves->first = slot->next;
        KT_ASSERT(slot->holders == 0);
        free_shelf(slot);
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

struct kt_shelf_slot *
kt_shelf_hold(struct kt_shelves *shelves, struct kt_id store_id, uint64_t *used)
{
    pthread_mutex_lock(&shelves->lock);
    struct kt_shelf_slot *slot = shelves->first;
    while (slot != NULL && !kt_id_eq(slot->store_id, store_id))
        slot = slot->next;
    if (slot == NULL && (slot = kt_heap_try_alloc(sizeof *slot)) != NULL) {
        *slot = (struct kt_shelf_slot){ .store_id = store_id,
                                        .next = shelves->first };
        init_lock(&slot->lock);
        shelves->first = slot;
    }
    if (slot != NULL) {
        slot->holders++;
        *used = slot->used = ++shelves->clock;
    }
    pthread_mutex_unlock(&shelves->lock);
    return slot;
}

/* The least used shelf that nobody holds; NULL: all of them have room. */
static struct kt_shelf_slot **
find_excess(struct kt_shelves *shelves)
{
    struct kt_shelf_slot **least = NULL;
    size_t bytes = 0;
    for (struct kt_shelf_slot **at = &shelves->first; *at != NULL;
         at = &(*at)->next) {
        bytes += (*at)->bytes;
        if ((*at)->holders == 0 &&
            (least == NULL || (*at)->used < (*least)->used))
            least = at;
    }
    return bytes > shelves->bytes_max ? least : NULL;
}

bool
kt_shelf_drop(struct kt_shelves *shelves, struct kt_shelf_slot *slot)
{
    struct kt_shelf_slot **excess;
    pthread_mutex_lock(&shelves->lock);
    slot->holders--;
    shelves->is_tight &= slot->bytes == 0;
    while ((excess = find_excess(shelves)) != NULL) {
        struct kt_shelf_slot *gone = *excess;
        *excess = gone->next;
        shelves->is_tight |= gone == slot;
        free_shelf(gone);
    }
    bool has_room = !shelves->is_tight;
    pthread_mutex_unlock(&shelves->lock);
    return has_room;
}

/* ---- for who comes next ---- */

/* The lock is held. */
static void
expect(struct kt_shelf_slot *slot, const struct kt_shelf_place *place)
{
    size_t count = kt_shelf_expected_places(slot);
    slot->asked_us = kt_clock_monotonic_us();
    for (size_t i = 0; i < count; i++) {
        const struct kt_shelf_expected *known = &slot->expected[i];
        if (kt_id_eq(known->channel_id, place->channel_id) &&
            kt_str_eq(kt_str_of(known->currency), place->currency) &&
            kt_str_eq(kt_str_of(known->locale), place->locale))
            return;
    }
    if (place->locale.len > KT_SHELF_LOCALE_MAX)
        return;
    struct kt_shelf_expected *other =
        &slot->expected[slot->expected_count++ % KT_SHELF_EXPECTED_MAX];
    *other = (struct kt_shelf_expected){ .channel_id = place->channel_id };
    memcpy(other->currency, place->currency.ptr, place->currency.len);
    memcpy(other->locale, place->locale.ptr, place->locale.len);
    slot->is_unmet = true;
}

struct kt_shelf_slot *
kt_shelf_hold_asked(const struct kt_call *call, struct kt_str currency,
                    struct kt_shelf_place *place)
{
    struct kt_shelves *shelves = call->app->shelves;
    struct kt_error err;
    uint64_t used;
    kt_error_init(&err, call->arena);
    if (shelves->bytes_max == 0 ||
        kt_shelf_place_find(call, currency, place, &err) != KT_OK)
        return NULL;
    struct kt_shelf_slot *slot =
        kt_shelf_hold(shelves, call->shop->store_id, &used);
    if (slot == NULL)
        return NULL;
    pthread_mutex_lock(&shelves->lock);
    expect(slot, place);
    pthread_mutex_unlock(&shelves->lock);
    return slot;
}
