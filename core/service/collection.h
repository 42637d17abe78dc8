/* Collections: for staff, and as buyers see them. */
#ifndef KT_SERVICE_COLLECTION_H
#define KT_SERVICE_COLLECTION_H

#include "domain/catalog/collection.h"
#include "service/resource.h"
#include "service/shown.h"

extern const struct kt_shape kt_collection_query_shape;
extern const struct kt_resource kt_collection_resource;

/* The columns of collection_get, without the products. */
KT_CHECKED enum kt_status kt_collection_read_row(
    const struct kt_rows *rows, struct kt_arena *arena,
    struct kt_collection *collection, struct kt_error *err);

/* The products of the collection that the statement finds by this slug, as an
 * array of *count ids: in their order when chosen by hand, else the newest
 * first. *is_there is false without such a collection. Whether buyers see a
 * product is not asked. Costs one look into an index for each name of a rule
 * and what it takes; a rule by attributes reads the attributes of all products.
 * COLLECTION_SHOWN_BY_SLUG is for buyers, COLLECTION_BY_SLUG for staff. */
KT_CHECKED enum kt_status kt_collection_find(
    const struct kt_tx *tx, enum kt_sql statement, struct kt_str slug,
    struct kt_arena *arena, struct kt_id **ids, size_t *count, bool *is_there,
    struct kt_error *err);

/* ---- for buyers ---- */

struct kt_collection_use {
    struct kt_use_state use; /* first */
    struct kt_str slug;      /* of one; empty: all of them */
    struct kt_shown_answer shown;
};

extern const struct kt_use kt_use_collection_list;
extern const struct kt_use kt_use_collection_get;

struct kt_collection_products_use {
    struct kt_use_state use; /* first */
    struct kt_str slug;
    struct kt_str currency;       /* empty: the channel's first */
    struct kt_str after;          /* a cursor; empty: from the start */
    int64_t limit;                /* 0: 20 */
    struct kt_shown_answer shown; /* the page, of product rows */
};

extern const struct kt_use kt_use_collection_products;

#endif
