/* A borrowed run of bytes. It owns nothing, it need not end in NUL, and its
 * text is UTF-8 wherever it came through an input boundary. */
#ifndef KONTOR_STR_H
#define KONTOR_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct kt_str {
    const char *ptr;
    size_t len;
};

/* A literal, as an expression or as a static initializer. */
#define KT_STR(literal) ((struct kt_str){ "" literal, sizeof(literal) - 1 })
#define KT_STR_INIT(literal)                                                   \
    {                                                                          \
        "" literal, sizeof(literal) - 1                                        \
    }

/* Both parts of a string for "%.*s". */
#define KT_STR_FMT(str) (int)(str).len, (str).ptr

/* NULL gives the empty string. */
static inline struct kt_str
kt_str_of(const char *text)
{
    return (struct kt_str){ text, text != NULL ? strlen(text) : 0 };
}

static inline bool
kt_str_is_empty(struct kt_str str)
{
    return str.len == 0;
}

static inline bool
kt_str_eq(struct kt_str a, struct kt_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Order of bytes, the shorter first: the order of both databases. */
static inline int
kt_str_cmp(struct kt_str a, struct kt_str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared > 0 ? memcmp(a.ptr, b.ptr, shared) : 0;
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static inline bool
kt_str_starts(struct kt_str str, struct kt_str prefix)
{
    return str.len >= prefix.len &&
           (prefix.len == 0 || memcmp(str.ptr, prefix.ptr, prefix.len) == 0);
}

#endif
