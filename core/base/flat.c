#include "base/flat.h"

#include <stdint.h>
#include <string.h>

/* Goes over the parts of a value: adds them up, lays them down behind it, or
 * moves the pointers of a copy. */
struct kt_flat {
    void (*visit)(struct kt_flat *flat, const void **part, size_t bytes);
    size_t bytes;   /* added up, or laid down so far */
    char *block;    /* laid down in */
    intptr_t moved; /* how far a copy stands from its original */
};

/* Before the value: where it stood when its pointers were right. */
struct origin {
    _Alignas(8) intptr_t at;
};

enum { ALIGN = 8 };

static size_t
aligned(size_t bytes)
{
    return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

static void
add_up(struct kt_flat *flat, const void **part, size_t bytes)
{
    if (*part != NULL)
        flat->bytes += aligned(bytes);
}

static void
lay_down(struct kt_flat *flat, const void **part, size_t bytes)
{
    if (*part == NULL)
        return;
    char *at = flat->block + flat->bytes;
    if (bytes > 0)
        memcpy(at, *part, bytes);
    *part = at;
    flat->bytes += aligned(bytes);
}

static void
move(struct kt_flat *flat, const void **part, size_t bytes)
{
    (void)bytes;
    if (*part != NULL)
        *part = (const void *)((intptr_t)*part + flat->moved);
}

void
kt_flat_str(struct kt_flat *flat, struct kt_str *str)
{
    const void *part = str->ptr;
    flat->visit(flat, &part, str->len);
    if (part != str->ptr)
        str->ptr = part;
}

/* The array itself is the value's own while it is laid down or moved, and only
 * read otherwise. */
const void *
kt_flat_array(struct kt_flat *flat, const void *items, size_t count,
              size_t size, const size_t *strs, size_t str_count)
{
    flat->visit(flat, &items, count * size);
    if (items == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < str_count; j++) {
            char *at = (char *)(uintptr_t)items + i * size + strs[j];
            kt_flat_str(flat, (struct kt_str *)(void *)at);
        }
    }
    return items;
}

const void *
kt_flat_strs(struct kt_flat *flat, const void *strs, size_t count)
{
    static const size_t whole[] = { 0 };
    return kt_flat_array(flat, strs, count, sizeof(struct kt_str), whole, 1);
}

struct kt_str
kt_flatten(const void *value, size_t size, kt_flat_fn walk,
           struct kt_arena *arena)
{
    struct kt_flat sum = { .visit = add_up };
    void *scratch = kt_arena_alloc(arena, size);
    memcpy(scratch, value, size);
    walk(&sum, scratch);
    size_t head = sizeof(struct origin) + aligned(size);
    struct origin *origin = kt_arena_alloc(arena, head + sum.bytes);
    memset(origin, 0, head + sum.bytes);
    origin->at = (intptr_t)origin;
    memcpy(origin + 1, value, size);
    struct kt_flat laying = { .visit = lay_down,
                              .block = (char *)origin + head };
    walk(&laying, origin + 1);
    return (struct kt_str){ (const char *)origin, head + sum.bytes };
}

void *
kt_unflatten(struct kt_str bytes, kt_flat_fn walk)
{
    struct origin *origin = (void *)(uintptr_t)bytes.ptr;
    struct kt_flat moving = { .visit = move,
                              .moved = (intptr_t)origin - origin->at };
    walk(&moving, origin + 1);
    return origin + 1;
}
