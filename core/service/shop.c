#include "service/shop.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/assert.h"
#include "base/guard.h"
#include "base/heap.h"
#include "service/origin.h"
#include "service/shop_load.h"

/* A snapshot with its memory and the number of those who use it; the slot's
 * own hold counts as one. */
struct entry {
    struct kt_shop shop; /* first, so that a shop tells its entry */
    struct kt_arena arena;
    uint64_t turn;    /* of the registry */
    unsigned holders; /* under the lock */
};

struct slot {
    struct slot *next;
    struct entry *entry;
    struct kt_id store_id;
};

struct kt_shops {
    struct kt_arena arena; /* owns this struct */
    pthread_mutex_t lock;
    struct slot *slots;
};

static _Atomic uint64_t serials;

/* ---- the set of snapshots ---- */

struct kt_shops *
kt_shops_new(void)
{
    struct kt_arena arena;
    kt_arena_init(&arena, 0);
    struct kt_shops *shops = KT_NEW(&arena, struct kt_shops);
    pthread_mutex_init(&shops->lock, NULL);
    shops->arena = arena;
    return shops;
}

static void
free_entry(struct entry *entry)
{
    struct kt_arena arena = entry->arena;
    if (entry->shop.origin != NULL)
        kt_origin_slot_release(entry->shop.origin);
    kt_registry_release(entry->shop.registry);
    kt_arena_release(&arena);
}

void
kt_shops_free(struct kt_shops *shops)
{
    if (shops == NULL)
        return;
    for (struct slot *slot = shops->slots, *next; slot != NULL; slot = next) {
        KT_ASSERT(slot->entry->holders == 1);
        free_entry(slot->entry);
        next = slot->next;
        kt_heap_free(slot);
    }
    pthread_mutex_destroy(&shops->lock);
    struct kt_arena arena = shops->arena;
    kt_arena_release(&arena);
}

static struct slot *
find_slot(struct kt_shops *shops, struct kt_id store_id)
{
    struct slot *slot = shops->slots;
    while (slot != NULL && !kt_id_eq(slot->store_id, store_id))
        slot = slot->next;
    return slot;
}

static void
drop_hold(struct kt_shops *shops, struct entry *entry)
{
    pthread_mutex_lock(&shops->lock);
    KT_ASSERT(entry->holders > 0);
    bool is_last = --entry->holders == 0;
    pthread_mutex_unlock(&shops->lock);
    if (is_last)
        free_entry(entry);
}

/* ---- building ---- */

/* The error lives in the snapshot's arena until the snapshot is given up:
 * nothing of the caller's may jump away while this memory is ours. */
static enum kt_status
give_up(struct entry *entry, const struct kt_error *own, struct kt_error *err)
{
    enum kt_status status = kt_error_set(err, own->status);
    kt_error_explain(err, "%.*s", KT_STR_FMT(own->detail));
    free_entry(entry);
    return status;
}

struct building {
    struct kt_app *app;
    struct kt_id store_id;
    struct kt_arena arena; /* the entry's, once there is one */
    struct entry *entry;
};

static enum kt_status
fill_entry(void *arg, struct kt_error *err)
{
    struct building *building = arg;
    struct kt_app *app = building->app;
    struct entry *entry = KT_NEW(&building->arena, struct entry);
    entry->arena = building->arena;
    building->entry = entry;
    kt_error_init(err, &entry->arena);
    struct kt_shop *shop = &entry->shop;
    shop->store_id = building->store_id;
    shop->serial = atomic_fetch_add(&serials, 1);
    shop->epoch = kt_store_settings_epoch(app->store);
    shop->registry = kt_registry_acquire(app->host);
    shop->rules = kt_registry_rules(shop->registry);
    shop->trial_rules = kt_registry_trial_rules(shop->registry);
    shop->origin = KT_NEW(&entry->arena, struct kt_origin_slot);
    entry->turn = kt_registry_turn(shop->registry);
    return kt_shop_load(app->store, shop, &entry->arena, err);
}

static enum kt_status
build_entry(struct kt_app *app, struct kt_id store_id, struct entry **built,
            struct kt_error *err)
{
    struct building building = { .app = app, .store_id = store_id };
    struct kt_error own;
    kt_arena_init(&building.arena, 0);
    kt_error_init(&own, &building.arena);
    enum kt_status status =
        kt_guard_run(&building.arena, fill_entry, &building, &own);
    struct entry *entry = building.entry;
    if (entry == NULL)
        return kt_error_set(err, status);
    entry->arena.rescue = NULL;
    if (status != KT_OK)
        return give_up(entry, &own, err);
    *built = entry;
    return KT_OK;
}

/* The place of a shop's snapshot; NULL without memory for it. */
static struct slot *
make_slot(struct kt_shops *shops, struct kt_id store_id)
{
    struct slot *slot = kt_heap_try_alloc(sizeof *slot);
    if (slot == NULL)
        return NULL;
    *slot = (struct slot){ shops->slots, NULL, store_id };
    shops->slots = slot;
    return slot;
}

