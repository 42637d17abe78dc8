/* A shape ties a JSON object to a C struct by a table of fields. From the one
 * table come reading with limits and JSON pointers, writing, and the JSON
 * schema in the OpenAPI document, so that the three cannot differ.
 *
 * What a field's kind is in C:
 *   BOOL    bool
 *   INT     int64_t, min..max (so below zero only with a negative min);
 *           absent: 0, which NULLABLE and OMIT_EMPTY take for absent
 *   STR     struct kt_str, min..max code points; absent: ptr NULL
 *   ID      struct kt_id with the given prefix; absent: all zero
 *   TIME    int64_t Unix ms from RFC 3339; absent: 0
 *   ENUM    int, an index into names; absent: 0, or -1 when NULLABLE
 *   RAW     struct kt_str, any JSON value as text, with KT_IS_OBJECT any
 *           object; absent: ptr NULL, such an object is written as {}
 *   OBJECT  pointer to the struct of shape; absent: NULL
 *   EMBED   the struct of shape itself, as a member object, never absent
 *   LIST    struct kt_list of structs of shape, min..max items
 *   STRS    struct kt_list of struct kt_str, min..max items
 *   IDS     struct kt_list of struct kt_id with the given prefix
 *   DICT    struct kt_list of struct kt_pair: an object of text values,
 *           min..max members
 *
 * Nothing is unlimited: the constants KT_SHAPE_…_MAX hold where max is 0. */
#ifndef KT_BASE_SHAPE_H
#define KT_BASE_SHAPE_H

#include "base/buf.h"
#include "base/id.h"
#include "base/json.h"

enum {
    KT_SHAPE_STR_MAX = 10000,  /* code points of a text */
    KT_SHAPE_NAME_MAX = 100,   /* code points of a name in a DICT */
    KT_SHAPE_ITEMS_MAX = 1000, /* items of a list, members of a DICT */
    KT_SHAPE_RAW_MAX = 65536,  /* bytes of a RAW value */
    KT_SHAPE_FIELDS_MAX = 64,  /* rows of a table */
};

struct kt_list {
    void *items;
    size_t count;
};

struct kt_pair {
    struct kt_str name;
    struct kt_str value;
};

enum kt_field_kind {
    KT_FIELD_BOOL,
    KT_FIELD_INT,
    KT_FIELD_STR,
    KT_FIELD_ID,
    KT_FIELD_TIME,
    KT_FIELD_ENUM,
    KT_FIELD_RAW,
    KT_FIELD_OBJECT,
    KT_FIELD_EMBED,
    KT_FIELD_LIST,
    KT_FIELD_STRS,
    KT_FIELD_IDS,
    KT_FIELD_DICT,
};

enum kt_field_flag {
    KT_REQUIRED = 1,    /* reading: must be given */
    KT_NULLABLE = 2,    /* null may stand for absent, and is written for it */
    KT_READ_ONLY = 4,   /* written, and a fault when read */
    KT_WRITE_ONLY = 8,  /* read, never written */
    KT_OMIT_EMPTY = 16, /* left out when absent, empty or false */
    KT_IS_OBJECT = 32   /* RAW: must be an object */
};

struct kt_field {
    const char *name;
    enum kt_field_kind kind;
    unsigned flags;
    size_t offset;
    const struct kt_shape *shape;
    const char *const *names; /* ENUM: ends with NULL */
    const char *prefix;       /* ID, IDS */
    int64_t min;
    int64_t max; /* 0: the kind's own limit */
    const char *help;
};

struct kt_shape {
    const char *name; /* "Cart": its name in the OpenAPI document */
    size_t size;      /* of the struct */
    /* Where a uint64_t takes one bit a field that the body gave (bit = index
     * in fields), for PATCH. KT_NO_GIVEN: the struct has none. */
    size_t given_offset;
    const struct kt_field *fields;
    size_t field_count;
    const char *help;
};

#define KT_NO_GIVEN SIZE_MAX

/* Rows of a table:  KT_FIELD(STR, struct kt_line_in, sku, KT_REQUIRED,
 *                            .max = 64, .help = "…")                     */
#define KT_FIELD(KIND, type, member, /* FLAGS, */...)                          \
    {                                                                          \
        .name = #member, .kind = KT_FIELD_##KIND,                              \
        .offset = offsetof(type, member), .flags = __VA_ARGS__                 \
    }

#define KT_SHAPE(NAME, type, table, HELP)                                      \
    {                                                                          \
        .name = (NAME), .size = sizeof(type), .given_offset = KT_NO_GIVEN,     \
        .fields = (table), .field_count = sizeof(table) / sizeof((table)[0]),  \
        .help = (HELP)                                                         \
    }

/* The same for some rows of a table, of a struct that has a member `given`. */
#define KT_SHAPE_OF(NAME, type, first, COUNT, HELP)                            \
    {                                                                          \
        .name = (NAME), .size = sizeof(type),                                  \
        .given_offset = offsetof(type, given), .fields = (first),              \
        .field_count = (COUNT), .help = (HELP)                                 \
    }

/* Reads a whole body. Every fault of it is told: unknown members with the
 * nearest right name, missing ones, wrong kinds, limits; first those of the
 * body itself, then those of the objects in it. The struct is cleared first.
 * Texts and lists live in the arena. KT_INVALID_JSON, KT_INVALID_BODY. */
KT_CHECKED enum kt_status kt_shape_read(const struct kt_shape *shape,
                                        struct kt_str body, void *out,
                                        struct kt_arena *arena,
                                        struct kt_error *err);

/* The same of what was a table of a script: an empty one is a list and an
 * object alike, so an empty list is taken where an object is wanted. */
KT_CHECKED enum kt_status kt_shape_read_table(const struct kt_shape *shape,
                                              struct kt_str body, void *out,
                                              struct kt_arena *arena,
                                              struct kt_error *err);

/* As kt_shape_read, from a node of a parsed tree; pointer is where it is. */
KT_CHECKED enum kt_status kt_shape_read_node(const struct kt_shape *shape,
                                             const struct cJSON *node,
                                             struct kt_str pointer, void *out,
                                             struct kt_arena *arena,
                                             struct kt_error *err);

/* Writes the struct as a JSON object. */
void kt_shape_write(const struct kt_shape *shape, const void *in,
                    struct kt_json *json);

/* Writes the shape as a JSON schema; shapes inside are references to
 * "#/components/schemas/<name>". for_reading leaves out READ_ONLY fields,
 * else WRITE_ONLY ones are left out. */
void kt_shape_schema(const struct kt_shape *shape, bool for_reading,
                     struct kt_json *json);

/* Writes a body that kt_shape_read takes: what it demands, or, where it demands
 * nothing, the first that it may have. */
void kt_shape_example(const struct kt_shape *shape, struct kt_json *json);

/* True when the body gave this field; by name, for PATCH. */
bool kt_shape_was_given(const struct kt_shape *shape, const void *in,
                        const char *field);

/* Copies the members that the body gave from patch to out, another struct of
 * the shape; lists and objects as a whole. */
void kt_shape_patch(const struct kt_shape *shape, const void *patch, void *out);

#endif
