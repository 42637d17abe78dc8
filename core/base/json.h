/* Strict reading of JSON. cJSON builds the tree; a pass of our own before it
 * refuses what cJSON lets through: duplicate keys, text after the value,
 * invalid UTF-8, raw control characters, "\u0000", lone surrogates, more than
 * KT_JSON_DEPTH_MAX levels, more than KT_JSON_KEYS_MAX keys in one object,
 * numbers that JSON's grammar does not know ("01", "1.") and numbers beyond
 * 2^53. The tree lives in the arena. */
#ifndef KT_BASE_JSON_H
#define KT_BASE_JSON_H

#include <kontor/problem.h>

enum { KT_JSON_DEPTH_MAX = 64, KT_JSON_KEYS_MAX = 1000 };

#define KT_JSON_NUMBER_MAX INT64_C(9007199254740992) /* 2^53 */

enum kt_json_kind {
    KT_JSON_NULL,
    KT_JSON_BOOL,
    KT_JSON_INT,    /* a number without fraction and exponent */
    KT_JSON_NUMBER, /* any other number */
    KT_JSON_STR,
    KT_JSON_ARRAY,
    KT_JSON_OBJECT,
};

/* A node of the tree: a cJSON item, seen through this header only. */
struct cJSON;

/* KT_INVALID_JSON with a pointer, line and column in the detail. */
KT_CHECKED enum kt_status kt_json_parse(struct kt_arena *arena,
                                        struct kt_str text,
                                        const struct cJSON **root,
                                        struct kt_error *err);

enum kt_json_kind kt_json_kind(const struct cJSON *node);
const char *kt_json_kind_name(enum kt_json_kind kind); /* "an integer" */
bool kt_json_get_bool(const struct cJSON *node);
int64_t kt_json_get_int(const struct cJSON *node);
struct kt_str kt_json_get_str(const struct cJSON *node);
size_t kt_json_size(const struct cJSON *node);
const struct cJSON *kt_json_first(const struct cJSON *container);
const struct cJSON *kt_json_next(const struct cJSON *node);
struct kt_str kt_json_name(const struct cJSON *member);
/* NULL when the object has no such member. */
const struct cJSON *kt_json_find(const struct cJSON *object,
                                 struct kt_str name);
/* Takes the member out of its object and gives it; NULL when there is none. For
 * whoever parsed the tree and reads the rest of it by a shape. */
const struct cJSON *kt_json_detach(const struct cJSON *object,
                                   struct kt_str name);
/* The node as compact text, members in their order. */
struct kt_str kt_json_text(const struct cJSON *node, struct kt_arena *arena);

#endif
