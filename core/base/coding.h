/* Content codings: text made smaller for the way (zlib, zstd). */
#ifndef KT_BASE_CODING_H
#define KT_BASE_CODING_H

#include <stdint.h>

#include <kontor/arena.h>

enum kt_coding { KT_CODING_NONE, KT_CODING_GZIP, KT_CODING_ZSTD };
enum { KT_CODING_COUNT = KT_CODING_ZSTD + 1 };

/* Below this one packet takes it either way. */
enum { KT_CODING_BYTES_MIN = 1024 };

/* What a client likes best of what it understands. */
struct kt_coding_wish {
    enum kt_coding coding;
    bool is_only; /* it takes no plain text */
};

/* "identity", "gzip", "zstd": as HTTP calls them. */
extern const char *const kt_coding_names[];

/* True when a text of this length is worth packing. */
bool kt_coding_pays(struct kt_coding_wish wish, size_t len);

/* The text in that coding, from the arena; ptr NULL when it would be no
 * smaller, or without memory. The same text gives the same bytes. */
struct kt_str kt_coding_pack(enum kt_coding coding, struct kt_str text,
                             struct kt_arena *arena);

/* What tells a text from every other: 64 bits of BLAKE2b, the same in every
 * process. */
uint64_t kt_coding_tag(struct kt_str text);

#endif
