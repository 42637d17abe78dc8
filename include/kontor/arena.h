/* An arena owns everything that one request, quote or batch allocates, and
 * gives it back at once. Nothing in it is freed singly.
 *
 * An allocation never returns NULL. When the arena's limit is reached or the
 * system has no memory left, the arena jumps to its rescue point; code between
 * the rescue point and an allocation must therefore own nothing that only it
 * can release (the store's transactions are rolled back by their thread's next
 * begin). Without a rescue point the process ends with a message. */
#ifndef KONTOR_ARENA_H
#define KONTOR_ARENA_H

#include <setjmp.h>
#include <stddef.h>

#include <kontor/str.h>

struct kt_arena_chunk;

struct kt_arena {
    struct kt_arena_chunk *chunk; /* the newest; earlier ones hang behind */
    char *next;                   /* first free byte of the newest chunk */
    char *end;
    size_t bytes;     /* taken from the system */
    size_t bytes_max; /* limit; 0: none */
    jmp_buf *rescue;  /* where to go when nothing is left */
};

/* A point to which an arena can be wound back. */
struct kt_arena_mark {
    struct kt_arena_chunk *chunk;
    char *next;
};

/* Starts an empty arena that may grow to bytes_max (0: without limit). */
void kt_arena_init(struct kt_arena *arena, size_t bytes_max);

/* Gives everything back, the arena itself can be used again. */
void kt_arena_release(struct kt_arena *arena);

/* Forgets everything but keeps the first chunk, so that a warm arena serves
 * the next request without asking the system. */
void kt_arena_reset(struct kt_arena *arena);

struct kt_arena_mark kt_arena_mark(const struct kt_arena *arena);
void kt_arena_rewind(struct kt_arena *arena, struct kt_arena_mark mark);

/* size bytes, aligned for any type, not cleared. */
void *kt_arena_alloc(struct kt_arena *arena, size_t size);

/* count * size bytes, zeroed; a product beyond SIZE_MAX counts as "nothing
 * left". */
void *kt_arena_calloc(struct kt_arena *arena, size_t count, size_t size);

/* Grows the block at ptr, in place where it is the arena's last one. */
void *kt_arena_grow(struct kt_arena *arena, void *ptr, size_t old_size,
                    size_t new_size);

/* What an allocation does when nothing is left. For who caught that at a rescue
 * point of his own, gave back what he held, and lets the arena's former one go
 * on. */
_Noreturn void kt_arena_give_up(struct kt_arena *arena);

/* A copy in the arena, with a NUL behind it that does not count. */
struct kt_str kt_arena_str(struct kt_arena *arena, struct kt_str str);
const char *kt_arena_cstr(struct kt_arena *arena, struct kt_str str);

/* printf into the arena. */
struct kt_str kt_arena_format(struct kt_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define KT_NEW(arena, type) ((type *)kt_arena_calloc((arena), 1, sizeof(type)))
#define KT_NEW_ARRAY(arena, type, count)                                       \
    ((type *)kt_arena_calloc((arena), (count), sizeof(type)))

#endif
