#include "domain/catalog/product_type.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/grow.h"
#include "base/text.h"

const char *const kt_attribute_kind_names[] = {
    "text", "integer", "decimal", "boolean", "choice", "choices", "date", NULL,
};

enum { DECIMALS_MAX = 6 };

/* Where attribute values stand and who is told about them. */
struct place {
    struct kt_str pointer;
    struct kt_error *err;
};

static struct kt_str
pointer_to(const struct place *place, struct kt_str name)
{
    struct kt_buf buf;
    kt_buf_init(&buf, place->err->arena, 64);
    kt_buf_str(&buf, place->pointer);
    kt_buf_pointer(&buf, name);
    return kt_buf_view(&buf);
}

static bool
is_among(const struct kt_list *values, struct kt_str text)
{
    const struct kt_str *items = values->items;
    for (size_t i = 0; i < values->count; i++) {
        if (kt_str_eq(items[i], text))
            return true;
    }
    return false;
}

/* ---- one value ---- */

static bool
is_text(const struct cJSON *node)
{
    return kt_json_kind(node) == KT_JSON_STR;
}

static bool
is_decimal(const struct cJSON *node)
{
    int64_t ignored;
    return is_text(node) &&
           kt_decimal_parse(kt_json_get_str(node), DECIMALS_MAX, &ignored);
}

static bool
is_date(const struct cJSON *node)
{
    int64_t ignored;
    return is_text(node) && kt_json_get_str(node).len == 10 &&
           kt_time_parse(kt_json_get_str(node), &ignored);
}

static bool
are_texts(const struct cJSON *node, const struct kt_list *among)
{
    if (kt_json_kind(node) != KT_JSON_ARRAY)
        return false;
    for (node = kt_json_first(node); node != NULL; node = kt_json_next(node)) {
        if (!is_text(node) ||
            (among != NULL && !is_among(among, kt_json_get_str(node))))
            return false;
    }
    return true;
}

static bool
fits_kind(const struct kt_attribute *attribute, const struct cJSON *node)
{
    switch ((enum kt_attribute_kind)attribute->kind) {
    case KT_ATTRIBUTE_TEXT:
        return is_text(node);
    case KT_ATTRIBUTE_INTEGER:
        return kt_json_kind(node) == KT_JSON_INT;
    case KT_ATTRIBUTE_DECIMAL:
        return is_decimal(node);
    case KT_ATTRIBUTE_BOOLEAN:
        return kt_json_kind(node) == KT_JSON_BOOL;
    case KT_ATTRIBUTE_CHOICE:
        return is_text(node) &&
               is_among(&attribute->values, kt_json_get_str(node));
    case KT_ATTRIBUTE_CHOICES:
        return are_texts(node, &attribute->values);
    case KT_ATTRIBUTE_DATE:
        return is_date(node);
    }
    return false;
}

static bool
fits_free(const struct cJSON *node)
{
    enum kt_json_kind kind = kt_json_kind(node);
    return kind == KT_JSON_STR || kind == KT_JSON_INT || kind == KT_JSON_BOOL ||
           are_texts(node, NULL);
}

/* ---- all values ---- */

static const struct kt_attribute *
find_attribute(const struct kt_product_type *type, struct kt_str code)
{
    const struct kt_attribute *attributes = type->attributes.items;
    for (size_t i = 0; i < type->attributes.count; i++) {
        if (kt_str_eq(attributes[i].code, code))
            return &attributes[i];
    }
    return NULL;
}

static void
check_free(const struct cJSON *node, const struct place *place)
{
    if (!fits_free(node))
        kt_error_add(place->err, pointer_to(place, kt_json_name(node)),
                     "wrong_type",
                     "must be a text, an integer, true, false "
                     "or an array of texts");
}

