/* The tree of categories as it is stored: each with the path to the top. */
#ifndef KT_SERVICE_CATEGORY_TREE_H
#define KT_SERVICE_CATEGORY_TREE_H

#include "domain/catalog/category.h"
#include "store/store.h"

/* A category with all that stands below it, parents first. */
struct kt_category_branch {
    struct kt_id *ids;
    size_t count;
    int64_t height; /* levels below the category */
};

KT_CHECKED enum kt_status kt_category_below(const struct kt_tx *tx,
                                            struct kt_id id,
                                            struct kt_arena *arena,
                                            struct kt_category_branch *branch,
                                            struct kt_error *err);

/* Writes the row of a checked category, new or not, below parent_id (zeros: at
 * the top), and the paths of its branch. */
KT_CHECKED enum kt_status kt_category_write(
    struct kt_tx *tx, const struct kt_category *category,
    struct kt_id parent_id, const struct kt_category_branch *branch,
    int64_t now_ms, struct kt_arena *arena, struct kt_error *err);

#endif
