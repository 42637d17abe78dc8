/* What can go wrong, and how it is told.
 *
 * A fallible function returns enum kt_status (KT_OK is 0) and takes a struct
 * kt_error last. The row of a problem in kontor/problems.def gives its
 * status constant, its typed constructor, the problem+json body, the constant
 * that Lua sees, the OpenAPI response and the page /problems/<slug>.
 *
 * A constructor fills the error and returns its status, so that a failure is
 * one line:  return kt_fail_out_of_stock(err, sku, available);
 * Callers hand a failure up as it is. */
#ifndef KONTOR_PROBLEM_H
#define KONTOR_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kontor/arena.h>
#include <kontor/str.h>

#define KT_CHECKED __attribute__((warn_unused_result))

enum kt_status {
    KT_OK = 0,
#define X(TOKEN, token, http, slug, title, help, args, fields) KT_##TOKEN,
#include <kontor/problems.def>
#undef X
    KT_STATUS_COUNT
};

/* One typed fact of a problem, a member of its JSON body. */
struct kt_error_field {
    const char *name;
    bool is_text;
    int64_t number;
    struct kt_str text;
};

/* One fault inside a request body: where, what kind, what would be right. */
struct kt_error_item {
    struct kt_str pointer; /* RFC 6901, "" is the whole body */
    const char *code;      /* "required", "unknown_field", … */
    struct kt_str detail;
};

enum { KT_ERROR_FIELDS_MAX = 6, KT_ERROR_ITEMS_MAX = 50 };

struct kt_error {
    enum kt_status status;
    struct kt_arena *arena; /* owns every text below; never NULL */
    struct kt_str detail;   /* one sentence about this very case */
    struct kt_error_field fields[KT_ERROR_FIELDS_MAX];
    size_t field_count;
    struct kt_error_item *items;
    size_t item_count;
    size_t items_dropped; /* faults beyond KT_ERROR_ITEMS_MAX */
};

/* A member that every body of a problem has: a text, or a number. */
struct kt_problem_field {
    const char *name;
    bool is_text;
};

/* The fixed part of a problem. */
struct kt_problem {
    const char *name; /* "OUT_OF_STOCK" */
    const char *slug; /* "out-of-stock" */
    const char *title;
    const char *help; /* what the page /problems/<slug> says */
    int http_status;
    const struct kt_problem_field *fields; /* ends with a NULL name */
};

const struct kt_problem *kt_problem_get(enum kt_status status);

/* NULL when no problem has this slug. */
const struct kt_problem *kt_problem_find(struct kt_str slug);

void kt_error_init(struct kt_error *err, struct kt_arena *arena);

/* Says what is special about this failure; printf. */
enum kt_status kt_error_explain(struct kt_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds a fault of the body. The first one turns the error into
 * KT_INVALID_BODY unless it already carries a status; faults beyond
 * KT_ERROR_ITEMS_MAX are counted, not kept. Returns err->status. */
enum kt_status kt_error_add(struct kt_error *err, struct kt_str pointer,
                            const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* One line for logs and terminals: "slug: detail (pointer: detail; …)". */
struct kt_str kt_error_text(const struct kt_error *err);

/* Used by the constructors below. Setting a status forgets what the error
 * carried before; texts are copied, names of fields are not. */
enum kt_status kt_error_set(struct kt_error *err, enum kt_status status);
void kt_error_field_text(struct kt_error *err, const char *name,
                         struct kt_str text);
void kt_error_field_number(struct kt_error *err, const char *name,
                           int64_t number);

/* The typed constructors: kt_fail_<token>(err, fields of the row…). */
#define NO_ARGS
#define ARGS(...) , __VA_ARGS__
#define NO_FIELDS
#define TEXT(name)   kt_error_field_text(err, #name, name);
#define NUMBER(name) kt_error_field_number(err, #name, name);
#define X(TOKEN, token, http, slug, title, help, args, fields)                 \
    static inline enum kt_status kt_fail_##token(struct kt_error *err args)    \
    {                                                                          \
        kt_error_set(err, KT_##TOKEN);                                         \
        fields return KT_##TOKEN;                                              \
    }
#include <kontor/problems.def>
#undef X
#undef NUMBER
#undef TEXT
#undef NO_FIELDS
#undef ARGS
#undef NO_ARGS

/* Hands a failure up. */
#define KT_TRY(call)                                                           \
    do {                                                                       \
        enum kt_status kt_try_ = (call);                                       \
        if (kt_try_ != KT_OK)                                                  \
            return kt_try_;                                                    \
    } while (0)

#endif
