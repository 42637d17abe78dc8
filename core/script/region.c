#include "script/region.h"

#include <stdint.h>
#include <string.h>

#include "script/budget.h"

struct kt_region_block {
    struct kt_region_block *next;
};

static size_t
round_up(size_t size)
{
    if (size <= KT_REGION_SMALL_MAX)
        return (size + KT_REGION_STEP - 1) / KT_REGION_STEP * KT_REGION_STEP;
    if (size > SIZE_MAX / 4)
        return SIZE_MAX / 2;
    return (size_t)1 << (64 - __builtin_clzll((uint64_t)size - 1));
}

/* The list of free blocks of a rounded size. */
static struct kt_region_block **
list_of(struct kt_region *region, size_t size)
{
    if (size <= KT_REGION_SMALL_MAX)
        return &region->small[size / KT_REGION_STEP - 1];
    return &region->large[__builtin_ctzll((uint64_t)size) % KT_REGION_LARGE];
}

static char *
end_of(struct kt_region *region)
{
    return (char *)region + region->used;
}

static void
extend(struct kt_region *region, size_t size)
{
    if (size > region->limit - region->used)
        kt_budget_stop(region->state, KT_STOP_MEMORY);
    region->used += size;
    if (region->used > region->peak)
        region->peak = region->used;
}

static void *
take(struct kt_region *region, size_t size)
{
    if (size > region->limit)
        kt_budget_stop(region->state, KT_STOP_MEMORY);
    struct kt_region_block **list = list_of(region, size);
    struct kt_region_block *block = *list;
    if (block != NULL) {
        *list = block->next;
        return block;
    }
    char *ptr = end_of(region);
    extend(region, size);
    return ptr;
}

static void
give_back(struct kt_region *region, void *ptr, size_t size)
{
    if ((char *)ptr + size == end_of(region)) {
        region->used -= size;
        return;
    }
    struct kt_region_block **list = list_of(region, size);
    struct kt_region_block *block = ptr;
    block->next = *list;
    *list = block;
}

void
kt_region_init(struct kt_region *region, struct kt_state *state, size_t limit)
{
    memset(region, 0, sizeof *region);
    region->state = state;
    region->used = round_up(sizeof *region);
    region->peak = region->used;
    region->limit = limit;
}

void *
kt_region_alloc(void *ud, void *ptr, size_t old_size, size_t new_size)
{
    struct kt_region *region = ud;
    size_t had = ptr != NULL && old_size > 0 ? round_up(old_size) : 0;
    if (new_size == 0) {
        if (had > 0)
            give_back(region, ptr, had);
        return NULL;
    }
    size_t wanted = round_up(new_size);
    if (had == 0)
        return take(region, wanted);
    if (had == wanted)
        return ptr;
    if ((char *)ptr + had == end_of(region) && wanted > had) {
        extend(region, wanted - had);
        return ptr;
    }
    void *moved = take(region, wanted);
    memcpy(moved, ptr, old_size < new_size ? old_size : new_size);
    give_back(region, ptr, had);
    return moved;
}
