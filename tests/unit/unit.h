/* What unit tests share: an arena a test, texts compared readably, and a
 * small generator of random cases that are the same in every run. */
#ifndef KT_TESTS_UNIT_H
#define KT_TESTS_UNIT_H

#include <check.h>
#include <stdint.h>

#include <kontor/problem.h>

#include "base/assert.h"

/* Empty when a test begins, released when it ends. */
extern struct kt_arena unit_arena;

/* The same for an error that lives in this arena. */
extern struct kt_error unit_err;

/* A group of tests with the arena and the error above. */
TCase *unit_case(Suite *suite, const char *name);

#define assert_text(actual, expected)                                          \
    do {                                                                       \
        struct kt_str actual_ = (actual);                                      \
        struct kt_str expected_ = kt_str_of(expected);                         \
        ck_assert_msg(kt_str_eq(actual_, expected_),                           \
                      "got \"%.*s\", want \"%.*s\"", KT_STR_FMT(actual_),      \
                      KT_STR_FMT(expected_));                                  \
    } while (0)

/* splitmix64: the seed tells the whole sequence. */
static inline uint64_t
unit_random(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* min..max, both possible. */
static inline int64_t
unit_between(uint64_t *seed, int64_t min, int64_t max)
{
    uint64_t width = (uint64_t)max - (uint64_t)min + 1;
    uint64_t offset = width > 0 ? unit_random(seed) % width : unit_random(seed);
    return (int64_t)((uint64_t)min + offset);
}

#endif
