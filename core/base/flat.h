/* A struct and all that it points at as one piece of memory, which may be
 * copied as bytes and made right where it stands then.
 *
 *   static void
 *   walk_line(struct kt_flat *flat, void *value)
 *   {
 *       struct line *line = value;
 *       kt_flat_str(flat, &line->title);
 *       line->tags = kt_flat_strs(flat, line->tags, line->tag_count);
 *   }
 *
 *   struct kt_str bytes = kt_flatten(&line, sizeof line, walk_line, arena);
 *   … copy them, aligned to 8 bytes …
 *   struct line *copy = kt_unflatten(bytes, walk_line);
 *
 * NULL stays NULL. What is flattened must not be changed meanwhile. */
#ifndef KT_BASE_FLAT_H
#define KT_BASE_FLAT_H

#include <kontor/arena.h>

struct kt_flat;

/* Names each part of a value: its strings, its arrays. */
typedef void (*kt_flat_fn)(struct kt_flat *flat, void *value);

void kt_flat_str(struct kt_flat *flat, struct kt_str *str);

/* An array of structs in which strings stand at these offsets; gives where it
 * stands now. */
const void *kt_flat_array(struct kt_flat *flat, const void *items, size_t count,
                          size_t size, const size_t *strs, size_t str_count);
const void *kt_flat_strs(struct kt_flat *flat, const void *strs, size_t count);

struct kt_str kt_flatten(const void *value, size_t size, kt_flat_fn walk,
                         struct kt_arena *arena);

/* Moves the pointers of a copy, whose bytes are the caller's to change. */
void *kt_unflatten(struct kt_str bytes, kt_flat_fn walk);

#endif
