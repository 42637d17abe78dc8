/* Identifiers: a UUIDv7 of 16 bytes inside, "prod_" and 26 characters of
 * Crockford's base 32 (lower case) outside. The 74 random bits of a new id
 * come from the system's generator, so that an id cannot be guessed. */
#ifndef KT_BASE_ID_H
#define KT_BASE_ID_H

#include <kontor/problem.h>

struct kt_id {
    uint8_t bytes[16];
};

enum { KT_ID_TEXT_MAX = 40 };

static inline bool
kt_id_eq(struct kt_id a, struct kt_id b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

static inline int
kt_id_cmp(struct kt_id a, struct kt_id b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes);
}

static inline bool
kt_id_is_null(struct kt_id id)
{
    static const struct kt_id null;
    return kt_id_eq(id, null);
}

/* A new id for something that is made at now_ms. */
struct kt_id kt_id_new(int64_t now_ms);

/* The id that stands for a name: the same for the same name in the same
 * space (UUIDv8 from a BLAKE2b hash). Imports use it for what has no id. */
struct kt_id kt_id_of_name(struct kt_id space, struct kt_str name);

/* prefix is "prod", "cart", … of at most 12 letters; out holds KT_ID_TEXT_MAX
 * bytes and ends in NUL. */
struct kt_str kt_id_format(struct kt_id id, const char *prefix, char *out);
struct kt_str kt_id_text(struct kt_arena *arena, struct kt_id id,
                         const char *prefix);

/* False when the text is not an id with this prefix, or is the null id.
 * Accepts upper case. */
bool kt_id_parse(struct kt_str text, const char *prefix, struct kt_id *id);

#endif
