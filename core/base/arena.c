#include <kontor/arena.h>

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/assert.h"

/* Under AddressSanitizer everything that was not handed out is poisoned, and
 * a strip behind each block stays so. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#endif

#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(ptr, size)   ASAN_POISON_MEMORY_REGION((ptr), (size))
#define UNPOISON(ptr, size) ASAN_UNPOISON_MEMORY_REGION((ptr), (size))
enum { GAP = 16 };
#else
#define POISON(ptr, size)   ((void)(ptr), (void)(size))
#define UNPOISON(ptr, size) ((void)(ptr), (void)(size))
enum { GAP = 0 };
#endif

struct kt_arena_chunk {
    struct kt_arena_chunk *previous;
    size_t size; /* with this header */
};

enum {
    ALIGNMENT = 16,
    HEADER = sizeof(struct kt_arena_chunk),
    CHUNK_FIRST = 16 * 1024,
    CHUNK_MAX = 1024 * 1024,
};

_Static_assert(HEADER % ALIGNMENT == 0, "blocks must begin aligned");
_Static_assert(_Alignof(max_align_t) <= ALIGNMENT, "aligned for any type");

void
kt_arena_give_up(struct kt_arena *arena)
{
    if (arena->rescue != NULL)
        longjmp(*arena->rescue, 1);
    fprintf(stderr, "kontor: no memory left: an arena holds %zu bytes\n",
            arena->bytes);
    _exit(EXIT_FAILURE);
}

/* What a block takes from its chunk. */
static size_t
footprint(size_t size)
{
    size_t taken = size > 0 ? size : 1;
    return (taken + GAP + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

static char *
chunk_end(struct kt_arena_chunk *chunk)
{
    return (char *)chunk + chunk->size;
}

static char *
chunk_begin(struct kt_arena_chunk *chunk)
{
    return (char *)chunk + HEADER;
}

static bool
exceeds_limit(const struct kt_arena *arena, size_t size)
{
    return arena->bytes_max > 0 && size > arena->bytes_max - arena->bytes;
}

static size_t
next_chunk_size(const struct kt_arena *arena)
{
    if (arena->chunk == NULL)
        return CHUNK_FIRST;
    return arena->chunk->size < CHUNK_MAX / 2 ? arena->chunk->size * 2
                                              : CHUNK_MAX;
}

static void
add_chunk(struct kt_arena *arena, size_t block)
{
    size_t needed = HEADER + block;
    size_t size = next_chunk_size(arena);
    if (size < needed || exceeds_limit(arena, size))
        size = needed;
    if (exceeds_limit(arena, size))
        kt_arena_give_up(arena);
    struct kt_arena_chunk *chunk = malloc(size);
    if (chunk == NULL)
        kt_arena_give_up(arena);
    chunk->previous = arena->chunk;
    chunk->size = size;
    arena->chunk = chunk;
    arena->bytes += size;
    arena->next = chunk_begin(chunk);
    arena->end = chunk_end(chunk);
    POISON(arena->next, (size_t)(arena->end - arena->next));
}

static void
drop_chunk(struct kt_arena *arena)
{
    struct kt_arena_chunk *chunk = arena->chunk;
    arena->chunk = chunk->previous;
    arena->bytes -= chunk->size;
    UNPOISON(chunk, chunk->size);
    free(chunk);
}

/* Everything of the newest chunk from `next` on is free again. */
static void
free_from(struct kt_arena *arena, char *next)
{
    arena->next = next;
    arena->end = chunk_end(arena->chunk);
    POISON(next, (size_t)(arena->end - next));
}

void
kt_arena_init(struct kt_arena *arena, size_t bytes_max)
{
    *arena = (struct kt_arena){ .bytes_max = bytes_max };
}

void
kt_arena_release(struct kt_arena *arena)
{
    while (arena->chunk != NULL)
        drop_chunk(arena);
    arena->next = NULL;
    arena->end = NULL;
}

void
kt_arena_reset(struct kt_arena *arena)
{
    if (arena->chunk == NULL)
        return;
    while (arena->chunk->previous != NULL)
        drop_chunk(arena);
    /* One giant request must not fatten a warm arena for good. */
    if (arena->chunk->size > CHUNK_MAX)
        kt_arena_release(arena);
    else
        free_from(arena, chunk_begin(arena->chunk));
}

struct kt_arena_mark
kt_arena_mark(const struct kt_arena *arena)
{
    return (struct kt_arena_mark){ arena->chunk, arena->next };
}

void
kt_arena_rewind(struct kt_arena *arena, struct kt_arena_mark mark)
{
    if (mark.chunk == NULL) {
        kt_arena_reset(arena);
        return;
    }
    while (arena->chunk != mark.chunk) {
        KT_ASSERT(arena->chunk != NULL);
        drop_chunk(arena);
    }
    free_from(arena, mark.next);
}

void *
kt_arena_alloc(struct kt_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        kt_arena_give_up(arena);
    size_t block = footprint(size);
    if (block > (size_t)(arena->end - arena->next))
        add_chunk(arena, block);
    char *ptr = arena->next;
    arena->next += block;
    UNPOISON(ptr, size);
    return ptr;
}

void *
kt_arena_calloc(struct kt_arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        kt_arena_give_up(arena);
    void *ptr = kt_arena_alloc(arena, total);
    return memset(ptr, 0, total);
}

void *
kt_arena_grow(struct kt_arena *arena, void *ptr, size_t old_size,
              size_t new_size)
{
    KT_ASSERT(new_size >= old_size);
    if (new_size > SIZE_MAX / 2)
        kt_arena_give_up(arena);
    char *block = ptr;
    bool is_last = ptr != NULL && block + footprint(old_size) == arena->next;
    if (is_last && footprint(new_size) <= (size_t)(arena->end - block)) {
        arena->next = block + footprint(new_size);
        UNPOISON(ptr, new_size);
        return ptr;
    }
    void *moved = kt_arena_alloc(arena, new_size);
    if (old_size > 0)
        memcpy(moved, ptr, old_size);
    return moved;
}

struct kt_str
kt_arena_str(struct kt_arena *arena, struct kt_str str)
{
    return (struct kt_str){ kt_arena_cstr(arena, str), str.len };
}

const char *
kt_arena_cstr(struct kt_arena *arena, struct kt_str str)
{
    char *copy = kt_arena_alloc(arena, str.len + 1);
    if (str.len > 0)
        memcpy(copy, str.ptr, str.len);
    copy[str.len] = '\0';
    return copy;
}

struct kt_str
kt_arena_format(struct kt_arena *arena, const char *format, ...)
{
    char brief[256];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(brief, sizeof brief, format, args);
    va_end(args);
    KT_ASSERT(len >= 0);
    if ((size_t)len < sizeof brief)
        return kt_arena_str(arena, (struct kt_str){ brief, (size_t)len });

    char *text = kt_arena_alloc(arena, (size_t)len + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    return (struct kt_str){ text, (size_t)len };
}
