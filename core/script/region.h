/* The memory of one thread's Lua: a run of address space at a fixed place, from
 * which Lua's allocator takes blocks. Its bookkeeping lies at its start, so
 * that the bytes from the start to `used` are a complete image: copied away
 * and back they are the same state again.
 *
 * An allocation never answers NULL. Beyond the limit it stops the running rule
 * (budget.h); no error is raised that a script could catch. */
#ifndef KT_SCRIPT_REGION_H
#define KT_SCRIPT_REGION_H

#include <stddef.h>

struct kt_state;
struct kt_region_block;

enum {
    KT_REGION_STEP = 16, /* small blocks are multiples of it */
    KT_REGION_SMALL_MAX = 512,
    KT_REGION_SMALL = KT_REGION_SMALL_MAX / KT_REGION_STEP,
    KT_REGION_LARGE = 32 /* larger ones are powers of two */
};

struct kt_region {
    struct kt_state *state; /* to be stopped at the limit */
    size_t used;            /* bytes from the start ever given out */
    size_t peak;            /* the most that `used` has been */
    size_t limit;
    struct kt_region_block *small[KT_REGION_SMALL];
    struct kt_region_block *large[KT_REGION_LARGE];
};

/* Starts an empty region at its own first byte. */
void kt_region_init(struct kt_region *region, struct kt_state *state,
                    size_t limit);

/* A lua_Alloc; the region is its ud. */
void *kt_region_alloc(void *region, void *ptr, size_t old_size,
                      size_t new_size);

#endif
