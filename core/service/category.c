#include "service/category.h"

#include "service/catalog_rows.h"
#include "service/category_tree.h"
#include "service/naming.h"

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_str parent;
    int is_active; /* -1: any */
};

static const char *const sort_names[] = { "slug", "position", "newest", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_CATEGORY_LIST_SLUG, .key_column = 1, .is_text = true },
    { KT_SQL_CATEGORY_LIST_POSITION, .key_column = 5 },
    { KT_SQL_CATEGORY_LIST_NEWEST, .key_column = 7, .is_falling = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(STR, struct query, parent, 0, .max = 200,
             .help = "Slug: those directly below only"),
    KT_FIELD(ENUM, struct query, is_active, KT_NULLABLE,
             .names = kt_truth_names),
};

const struct kt_shape kt_category_query_shape =
    KT_SHAPE("CategoryQuery", struct query, query_fields, NULL);

static void
filter(const void *asked, struct kt_filters *filters, struct kt_arena *arena)
{
    const struct query *query = asked;
    (void)arena;
    kt_filter_add(filters, KT_TEXT(query->parent));
    kt_filter_add(filters, KT_INT(query->is_active));
}

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    return kt_category_read_row(rows, arena, record, err);
}

static void
complete(const struct kt_shape *shape, void *record)
{
    kt_category_complete(shape, record);
}

/* ---- its place ---- */

/* Zeros when there is none. */
static enum kt_status
find_slug(const struct kt_edit *edit, struct kt_str slug, struct kt_id *id,
          struct kt_error *err)
{
    struct kt_rows rows;
    *id = (struct kt_id){ 0 };
    if (kt_str_is_empty(slug))
        return KT_OK;
    KT_TRY(kt_query(edit->reading, KT_SQL_CATEGORY_BY_SLUG,
                    KT_ARGS(KT_TEXT(slug)), &rows, err));
    if (kt_rows_next(&rows))
        *id = kt_col_id(&rows, 0);
    return kt_rows_close(&rows);
}

static bool
is_in(const struct kt_category_branch *branch, struct kt_id id)
{
    for (size_t i = 0; i < branch->count; i++) {
        if (kt_id_eq(branch->ids[i], id))
            return true;
    }
    return false;
}

static enum kt_status
count_levels(const struct kt_edit *edit, struct kt_id id, int64_t *levels,
             struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(edit->reading, KT_SQL_CATEGORY_LEVEL, KT_ARGS(KT_ID(id)),
                    &rows, err));
    *levels = kt_rows_next(&rows) ? kt_col_int(&rows, 0) : 0;
    return kt_rows_close(&rows);
}

/* An unknown parent tells the nearest one; all are read for that alone. */
static enum kt_status
refuse_parent(struct kt_edit *edit, struct kt_str parent, struct kt_error *err)
{
    KT_TRY(kt_edit_refs(edit, KT_REF_BIT(KT_REF_CATEGORY), err));
    (void)kt_refs_get(edit->refs, KT_REF_CATEGORY, parent, KT_STR("/parent"),
                      err);
    return KT_OK;
}

static enum kt_status
check_place(struct kt_edit *edit, const struct kt_category *category,
            struct kt_error *err)
{
    struct kt_category_branch branch;
    struct kt_id parent_id;
    int64_t levels;
    if (kt_str_is_empty(category->parent))
        return KT_OK;
    KT_TRY(find_slug(edit, category->parent, &parent_id, err));
    if (kt_id_is_null(parent_id))
        return refuse_parent(edit, category->parent, err);
    KT_TRY(kt_category_below(edit->reading, category->id, edit->call->arena,
                             &branch, err));
    KT_TRY(count_levels(edit, parent_id, &levels, err));
    if (is_in(&branch, parent_id))
        kt_error_add(err, KT_STR("/parent"), "wrong_value",
                     "\"%.*s\" stands below this category",
                     KT_STR_FMT(category->parent));
    else if (levels + 1 + branch.height > KT_CATEGORY_DEPTH_MAX)
        kt_error_add(err, KT_STR("/parent"), "too_deep",
                     "the tree would be %d levels deep, %d is the most",
                     (int)(levels + 1 + branch.height), KT_CATEGORY_DEPTH_MAX);
    return KT_OK;
}

/* ---- its slug ---- */

static const char *const named_in[] = { "categories", "exclude_categories",
                                        NULL };

/* Promotions and rules choose products by slugs: one that they name stays. */
static enum kt_status
check_slug(struct kt_edit *edit, const struct kt_category *category,
           struct kt_error *err)
{
    struct kt_category old;
    struct kt_arena *arena = edit->call->arena;
    if (edit->is_new || !kt_edit_gives(edit, "slug"))
        return KT_OK;
    KT_TRY(kt_resource_load(&kt_category_resource, edit->reading, category->id,
                            arena, &old, err));
    return kt_str_eq(old.slug, category->slug)
               ? KT_OK
               : kt_edit_find_naming(edit, named_in, old.slug, err);
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    const struct kt_category *category = record;
    kt_category_check(category, err);
    KT_TRY(err->status);
    KT_TRY(check_place(edit, category, err));
    KT_TRY(err->status);
    KT_TRY(check_slug(edit, category, err));
    return kt_edit_check_own(edit, KT_SQL_CATEGORY_BY_SLUG, "slug",
                             category->slug, category->id, err);
}

/* The tree may have changed since it was checked: two moves at once could make
 * a circle. */
static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    const struct kt_category *category = record;
    struct kt_category_branch branch;
    struct kt_id parent_id;
    KT_TRY(find_slug(edit, category->parent, &parent_id, err));
    KT_TRY(kt_category_below(edit->reading, category->id, edit->call->arena,
                             &branch, err));
    bool is_lost =
        !kt_str_is_empty(category->parent) && kt_id_is_null(parent_id);
    if (is_lost || is_in(&branch, parent_id))
        return kt_fail_conflict(err);
    return kt_category_write(edit->tx, category, parent_id, &branch,
                             edit->call->now_ms, edit->call->arena, err);
}

static const struct kt_resource_user users[] = {
    { "category", "cat", KT_SQL_CATEGORY_CHILDREN },
    { "product", "prod", KT_SQL_CATEGORY_PRODUCTS },
    { NULL, NULL, 0 },
};

const struct kt_resource kt_category_resource = {
    .name = "category",
    .path = "/admin/v1/categories",
    .prefix = "cat",
    .in = &kt_category_in_shape,
    .patch = &kt_category_patch_shape,
    .out = &kt_category_out_shape,
    KT_RESOURCE_RECORD(kt_category),
    .sorts = sorts,
    .users = users,
    .get = KT_SQL_CATEGORY_GET,
    .claim = KT_SQL_CATEGORY_CLAIM,
    .drop = KT_SQL_CATEGORY_DELETE,
    .makes_refs = true,
    .filter = filter,
    .read = read_row,
    .complete = complete,
    .check = check,
    .save = save,
    .named_in = named_in,
    .name_offset = offsetof(struct kt_category, slug),
};
