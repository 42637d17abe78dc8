#include "domain/catalog/facets.h"

#include "base/assert.h"
#include "base/text.h"

/* ---- which are asked ---- */

static const char *const names[] = { "categories", "price", "attributes",
                                     "tags", "vendor" };

static unsigned
facet_of(struct kt_str name, struct kt_error *err)
{
    for (unsigned i = 0; i < KT_COUNT(names); i++) {
        if (kt_str_eq(name, kt_str_of(names[i])))
            return 1U << i;
    }
    const char *nearest = kt_text_nearest(name, names, KT_COUNT(names));
    kt_error_add(err, KT_STR("/facets"), "not_an_option",
                 "must be 1, or categories, price, attributes, tags and vendor "
                 "with commas between%s%s%s",
                 nearest != NULL ? "; did you mean \"" : "",
                 nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
    return 0;
}

unsigned
kt_facets_parse(struct kt_str text, struct kt_error *err)
{
    unsigned facets = 0;
    if (text.len == 0 || kt_str_eq(text, KT_STR("0")))
        return 0;
    if (kt_str_eq(text, KT_STR("1")))
        return KT_FACET_ALL;
    for (;;) {
        const char *comma = memchr(text.ptr, ',', text.len);
        size_t len = comma != NULL ? (size_t)(comma - text.ptr) : text.len;
        facets |= facet_of((struct kt_str){ text.ptr, len }, err);
        if (comma == NULL)
            return facets;
        text = (struct kt_str){ comma + 1, text.len - len - 1 };
    }
}

/* ---- ranges of prices ---- */

int64_t
kt_price_step_min(unsigned step)
{
    static const int64_t heads[] = { 1, 2, 5 };
    int64_t min = 100;
    if (step == 0)
        return 0;
    for (unsigned i = 3; i <= step - 1; i += 3)
        min *= 10;
    return min * heads[(step - 1) % 3];
}

int64_t
kt_price_step_max(unsigned step)
{
    return step + 1 < KT_PRICE_STEPS ? kt_price_step_min(step + 1) - 1
                                     : KT_JSON_NUMBER_MAX;
}

unsigned
kt_price_step(int64_t price_minor)
{
    int64_t min = 100;
    unsigned step = 1;
    if (price_minor < min)
        return 0;
    while (step + 5 < KT_PRICE_STEPS && price_minor >= min * 10) {
        min *= 10;
        step += 3;
    }
    return step + (price_minor >= min * 2) + (price_minor >= min * 5);
}

/* ---- as JSON ---- */

#define VALUE(KIND, member, ...)                                               \
    KT_FIELD(KIND, struct kt_facet_value, member, __VA_ARGS__)
#define CATEGORY(KIND, member, ...)                                            \
    KT_FIELD(KIND, struct kt_facet_category, member, __VA_ARGS__)
#define PRICE(KIND, member, ...)                                               \
    KT_FIELD(KIND, struct kt_facet_price, member, __VA_ARGS__)
#define ATTRIBUTE(KIND, member, ...)                                           \
    KT_FIELD(KIND, struct kt_facet_attribute, member, __VA_ARGS__)
#define FACETS(KIND, member, ...)                                              \
    KT_FIELD(KIND, struct kt_facets, member, __VA_ARGS__)

static const struct kt_field value_fields[] = {
    VALUE(STR, value, 0, .help = "For the query"),
    VALUE(INT, count, 0, .help = "Products that have it"),
    VALUE(BOOL, is_chosen, KT_OMIT_EMPTY, .help = "The query asks for it"),
};

static const struct kt_shape value_shape =
    KT_SHAPE("FacetValue", struct kt_facet_value, value_fields,
             "A value and its count");

static const struct kt_field category_fields[] = {
    CATEGORY(STR, slug, 0, .help = "For the query"),
    CATEGORY(STR, name, 0, .help = "In the wanted locale"),
    CATEGORY(STR, parent, KT_NULLABLE, .help = "Slug of what stands above it"),
    CATEGORY(INT, count, 0, .help = "Products in it and below it"),
    CATEGORY(BOOL, is_chosen, KT_OMIT_EMPTY, .help = "The query asks for it"),
};

static const struct kt_shape category_shape =
    KT_SHAPE("FacetCategory", struct kt_facet_category, category_fields,
             "A category and its count");

static const struct kt_field price_fields[] = {
    PRICE(INT, price_min, 0, .help = "For the query, in minor units"),
    PRICE(INT, price_max, 0, .help = "The highest price of the range"),
    PRICE(INT, count, 0, .help = "Products whose price_min is in it"),
};

static const struct kt_shape price_shape =
    KT_SHAPE("FacetPrice", struct kt_facet_price, price_fields,
             "A range of prices and its count");

static const struct kt_field attribute_fields[] = {
    ATTRIBUTE(STR, code, 0, .help = "For the query: attr.CODE"),
    ATTRIBUTE(STR, label, 0, .help = "In the wanted locale, else the code"),
    ATTRIBUTE(STR, unit, KT_OMIT_EMPTY, .help = "Shown behind the value"),
    ATTRIBUTE(INT, value_count, 0, .help = "How many values there are"),
    ATTRIBUTE(LIST, values, 0, .shape = &value_shape,
              .help = "The most frequent of them"),
};

static const struct kt_shape attribute_shape =
    KT_SHAPE("FacetAttribute", struct kt_facet_attribute, attribute_fields,
             "An attribute and the counts of its values");

static const struct kt_field facets_fields[] = {
    FACETS(INT, total, 0, .help = "Products of the whole list"),
    FACETS(LIST, categories, KT_OMIT_EMPTY, .shape = &category_shape,
           .help = "With all that stands above them"),
    FACETS(LIST, price, KT_OMIT_EMPTY, .shape = &price_shape,
           .help = "Ranges that have products, the lowest first"),
    FACETS(LIST, attributes, KT_OMIT_EMPTY, .shape = &attribute_shape,
           .help = "Attributes and options, the most frequent first"),
    FACETS(LIST, tags, KT_OMIT_EMPTY, .shape = &value_shape,
           .help = "The most frequent first"),
    FACETS(LIST, vendor, KT_OMIT_EMPTY, .shape = &value_shape,
           .help = "The most frequent first"),
};

const struct kt_shape kt_facets_shape = KT_SHAPE(
    "Facets", struct kt_facets, facets_fields,
    "Counts of what was asked for; a facet's own choice does not narrow it");
