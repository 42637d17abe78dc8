/* A hash map from byte strings to pointers, in an arena: keys are borrowed,
 * nothing is ever taken out. Seeded, so that keys from outside cannot be
 * chosen to collide. */
#ifndef KT_BASE_MAP_H
#define KT_BASE_MAP_H

#include <kontor/arena.h>
#include <stdint.h>

struct kt_map_slot {
    struct kt_str key;
    void *value;
    uint64_t hash;
};

struct kt_map {
    struct kt_arena *arena;
    struct kt_map_slot *slots;
    size_t slot_count;
    size_t size;
};

/* SipHash of the bytes under a key that is drawn once a process. */
uint64_t kt_str_hash(struct kt_str str);

void kt_map_init(struct kt_map *map, struct kt_arena *arena, size_t expected);
void *kt_map_find(const struct kt_map *map, struct kt_str key);
/* The same with the map's own key; NULL when there is none. */
const struct kt_map_slot *kt_map_slot(const struct kt_map *map,
                                      struct kt_str key);
/* Gives the value that was there before, or NULL. value is not NULL. */
void *kt_map_put(struct kt_map *map, struct kt_str key, void *value);

#endif
