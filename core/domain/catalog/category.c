#include "domain/catalog/category.h"

#include "base/assert.h"
#include "domain/catalog/code.h"

void
kt_category_complete(const struct kt_shape *shape, struct kt_category *category)
{
    if (!kt_shape_was_given(shape, category, "is_active"))
        category->is_active = true;
}

void
kt_category_check(const struct kt_category *category, struct kt_error *err)
{
    kt_slug_check(category->slug, KT_STR("/slug"), err);
    kt_texts_check(&category->names, KT_STR("/names"), err);
    kt_texts_check(&category->descriptions, KT_STR("/descriptions"), err);
    if (category->names.count == 0)
        kt_error_add(err, KT_STR("/names"), "required", "a name is missing");
    if (kt_str_eq(category->slug, category->parent))
        kt_error_add(err, KT_STR("/parent"), "wrong_value",
                     "is the category itself");
}

#define ROW(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_category, member, __VA_ARGS__)

/* clang-format off */
#define ROWS(FLAGS, EMPTY) \
    ROW(STR, slug, FLAGS, .min = 1, .max = 200, .help = "Its name in addresses."), \
    ROW(STR, parent, EMPTY, .max = 200, .help = "Slug of the category above; none: at the top."), \
    ROW(DICT, names, FLAGS, .max = 50, .help = "By locale."), \
    ROW(DICT, descriptions, EMPTY, .max = 50, .help = "By locale."), \
    ROW(INT, position, 0, .max = 1000000000, .help = "Among its siblings."), \
    ROW(BOOL, is_active, 0, .help = "Shown in shops; true unless given.")

#define CREATED(FLAGS) \
    { .name = "created_at", .kind = KT_FIELD_TIME, .flags = FLAGS, \
      .offset = offsetof(struct kt_category, created_ms), .help = "When it was made." }

static const struct kt_field fields[] = {
    CREATED(KT_OMIT_EMPTY),
    ROW(ID, id, KT_OMIT_EMPTY, .prefix = "cat", .help = "Its id."),
    ROWS(KT_REQUIRED, KT_OMIT_EMPTY),
};

static const struct kt_field out_fields[] = {
    ROW(ID, id, 0, .prefix = "cat", .help = "Its id."),
    ROWS(0, KT_NULLABLE),
    CREATED(KT_READ_ONLY),
    ROW(INT, version, KT_READ_ONLY, .help = "For If-Match."),
};

static const struct kt_field patch_fields[] = {
    ROWS(0, KT_NULLABLE),
};
/* clang-format on */

enum { OWN = 2 };

const struct kt_shape kt_category_in_shape =
    KT_SHAPE_OF("NewCategory", struct kt_category, fields + OWN,
                KT_COUNT(fields) - OWN, "A new place in the tree.");

const struct kt_shape kt_category_patch_shape =
    KT_SHAPE_OF("CategoryPatch", struct kt_category, patch_fields,
                KT_COUNT(patch_fields),
                "What changes in a category; parent moves it with all below.");

const struct kt_shape kt_category_out_shape =
    KT_SHAPE_OF("CategoryDetails", struct kt_category, out_fields,
                KT_COUNT(out_fields), "A category, as staff knows it.");

const struct kt_shape kt_category_shape =
    KT_SHAPE_OF("CategoryRecord", struct kt_category, fields, KT_COUNT(fields),
                "A category as it is imported and exported.");
