#include "domain/catalog/collection.h"

#include "base/assert.h"
#include "domain/catalog/code.h"

void
kt_collection_complete(const struct kt_shape *shape,
                       struct kt_collection *collection)
{
    if (!kt_shape_was_given(shape, collection, "is_active"))
        collection->is_active = true;
}

/* What a product costs differs by channel, buyer and time; what belongs to a
 * collection does not. */
static void
check_selector(const struct kt_selector *selector, struct kt_error *err)
{
    if (selector->price_min != 0)
        kt_error_add(err, KT_STR("/selector/price_min"), "not_allowed",
                     "prices differ by channel and buyer");
    if (selector->price_max != 0)
        kt_error_add(err, KT_STR("/selector/price_max"), "not_allowed",
                     "prices differ by channel and buyer");
}

static void
check_twice(const struct kt_list *products, struct kt_error *err)
{
    const struct kt_id *ids = products->items;
    for (size_t i = 1; i < products->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (!kt_id_eq(ids[i], ids[k]))
                continue;
            kt_error_add(err, kt_arena_format(err->arena, "/products/%zu", i),
                         "duplicate", "stands at %zu already", k);
            break;
        }
    }
}

void
kt_collection_check(const struct kt_collection *collection,
                    struct kt_error *err)
{
    kt_slug_check(collection->slug, KT_STR("/slug"), err);
    kt_texts_check(&collection->names, KT_STR("/names"), err);
    kt_texts_check(&collection->descriptions, KT_STR("/descriptions"), err);
    if (collection->names.count == 0)
        kt_error_add(err, KT_STR("/names"), "required", "a name is missing");
    check_twice(&collection->products, err);
    if (collection->selector == NULL)
        return;
    check_selector(collection->selector, err);
    if (collection->products.count > 0)
        kt_error_add(err, KT_STR("/selector"), "not_allowed",
                     "a collection has products or a selector");
}

#define ROW(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_collection, member, __VA_ARGS__)

/* clang-format off */
#define ROWS(FLAGS, EMPTY) \
    ROW(STR, slug, FLAGS, .min = 1, .max = 200, .help = "Its name in addresses."), \
    ROW(DICT, names, FLAGS, .max = 50, .help = "By locale."), \
    ROW(DICT, descriptions, 0, .max = 50, .help = "By locale."), \
    ROW(INT, position, 0, .max = 1000000000, .help = "Among collections."), \
    ROW(BOOL, is_active, 0, .help = "Shown in shops; true unless given."), \
    ROW(IDS, products, 0, .prefix = "prod", .max = KT_COLLECTION_PRODUCTS_MAX, \
        .help = "Chosen by hand, in their order."), \
    ROW(OBJECT, selector, EMPTY, .shape = &kt_selector_shape, \
        .help = "Chosen by rule, instead of products.")

static const struct kt_field fields[] = {
    /* Of imports and exports. */
    ROW(TIME, created_at, KT_OMIT_EMPTY, .help = "When it was made; none: now"),
    ROW(ID, id, 0, .prefix = "coll", .help = "Its id."),
    ROWS(KT_REQUIRED, KT_NULLABLE),
    ROW(TIME, created_at, KT_READ_ONLY, .help = "When it was made."),
    ROW(INT, version, KT_READ_ONLY, .help = "For If-Match."),
};

static const struct kt_field patch_fields[] = {
    ROWS(0, KT_NULLABLE),
};

#define SHOWN(KIND, member, ...) \
    KT_FIELD(KIND, struct kt_collection_shown, member, 0, __VA_ARGS__)

static const struct kt_field shown_fields[] = {
    SHOWN(ID, id, .prefix = "coll"),
    SHOWN(STR, slug, .help = "Its name in addresses"),
    SHOWN(STR, name, .help = "In the buyer's language"),
    SHOWN(STR, description, .help = "In the buyer's language"),
};
/* clang-format on */

enum { MADE = 1, ID = 1, TOLD_FIELDS = 2 };

const struct kt_shape kt_collection_in_shape =
    KT_SHAPE_OF("NewCollection", struct kt_collection, fields + MADE + ID,
                KT_COUNT(fields) - MADE - ID - TOLD_FIELDS,
                "A new collection.");

const struct kt_shape kt_collection_patch_shape =
    KT_SHAPE_OF("CollectionPatch", struct kt_collection, patch_fields,
                KT_COUNT(patch_fields), "What changes in a collection.");

const struct kt_shape kt_collection_out_shape =
    KT_SHAPE_OF("CollectionDetails", struct kt_collection, fields + MADE,
                KT_COUNT(fields) - MADE, "A collection, as staff knows it.");

const struct kt_shape kt_collection_line_shape =
    KT_SHAPE_OF("CollectionRecord", struct kt_collection, fields,
                KT_COUNT(fields) - TOLD_FIELDS,
                "A collection as it is imported and exported.");

const struct kt_shape kt_collection_shown_shape =
    KT_SHAPE("Collection", struct kt_collection_shown, shown_fields,
             "Products shown together");
