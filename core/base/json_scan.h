/* The pass over a JSON text that refuses what is not allowed, before a tree
 * is built. Used by json.c only. */
#ifndef KT_BASE_JSON_SCAN_H
#define KT_BASE_JSON_SCAN_H

#include <kontor/problem.h>

/* The n-th number of the text has a fraction or an exponent. cJSON keeps only
 * its nearest double; this keeps its text. */
struct kt_json_real {
    size_t ordinal;
    struct kt_str text;
};

struct kt_json_reals {
    struct kt_json_real *items;
    size_t count;
};

/* KT_INVALID_JSON: the detail tells line, column and pointer; the one entry of
 * items carries the pointer. */
KT_CHECKED enum kt_status kt_json_scan(struct kt_arena *arena,
                                       struct kt_str text,
                                       struct kt_json_reals *reals,
                                       struct kt_error *err);

#endif
