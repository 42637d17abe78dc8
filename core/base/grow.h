/* Arrays that grow one item at a time, in an arena. The capacity is told by the
 * count: 8, then the next power of two. */
#ifndef KT_BASE_GROW_H
#define KT_BASE_GROW_H

#include <string.h>

#include <kontor/arena.h>

/* The array with room for one item more; count is what it holds now. */
static inline void *
kt_grow(struct kt_arena *arena, void *items, size_t count, size_t size)
{
    enum { FIRST = 8 };
    if (count == 0)
        return kt_arena_alloc(arena, FIRST * size);
    if (count < FIRST || (count & (count - 1)) != 0)
        return items;
    return kt_arena_grow(arena, items, count * size, 2 * count * size);
}

/* A copy of such an array, with the same room. */
static inline void *
kt_grow_copy(struct kt_arena *arena, const void *items, size_t count,
             size_t size)
{
    size_t room = 8;
    if (count == 0)
        return NULL;
    while (room < count)
        room *= 2;
    return memcpy(kt_arena_alloc(arena, room * size), items, count * size);
}

#endif