static void
check_value(const struct kt_product_type *type, bool of_variant,
            const struct cJSON *node, const struct place *place)
{
    struct kt_str name = kt_json_name(node);
    const struct kt_attribute *attribute = find_attribute(type, name);
    if (attribute == NULL)
        kt_error_add(place->err, pointer_to(place, name), "unknown_attribute",
                     "the product type %.*s has no such attribute",
                     KT_STR_FMT(type->code));
    else if (attribute->is_variant != of_variant)
        kt_error_add(place->err, pointer_to(place, name), "wrong_place",
                     "stands on %s", of_variant ? "the product" : "variants");
    else if (!fits_kind(attribute, node))
        kt_error_add(place->err, pointer_to(place, name), "wrong_value",
                     "is no %s of this attribute",
                     kt_attribute_kind_names[attribute->kind]);
}

static void
check_required(const struct kt_product_type *type, bool of_variant,
               const struct cJSON *object, const struct place *place)
{
    const struct kt_attribute *attributes = type->attributes.items;
    for (size_t i = 0; i < type->attributes.count; i++) {
        const struct kt_attribute *attribute = &attributes[i];
        if (!attribute->is_required || attribute->is_variant != of_variant ||
            (object != NULL && kt_json_find(object, attribute->code) != NULL))
            continue;
        kt_error_add(place->err, pointer_to(place, attribute->code), "required",
                     "is required by the product type %.*s",
                     KT_STR_FMT(type->code));
    }
}

/* NULL for an empty text; false when it is no object. */
static bool
parse_object(struct kt_str text, struct kt_arena *arena,
             const struct cJSON **object)
{
    struct kt_error ignored;
    *object = NULL;
    if (kt_str_is_empty(text))
        return true;
    kt_error_init(&ignored, arena);
    return kt_json_parse(arena, text, object, &ignored) == KT_OK &&
           kt_json_kind(*object) == KT_JSON_OBJECT;
}

void
kt_attributes_check(const struct kt_product_type *type, bool of_variant,
                    struct kt_str attributes, struct kt_str pointer,
                    struct kt_error *err)
{
    struct place place = { pointer, err };
    const struct cJSON *object;
    if (!parse_object(attributes, err->arena, &object)) {
        kt_error_add(err, pointer, "wrong_type", "must be an object");
        return;
    }
    const struct cJSON *node = object != NULL ? kt_json_first(object) : NULL;
    for (; node != NULL; node = kt_json_next(node)) {
        if (type == NULL)
            check_free(node, &place);
        else
            check_value(type, of_variant, node, &place);
    }
    if (type != NULL)
        check_required(type, of_variant, object, &place);
}

/* ---- as texts ---- */

static struct kt_str
value_text(const struct cJSON *node, struct kt_arena *arena)
{
    return kt_json_kind(node) == KT_JSON_STR ? kt_json_get_str(node)
                                             : kt_json_text(node, arena);
}

static void
push_pair(struct kt_list *pairs, struct kt_str name, struct kt_str value,
          struct kt_arena *arena)
{
    struct kt_pair *items =
        kt_grow(arena, pairs->items, pairs->count, sizeof *items);
    items[pairs->count++] = (struct kt_pair){ name, value };
    pairs->items = items;
}

static void
push_object(struct kt_list *pairs, const struct cJSON *object,
            const struct cJSON *unless, struct kt_arena *arena)
{
    const struct cJSON *node = object != NULL ? kt_json_first(object) : NULL;
    for (; node != NULL; node = kt_json_next(node)) {
        struct kt_str name = kt_json_name(node);
        if (unless != NULL && kt_json_find(unless, name) != NULL)
            continue;
        if (kt_json_kind(node) != KT_JSON_ARRAY) {
            push_pair(pairs, name, value_text(node, arena), arena);
            continue;
        }
        for (const struct cJSON *item = kt_json_first(node); item != NULL;
             item = kt_json_next(item))
            push_pair(pairs, name, value_text(item, arena), arena);
    }
}

struct kt_list
kt_attributes_pairs(struct kt_str over, struct kt_str under,
                    struct kt_arena *arena)
{
    struct kt_list pairs = { 0 };
    const struct cJSON *top;
    const struct cJSON *bottom;
    if (parse_object(over, arena, &top) &&
        parse_object(under, arena, &bottom)) {
        push_object(&pairs, top, NULL, arena);
        push_object(&pairs, bottom, top, arena);
    }
    return pairs;
}

/* ---- the type ---- */

