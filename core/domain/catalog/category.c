#include "domain/catalog/category.h"

#include "domain/catalog/code.h"

void
kt_category_complete(struct kt_category *category)
{
    if (!kt_shape_was_given(&kt_category_shape, category, "is_active"))
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

static const struct kt_field fields[] = {
    KT_FIELD(ID, struct kt_category, id, KT_OMIT_EMPTY, .prefix = "cat",
             .help = "Its id."),
    KT_FIELD(STR, struct kt_category, slug, KT_REQUIRED, .min = 1, .max = 200,
             .help = "Its name in addresses."),
    KT_FIELD(STR, struct kt_category, parent, KT_OMIT_EMPTY, .max = 200,
             .help = "Slug of the category above; none: at the top."),
    KT_FIELD(DICT, struct kt_category, names, KT_REQUIRED, .max = 50,
             .help = "By locale."),
    KT_FIELD(DICT, struct kt_category, descriptions, KT_OMIT_EMPTY, .max = 50,
             .help = "By locale."),
    KT_FIELD(INT, struct kt_category, position, 0, .max = 1000000000,
             .help = "Among its siblings."),
    KT_FIELD(BOOL, struct kt_category, is_active, 0,
             .help = "Shown in shops; true unless given."),
    { .name = "created_at",
      .kind = KT_FIELD_TIME,
      .flags = KT_OMIT_EMPTY,
      .offset = offsetof(struct kt_category, created_ms),
      .help = "When it was made." },
};

const struct kt_shape kt_category_shape = {
    .name = "CategoryRecord",
    .size = sizeof(struct kt_category),
    .given_offset = offsetof(struct kt_category, given),
    .fields = fields,
    .field_count = sizeof fields / sizeof fields[0],
    .help = "A category as it is imported and exported.",
};
