/* Categories as buyers see them, in one locale. */
#ifndef KT_DOMAIN_CATEGORY_OUT_H
#define KT_DOMAIN_CATEGORY_OUT_H

#include "domain/catalog/category.h"

/* A category, named by something else. */
struct kt_category_ref_out {
    struct kt_str slug;
    struct kt_str name;
};

struct kt_category_out {
    struct kt_id id;
    struct kt_str slug;
    struct kt_str name;
    struct kt_str description;
    struct kt_str parent;    /* slug; ptr NULL: at the top */
    struct kt_list children; /* of kt_category_out */
    struct kt_list path;     /* of kt_category_ref_out, from the top */
};

extern const struct kt_shape kt_category_ref_shape;

/* One table seen twice: in the tree, and on its own with its path. */
extern const struct kt_shape kt_category_row_shape;
extern const struct kt_shape kt_category_shown_shape;

/* Hangs categories into each other; rows come with parents before children and
 * take their children. Gives those at the top; a row whose parent is not among
 * them hangs nowhere. */
struct kt_list kt_category_tree(struct kt_category_out *rows, size_t count,
                                struct kt_arena *arena);

/* The row with this slug, NULL when there is none. */
struct kt_category_out *kt_category_find(struct kt_category_out *rows,
                                         size_t count, struct kt_str slug);

/* What stands above a row, from the top. */
struct kt_list kt_category_path(struct kt_category_out *rows, size_t count,
                                const struct kt_category_out *row,
                                struct kt_arena *arena);

#endif