void
kt_product_type_check(const struct kt_product_type *type, struct kt_error *err)
{
    const struct kt_attribute *attributes = type->attributes.items;
    for (size_t i = 0; i < type->attributes.count; i++) {
        const struct kt_attribute *attribute = &attributes[i];
        struct kt_str pointer =
            kt_arena_format(err->arena, "/attributes/%zu", i);
        bool is_choice = attribute->kind == KT_ATTRIBUTE_CHOICE ||
                         attribute->kind == KT_ATTRIBUTE_CHOICES;
        if (find_attribute(type, attribute->code) != attribute)
            kt_error_add(err, pointer, "duplicate",
                         "the code %.*s is there "
                         "already",
                         KT_STR_FMT(attribute->code));
        if (is_choice != (attribute->values.count > 0))
            kt_error_add(err, pointer, "wrong_value",
                         is_choice ? "a choice needs values"
                                   : "values are for choices only");
    }
}

static const struct kt_field attribute_fields[] = {
    KT_FIELD(STR, struct kt_attribute, code, KT_REQUIRED, .min = 1, .max = 64,
             .help = "Its name in attributes."),
    KT_FIELD(DICT, struct kt_attribute, labels, KT_OMIT_EMPTY, .max = 50,
             .help = "What buyers read, by locale."),
    KT_FIELD(ENUM, struct kt_attribute, kind, KT_REQUIRED,
             .names = kt_attribute_kind_names, .help = "What it holds."),
    KT_FIELD(BOOL, struct kt_attribute, is_required, KT_OMIT_EMPTY,
             .help = "Every product of the type has it."),
    KT_FIELD(BOOL, struct kt_attribute, is_variant, KT_OMIT_EMPTY,
             .help = "Stands on variants instead of the product."),
    KT_FIELD(STRS, struct kt_attribute, values, KT_OMIT_EMPTY, .max = 1000,
             .help = "What may be chosen."),
    KT_FIELD(STR, struct kt_attribute, unit, KT_OMIT_EMPTY, .max = 20,
             .help = "Shown behind the value."),
};

const struct kt_shape kt_attribute_shape =
    KT_SHAPE("Attribute", struct kt_attribute, attribute_fields,
             "An attribute that products of a type have.");

#define TYPE(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct kt_product_type, member, __VA_ARGS__)

/* clang-format off */
#define TYPE_ROWS(FLAGS, EMPTY) \
    TYPE(STR, name, FLAGS, .min = 1, .max = 200, .help = "What staff reads."), \
    TYPE(LIST, attributes, EMPTY, .shape = &kt_attribute_shape, .max = 200, \
         .help = "What its products have.")

static const struct kt_field type_fields[] = {
    TYPE(ID, id, KT_OMIT_EMPTY, .prefix = "ptype", .help = "Its id."),
    TYPE(STR, code, KT_REQUIRED, .min = 1, .max = 64,
         .help = "Its name for imports and products; never changes."),
    TYPE_ROWS(KT_REQUIRED, KT_OMIT_EMPTY),
    TYPE(INT, version, KT_READ_ONLY, .help = "For If-Match."),
};

static const struct kt_field type_patch_fields[] = {
    TYPE_ROWS(0, 0),
};
/* clang-format on */

enum { ID = 1, TOLD_FIELDS = 1 };

const struct kt_shape kt_product_type_in_shape =
    KT_SHAPE_OF("NewProductType", struct kt_product_type, type_fields + ID,
                KT_COUNT(type_fields) - ID - TOLD_FIELDS,
                "A new kind of product.");

const struct kt_shape kt_product_type_patch_shape =
    KT_SHAPE_OF("ProductTypePatch", struct kt_product_type, type_patch_fields,
                KT_COUNT(type_patch_fields), "What changes in a product type.");

const struct kt_shape kt_product_type_out_shape =
    KT_SHAPE_OF("ProductType", struct kt_product_type, type_fields,
                KT_COUNT(type_fields),
                "A kind of product with its attributes.");

const struct kt_shape kt_product_type_shape =
    KT_SHAPE_OF("ProductTypeRecord", struct kt_product_type, type_fields,
                KT_COUNT(type_fields) - TOLD_FIELDS,
                "A product type as it is imported and exported.");
