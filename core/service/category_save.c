#include "base/grow.h"
#include "domain/catalog/code.h"
#include "service/catalog_save.h"
#include "store/change.h"

/* A category with all that stands below it, parents first. */
struct branch {
    struct kt_id *ids;
    size_t count;
    int64_t height; /* levels below the category */
};

static enum kt_status
load_branch(const struct kt_saving *saving, struct kt_id id,
            struct branch *branch, struct kt_error *err)
{
    struct kt_rows rows;
    *branch = (struct branch){ 0 };
    KT_TRY(kt_query(saving->reading, KT_SQL_CATEGORY_BELOW, KT_ARGS(KT_ID(id)),
                    &rows, err));
    while (kt_rows_next(&rows)) {
        branch->ids = kt_grow(saving->arena, branch->ids, branch->count,
                              sizeof *branch->ids);
        branch->ids[branch->count++] = kt_col_id(&rows, 0);
        branch->height = kt_col_int(&rows, 1);
    }
    return kt_rows_close(&rows);
}

/* The place below parent must be outside of the category's own branch. */
static void
check_place(const struct kt_category *category, const struct kt_ref *parent,
            const struct branch *branch, struct kt_error *err)
{
    int64_t depth = 1;
    for (const struct kt_ref *above = parent; above != NULL;
         above = above->parent) {
        depth++;
        if (!kt_str_eq(above->code, category->slug))
            continue;
        kt_error_add(err, KT_STR("/parent"), "wrong_value",
                     "\"%.*s\" stands below this category",
                     KT_STR_FMT(parent->code));
        return;
    }
    if (depth + branch->height > KT_CATEGORY_DEPTH_MAX)
        kt_error_add(err, KT_STR("/parent"), "too_deep",
                     "the tree would be %d levels deep, %d is the most",
                     (int)(depth + branch->height), KT_CATEGORY_DEPTH_MAX);
}

static enum kt_status
write_paths(const struct kt_saving *saving, struct kt_id id,
            const struct branch *branch, struct kt_error *err)
{
    size_t count = branch->count > 0 ? branch->count : 1;
    const struct kt_id *ids = branch->count > 0 ? branch->ids : &id;
    for (size_t i = 0; i < count; i++)
        KT_TRY(kt_exec(saving->tx, KT_SQL_CATEGORY_DROP_PATH, KT_ANY_ROWS,
                       KT_ARGS(KT_ID(ids[i])), err));
    for (size_t i = 0; i < count; i++) {
        KT_TRY(kt_exec(saving->tx, KT_SQL_CATEGORY_ADD_PATH, KT_ANY_ROWS,
                       KT_ARGS(KT_ID(ids[i])), err));
        KT_TRY(kt_exec(saving->tx, KT_SQL_CATEGORY_ADD_SELF, 1,
                       KT_ARGS(KT_ID(ids[i])), err));
    }
    return KT_OK;
}

static enum kt_status
write_category(const struct kt_saving *saving,
               const struct kt_category *category, const struct kt_ref *ref,
               struct kt_error *err)
{
    int64_t created_ms =
        category->created_ms != 0 ? category->created_ms : saving->now_ms;
    struct kt_arg parent_id =
        ref->parent != NULL ? KT_ID(ref->parent->id) : KT_NULL;
    return kt_exec(
        saving->tx, KT_SQL_CATEGORY_UPSERT, 1,
        KT_ARGS(KT_ID(ref->id), parent_id, KT_TEXT(category->slug),
                KT_TEXT(kt_texts_json(&category->names, saving->arena)),
                KT_TEXT(kt_texts_json(&category->descriptions, saving->arena)),
                KT_INT(category->position), KT_INT(category->is_active),
                KT_INT(created_ms), KT_INT(saving->now_ms)),
        err);
}

enum kt_status
kt_category_save(const struct kt_saving *saving, struct kt_category *category,
                 struct kt_error *err)
{
    struct branch branch = { 0 };
    kt_category_complete(category);
    kt_category_check(category, err);
    struct kt_ref *parent =
        kt_refs_get(saving->refs, KT_REF_CATEGORY, category->parent,
                    KT_STR("/parent"), err);
    const struct kt_ref *known =
        kt_refs_find(saving->refs, KT_REF_CATEGORY, category->slug);
    KT_TRY(err->status);
    if (known != NULL)
        KT_TRY(load_branch(saving, known->id, &branch, err));
    check_place(category, parent, &branch, err);
    KT_TRY(err->status);
    struct kt_ref *ref =
        kt_refs_claim(saving->refs, KT_REF_CATEGORY, category->slug,
                      category->id, saving->now_ms, err);
    KT_TRY(err->status);
    ref->parent = parent;
    if (saving->tx == NULL)
        return KT_OK;
    kt_tx_touch_catalogue(saving->tx);
    KT_TRY(write_category(saving, category, ref, err));
    return write_paths(saving, ref->id, &branch, err);
}
