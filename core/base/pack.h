/* Texts packed to be kept (zstd): many small ones that have much in common with
 * one text, their dictionary. What is packed with a dictionary is unpacked with
 * the same text alone. The same text and dictionary give the same bytes, which
 * carry a checksum. */
#ifndef KT_BASE_PACK_H
#define KT_BASE_PACK_H

#include <stdbool.h>

#include <kontor/arena.h>

/* Made once for many texts; shared by all threads. */
struct kt_dictionary;

/* Copies the text; NULL without memory. */
struct kt_dictionary *kt_dictionary_new(struct kt_str text);
void kt_dictionary_free(struct kt_dictionary *dictionary);

/* The packed text, from the arena; dictionary NULL: none. ptr NULL without
 * memory. */
struct kt_str kt_pack(const struct kt_dictionary *dictionary,
                      struct kt_str text, struct kt_arena *arena);

/* The other way, with the dictionary's text; an empty one: none. False for what
 * is damaged, has more than bytes_max, or was packed with another one. */
bool kt_unpack(struct kt_str dictionary, struct kt_str packed, size_t bytes_max,
               struct kt_arena *arena, struct kt_str *text);

/* Gives back what the calling thread keeps for it; at a thread's end. */
void kt_pack_leave_thread(void);

#endif
