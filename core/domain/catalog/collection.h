/* A collection shows products together: chosen one by one, in an order, or by a
 * rule over the catalogue. */
#ifndef KT_DOMAIN_COLLECTION_H
#define KT_DOMAIN_COLLECTION_H

#include "domain/catalog/item.h"

enum { KT_COLLECTION_PRODUCTS_MAX = 1000 };

struct kt_collection {
    uint64_t given;
    struct kt_id id;
    struct kt_str slug;
    struct kt_list names; /* by locale; of struct kt_pair */
    struct kt_list descriptions;
    int64_t position;
    bool is_active;
    struct kt_list products;      /* of struct kt_id, in their order */
    struct kt_selector *selector; /* instead of products; NULL: by hand */
    int64_t created_at;
    int64_t version; /* 0: not stored yet */
};

/* One table of rows in four shapes. */
extern const struct kt_shape kt_collection_in_shape;    /* a new one */
extern const struct kt_shape kt_collection_patch_shape; /* what changes */
extern const struct kt_shape kt_collection_out_shape;   /* what is told */
extern const struct kt_shape kt_collection_line_shape;  /* import, export */

/* As buyers see it, in one locale. */
struct kt_collection_shown {
    struct kt_id id;
    struct kt_str slug;
    struct kt_str name;
    struct kt_str description;
};

extern const struct kt_shape kt_collection_shown_shape;

/* Fills in what a new one leaves open; shape is the one it was read by. */
void kt_collection_complete(const struct kt_shape *shape,
                            struct kt_collection *collection);

/* What a shape cannot say and needs no other row. Adds every fault to err. */
void kt_collection_check(const struct kt_collection *collection,
                         struct kt_error *err);

#endif
