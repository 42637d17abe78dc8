#include "domain/catalog/category_out.h"

#include "base/assert.h"
#include "base/map.h"

/* ---- the tree ---- */

struct node {
    struct kt_category_out *row;
    struct node *parent;
    size_t count; /* of children */
    size_t free;  /* places for children that are not filled yet */
};

/* A node a row, tied to its parent, which counts it. */
static struct node *
tie(struct kt_category_out *rows, size_t count, struct node *top,
    struct kt_arena *arena)
{
    struct node *nodes = KT_NEW_ARRAY(arena, struct node, count + 1);
    struct kt_map by_slug;
    kt_map_init(&by_slug, arena, count);
    for (size_t i = 0; i < count; i++) {
        struct node *node = &nodes[i];
        node->row = &rows[i];
        node->parent = rows[i].parent.ptr != NULL
                           ? kt_map_find(&by_slug, rows[i].parent)
                           : top;
        if (node->parent != NULL)
            node->parent->count++;
        kt_map_put(&by_slug, rows[i].slug, node);
    }
    return nodes;
}

static struct kt_list
make_places(struct node *node, struct kt_arena *arena)
{
    node->free = node->count;
    return (struct kt_list){ KT_NEW_ARRAY(arena, struct kt_category_out,
                                          node->count + 1),
                             node->count };
}

/* A list holds its categories by value: a category is put into its parent's
 * when its own is full, so that the last rows go first. */
struct kt_list
kt_category_tree(struct kt_category_out *rows, size_t count,
                 struct kt_arena *arena)
{
    struct kt_category_out root = { 0 };
    struct node top = { .row = &root };
    struct node *nodes = tie(rows, count, &top, arena);
    root.children = make_places(&top, arena);
    for (size_t i = 0; i < count; i++)
        rows[i].children = make_places(&nodes[i], arena);
    for (size_t i = count; i-- > 0;) {
        struct node *parent = nodes[i].parent;
        if (parent == NULL)
            continue;
        struct kt_category_out *places = parent->row->children.items;
        places[--parent->free] = rows[i];
    }
    return root.children;
}

struct kt_category_out *
kt_category_find(struct kt_category_out *rows, size_t count, struct kt_str slug)
{
    for (size_t i = 0; i < count; i++)
        if (kt_str_eq(rows[i].slug, slug))
            return &rows[i];
    return NULL;
}

struct kt_list
kt_category_path(struct kt_category_out *rows, size_t count,
                 const struct kt_category_out *row, struct kt_arena *arena)
{
    struct kt_category_ref_out *path =
        KT_NEW_ARRAY(arena, struct kt_category_ref_out, KT_CATEGORY_DEPTH_MAX);
    size_t first = KT_CATEGORY_DEPTH_MAX;
    while (first > 0 && row->parent.ptr != NULL &&
           (row = kt_category_find(rows, count, row->parent)) != NULL)
        path[--first] = (struct kt_category_ref_out){ row->slug, row->name };
    return (struct kt_list){ path + first, KT_CATEGORY_DEPTH_MAX - first };
}

/* ---- shapes ---- */

#define OUT(KIND, member, FLAGS, ...)                                          \
    KT_FIELD(KIND, struct kt_category_out, member, FLAGS, __VA_ARGS__)

static const struct kt_field ref_fields[] = {
    KT_FIELD(STR, struct kt_category_ref_out, slug, 0,
             .help = "Its name in addresses"),
    KT_FIELD(STR, struct kt_category_ref_out, name, 0,
             .help = "In the wanted locale"),
};

static const struct kt_field fields[] = {
    OUT(ID, id, 0, .prefix = "cat"),
    OUT(STR, slug, 0, .help = "Its name in addresses"),
    OUT(STR, name, 0, .help = "In the wanted locale"),
    OUT(STR, description, 0, .help = "In the wanted locale"),
    OUT(STR, parent, KT_NULLABLE, .help = "Slug; null at the top"),
    OUT(LIST, children, 0, .shape = &kt_category_row_shape),
    /* From here on only on the page of the category. */
    OUT(LIST, path, 0, .shape = &kt_category_ref_shape,
        .help = "What stands above it, from the top"),
};

const struct kt_shape kt_category_ref_shape =
    KT_SHAPE("CategoryRef", struct kt_category_ref_out, ref_fields,
             "A category by name");

const struct kt_shape kt_category_row_shape = {
    .name = "CategoryRow",
    .size = sizeof(struct kt_category_out),
    .given_offset = KT_NO_GIVEN,
    .fields = fields,
    .field_count = KT_COUNT(fields) - 1,
    .help = "A category in the tree",
};

const struct kt_shape kt_category_shown_shape =
    KT_SHAPE("Category", struct kt_category_out, fields,
             "A category with what stands above and below it");
