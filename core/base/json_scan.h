/* The pass over a JSON text that refuses what is not allowed, before a tree
 * is built. Only json.c asks for it. */
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

/* A string or a number, scanned. */
struct kt_json_token {
    const char *end;   /* behind it; or the place of the fault */
    const char *fault; /* set when the scan failed */
    bool is_special;   /* a string with escapes, a number that is no integer */
};

/* begin points at the opening quote; at the minus sign or the first digit. */
KT_CHECKED bool kt_json_scan_string(const char *begin, const char *end,
                                    struct kt_json_token *token);
KT_CHECKED bool kt_json_scan_number(const char *begin, const char *end,
                                    struct kt_json_token *token);

/* What the inside of a scanned string stands for. */
struct kt_str kt_json_unescape(struct kt_arena *arena, struct kt_str raw);

#endif
