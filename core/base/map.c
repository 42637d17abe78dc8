#include "base/map.h"

#include <pthread.h>
#include <sodium.h>
#include <sys/random.h>

#include "base/assert.h"

static unsigned char hash_key[crypto_shorthash_KEYBYTES];
static pthread_once_t hash_key_once = PTHREAD_ONCE_INIT;

static void
draw_hash_key(void)
{
    ssize_t drawn = getrandom(hash_key, sizeof hash_key, 0);
    KT_ASSERT(drawn == (ssize_t)sizeof hash_key);
}

/* Half of the slots stay free, so that a search is short. */
static size_t
slots_for(size_t size)
{
    size_t slots = 8;
    while (slots < size * 2)
        slots *= 2;
    return slots;
}

/* The slot of the key, or the free one where it belongs. */
static struct kt_map_slot *
seek(const struct kt_map *map, struct kt_str key, uint64_t hash)
{
    size_t mask = map->slot_count - 1;
    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        struct kt_map_slot *slot = &map->slots[i];
        if (slot->value == NULL)
            return slot;
        if (slot->hash == hash && kt_str_eq(slot->key, key))
            return slot;
    }
}

static void
grow(struct kt_map *map)
{
    struct kt_map bigger = *map;
    bigger.slot_count = map->slot_count * 2;
    bigger.slots =
        KT_NEW_ARRAY(map->arena, struct kt_map_slot, bigger.slot_count);
    for (size_t i = 0; i < map->slot_count; i++) {
        const struct kt_map_slot *slot = &map->slots[i];
        if (slot->value != NULL)
            *seek(&bigger, slot->key, slot->hash) = *slot;
    }
    *map = bigger;
}

uint64_t
kt_str_hash(struct kt_str str)
{
    pthread_once(&hash_key_once, draw_hash_key);
    uint64_t hash;
    _Static_assert(sizeof hash == crypto_shorthash_BYTES, "one word");
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)str.ptr,
                     str.len, hash_key);
    return hash;
}

void
kt_map_init(struct kt_map *map, struct kt_arena *arena, size_t expected)
{
    *map = (struct kt_map){ .arena = arena };
    map->slot_count = slots_for(expected);
    map->slots = KT_NEW_ARRAY(arena, struct kt_map_slot, map->slot_count);
}

const struct kt_map_slot *
kt_map_slot(const struct kt_map *map, struct kt_str key)
{
    if (map->size == 0)
        return NULL;
    const struct kt_map_slot *slot = seek(map, key, kt_str_hash(key));
    return slot->value != NULL ? slot : NULL;
}

void *
kt_map_find(const struct kt_map *map, struct kt_str key)
{
    const struct kt_map_slot *slot = kt_map_slot(map, key);
    return slot != NULL ? slot->value : NULL;
}

void *
kt_map_put(struct kt_map *map, struct kt_str key, void *value)
{
    KT_ASSERT(value != NULL);
    uint64_t hash = kt_str_hash(key);
    struct kt_map_slot *slot = seek(map, key, hash);
    void *before = slot->value;
    if (before != NULL) {
        slot->value = value;
        return before;
    }
    *slot = (struct kt_map_slot){ key, value, hash };
    map->size++;
    if (map->size * 2 > map->slot_count)
        grow(map);
    return NULL;
}
