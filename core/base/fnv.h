/* FNV-1a, 64 bits: the same on every machine and after every start, for what is
 * stored or told. Whoever chooses the bytes can choose the hash: maps have
 * kt_str_hash. */
#ifndef KT_BASE_FNV_H
#define KT_BASE_FNV_H

#include <stddef.h>
#include <stdint.h>

#define KT_FNV_START UINT64_C(0xcbf29ce484222325)

/* The hash of what was hashed so far and these bytes. */
static inline uint64_t
kt_fnv(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
    return hash;
}

#endif
