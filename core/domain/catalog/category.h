/* A category is a place in the tree by which buyers find products. */
#ifndef KT_DOMAIN_CATEGORY_H
#define KT_DOMAIN_CATEGORY_H

#include "base/id.h"
#include "base/shape.h"

/* A tree is never deeper; the path table grows with the depth. */
enum { KT_CATEGORY_DEPTH_MAX = 16 };

struct kt_category {
    uint64_t given;
    struct kt_id id; /* zero: known by its slug, or new */
    struct kt_str slug;
    struct kt_str parent; /* slug; empty: at the top */
    struct kt_list names; /* by locale; of struct kt_pair */
    struct kt_list descriptions;
    int64_t position;
    bool is_active;
    int64_t created_ms; /* 0: now */
    int64_t version;    /* 0: not stored yet */
};

/* One table of rows in four shapes. */
extern const struct kt_shape kt_category_in_shape;    /* a new one */
extern const struct kt_shape kt_category_patch_shape; /* what changes */
extern const struct kt_shape kt_category_out_shape;   /* what staff is told */
extern const struct kt_shape kt_category_shape;       /* import, export */

/* Fills in what a new one leaves open; shape is the one it was read by. */
void kt_category_complete(const struct kt_shape *shape,
                          struct kt_category *category);

void kt_category_check(const struct kt_category *category,
                       struct kt_error *err);

#endif
