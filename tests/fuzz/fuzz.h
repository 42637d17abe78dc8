/* What the fuzz targets share. Each target states what must hold of any bytes;
 * the sanitizers state the rest. */
#ifndef KT_TESTS_FUZZ_H
#define KT_TESTS_FUZZ_H

#include <kontor/arena.h>
#include <stdint.h>
#include <string.h>

#include "base/assert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input in memory of its own size, so that reading past it is seen. */
static inline struct kt_str
fuzz_text(struct kt_arena *arena, const uint8_t *data, size_t size)
{
    char *copy = kt_arena_alloc(arena, size + 1);
    memcpy(copy, data, size);
    return (struct kt_str){ copy, size };
}

#endif
