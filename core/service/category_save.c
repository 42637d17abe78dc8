#include "domain/catalog/code.h"
#include "service/catalog_save.h"
#include "service/category_tree.h"

/* The place below parent must be outside of the category's own branch. */
static void
check_place(const struct kt_category *category, const struct kt_ref *parent,
            const struct kt_category_branch *branch, struct kt_error *err)
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

enum kt_status
kt_category_save(const struct kt_saving *saving, struct kt_category *category,
                 struct kt_error *err)
{
    struct kt_category_branch branch = { 0 };
    kt_category_complete(&kt_category_shape, category);
    kt_category_check(category, err);
    struct kt_ref *parent =
        kt_refs_get(saving->refs, KT_REF_CATEGORY, category->parent,
                    KT_STR("/parent"), err);
    const struct kt_ref *known =
        kt_refs_find(saving->refs, KT_REF_CATEGORY, category->slug);
    KT_TRY(err->status);
    if (known != NULL)
        KT_TRY(kt_category_below(saving->reading, known->id, saving->arena,
                                 &branch, err));
    check_place(category, parent, &branch, err);
    KT_TRY(err->status);
    struct kt_ref *ref =
        kt_refs_claim(saving->refs, KT_REF_CATEGORY, category->slug,
                      category->id, saving->now_ms, err);
    KT_TRY(err->status);
    ref->parent = parent;
    if (saving->tx == NULL)
        return KT_OK;
    category->id = ref->id;
    return kt_category_write(saving->tx, category,
                             parent != NULL ? parent->id : (struct kt_id){ 0 },
                             &branch, saving->now_ms, saving->arena, err);
}
