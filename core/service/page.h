/* Places in a list, newest first. Outside a place is an opaque cursor: the
 * time and the id of the last row that was shown, in base64url. */
#ifndef KT_SERVICE_PAGE_H
#define KT_SERVICE_PAGE_H

#include "base/id.h"
#include "base/shape.h"

enum { KT_PAGE_LIMIT = 20, KT_PAGE_LIMIT_MAX = 100 };

struct kt_page_place {
    int64_t time_ms;
    struct kt_id id;
};

/* The cursor of a place. */
struct kt_str kt_page_cursor(struct kt_page_place place,
                             struct kt_arena *arena);

/* The place behind which a list goes on; an empty cursor is the start, in
 * front of every row. INVALID_QUERY for what is no cursor of ours. */
KT_CHECKED enum kt_status kt_page_parse(struct kt_str cursor,
                                        struct kt_page_place *place,
                                        struct kt_error *err);

/* A place in a list of many orders: the key of the last row that was shown, a
 * number or a text, and its id. */
struct kt_page_key {
    uint32_t order; /* which one it is of: kt_page_order */
    int64_t number;
    struct kt_str text;
    struct kt_id id;
};

/* The order `sort` of a list by name, "/admin/v1/orders": a cursor of another
 * one would be a place that nobody meant. */
uint32_t kt_page_order(const char *list, int sort);

/* In front of every row. */
struct kt_page_key kt_page_key_start(uint32_t order, bool is_falling);

struct kt_str kt_page_key_cursor(const struct kt_page_key *key,
                                 struct kt_arena *arena);

/* Replaces *key, which is the start, unless the cursor is empty. INVALID_QUERY
 * for what is no cursor of ours in this order. */
KT_CHECKED enum kt_status kt_page_key_parse(struct kt_str cursor,
                                            struct kt_arena *arena,
                                            struct kt_page_key *key,
                                            struct kt_error *err);

/* {"data":[…],"page":{"next":…}} of rows that are JSON already; next may be
 * empty. So may facets, which stand behind them: "facets":…. */
struct kt_str kt_page_json(const struct kt_str *rows, size_t count,
                           struct kt_str next, struct kt_str facets,
                           struct kt_arena *arena);

/* The same of structs; next may be empty. */
void kt_page_write(struct kt_json *json, const struct kt_shape *shape,
                   const void *items, size_t count, struct kt_str next);

/* How many rows to show: 0 is the default. */
static inline int64_t
kt_page_limit(int64_t wanted)
{
    return wanted > 0 ? wanted : KT_PAGE_LIMIT;
}

#endif