/* Puts a new snapshot in force; a newer one that another thread built
 * meanwhile stays. Gives the one that holds now, held for the caller; NULL
 * without memory. */
static struct entry *
put_in_force(struct kt_shops *shops, struct entry *entry)
{
    struct entry *old = NULL;
    pthread_mutex_lock(&shops->lock);
    struct slot *slot = find_slot(shops, entry->shop.store_id);
    if (slot == NULL)
        slot = make_slot(shops, entry->shop.store_id);
    if (slot == NULL) {
        pthread_mutex_unlock(&shops->lock);
        free_entry(entry);
        return NULL;
    }
    if (slot->entry != NULL && slot->entry->shop.epoch >= entry->shop.epoch &&
        slot->entry->turn >= entry->turn) {
        old = entry;
    } else {
        old = slot->entry;
        slot->entry = entry;
    }
    slot->entry->holders++;
    entry = slot->entry;
    pthread_mutex_unlock(&shops->lock);
    if (old != NULL)
        drop_hold(shops, old);
    return entry;
}

/* The snapshot in force when it is still true, held; else NULL. */
static struct entry *
hold_current(struct kt_app *app, struct kt_id store_id)
{
    uint64_t epoch = kt_store_settings_epoch(app->store);
    uint64_t turn = kt_host_turn(app->host);
    struct entry *found = NULL;
    pthread_mutex_lock(&app->shops->lock);
    struct slot *slot = find_slot(app->shops, store_id);
    if (slot != NULL && slot->entry->shop.epoch == epoch &&
        slot->entry->turn == turn) {
        found = slot->entry;
        found->holders++;
    }
    pthread_mutex_unlock(&app->shops->lock);
    return found;
}

enum kt_status
kt_shop_acquire(struct kt_app *app, struct kt_id store_id,
                const struct kt_shop **shop, struct kt_error *err)
{
    struct entry *entry = hold_current(app, store_id);
    if (entry == NULL) {
        KT_TRY(build_entry(app, store_id, &entry, err));
        entry->holders = 1;
        entry = put_in_force(app->shops, entry);
        if (entry == NULL)
            return kt_fail_overloaded(err);
    }
    *shop = &entry->shop;
    return KT_OK;
}

void
kt_shop_release(struct kt_app *app, const struct kt_shop *shop)
{
    if (shop != NULL)
        drop_hold(app->shops, (struct entry *)(uintptr_t)shop);
}

/* ---- questions ---- */

const struct kt_channel *
kt_shop_channel(const struct kt_shop *shop, struct kt_str publishable_key)
{
    if (kt_str_is_empty(publishable_key)) {
        const struct kt_channel *named =
            kt_shop_channel_by_code(shop, shop->settings.default_channel);
        return named != NULL || shop->channel_count == 0 ? named
                                                         : shop->channels;
    }
    for (size_t i = 0; i < shop->channel_count; i++) {
        if (kt_str_eq(shop->channels[i].publishable_key, publishable_key))
            return &shop->channels[i];
    }
    return NULL;
}

const struct kt_channel *
kt_shop_channel_by_id(const struct kt_shop *shop, struct kt_id id)
{
    for (size_t i = 0; i < shop->channel_count; i++) {
        if (kt_id_eq(shop->channels[i].id, id))
            return &shop->channels[i];
    }
    return NULL;
}

const struct kt_channel *
kt_shop_channel_by_code(const struct kt_shop *shop, struct kt_str code)
{
    for (size_t i = 0; i < shop->channel_count; i++) {
        if (kt_str_eq(shop->channels[i].code, code))
            return &shop->channels[i];
    }
    return NULL;
}

static bool
holds_in(const struct kt_rule_use *use, const struct kt_channel *channel)
{
    const struct kt_str *codes = use->channels.items;
    for (size_t i = 0; i < use->channels.count; i++) {
        if (kt_str_eq(codes[i], channel->code))
            return true;
    }
    return use->channels.count == 0;
}

static struct kt_rule_uses
take_uses(const struct kt_shop *shop, enum kt_rule_kind kind,
          const struct kt_channel *channel, bool is_here,
          struct kt_arena *arena)
{
    struct kt_rule_uses all = shop->uses[kind];
    struct kt_rule_use *items =
        KT_NEW_ARRAY(arena, struct kt_rule_use, all.count);
    size_t count = 0;
    for (size_t i = 0; i < all.count; i++) {
        if (holds_in(&all.items[i], channel) == is_here)
            items[count++] = all.items[i];
    }
    return (struct kt_rule_uses){ items, count };
}

struct kt_rule_uses
kt_shop_uses(const struct kt_shop *shop, enum kt_rule_kind kind,
             const struct kt_channel *channel, struct kt_arena *arena)
{
    return take_uses(shop, kind, channel, true, arena);
}

struct kt_rule_uses
kt_shop_uses_elsewhere(const struct kt_shop *shop, enum kt_rule_kind kind,
                       const struct kt_channel *channel, struct kt_arena *arena)
{
    return take_uses(shop, kind, channel, false, arena);
}
