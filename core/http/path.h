/* The target of a request: split first, then each segment decoded once, so
 * that no escape can change where a segment ends. Refused: bad escapes, NUL
 * and other control characters, "/" and "\" hidden in escapes, dot segments,
 * text that is not UTF-8. */
#ifndef KT_HTTP_PATH_H
#define KT_HTTP_PATH_H

#include <kontor/problem.h>

enum { KT_PATH_SEGMENTS_MAX = 16 };

struct kt_path {
    struct kt_str text;  /* as it came, without the query */
    struct kt_str query; /* as it came, without "?" */
    struct kt_str segments[KT_PATH_SEGMENTS_MAX]; /* decoded */
    size_t count; /* above the maximum: no route has so many */
};

/* Everything points into target or the arena. INVALID_REQUEST. */
KT_CHECKED enum kt_status kt_path_parse(struct kt_str target,
                                        struct kt_arena *arena,
                                        struct kt_path *path,
                                        struct kt_error *err);

/* Decodes %XX and, in queries, "+". NULL, or what is wrong with the text. */
const char *kt_percent_decode(struct kt_str text, bool plus_is_blank,
                              struct kt_arena *arena, struct kt_str *decoded);

#endif
