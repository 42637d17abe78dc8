#include "domain/catalog/item.h"

static const struct kt_field fields[] = {
    KT_FIELD(STRS, struct kt_selector, skus, KT_OMIT_EMPTY),
    KT_FIELD(STRS, struct kt_selector, products, KT_OMIT_EMPTY,
             .help = "Slugs"),
    KT_FIELD(STRS, struct kt_selector, categories, KT_OMIT_EMPTY,
             .help = "Slugs; products in categories below count too"),
    KT_FIELD(STRS, struct kt_selector, tags, KT_OMIT_EMPTY),
    KT_FIELD(STRS, struct kt_selector, vendors, KT_OMIT_EMPTY),
    KT_FIELD(DICT, struct kt_selector, attributes, KT_OMIT_EMPTY,
             .help = "Code and value"),
    KT_FIELD(STRS, struct kt_selector, exclude_skus, KT_OMIT_EMPTY),
    KT_FIELD(STRS, struct kt_selector, exclude_products, KT_OMIT_EMPTY),
    KT_FIELD(STRS, struct kt_selector, exclude_categories, KT_OMIT_EMPTY),
    KT_FIELD(STRS, struct kt_selector, exclude_tags, KT_OMIT_EMPTY),
    KT_FIELD(INT, struct kt_selector, price_min, KT_OMIT_EMPTY,
             .max = KT_MONEY_MAX, .help = "Unit price, inclusive"),
    KT_FIELD(INT, struct kt_selector, price_max, KT_OMIT_EMPTY,
             .max = KT_MONEY_MAX, .help = "Unit price, inclusive"),
};

const struct kt_shape kt_selector_shape =
    KT_SHAPE("Selector", struct kt_selector, fields,
             "A choice of products: any of the lists may match, the excluded "
             "ones must not; without any member it takes all.");

static bool
list_has(struct kt_list list, struct kt_str text)
{
    const struct kt_str *texts = list.items;
    for (size_t i = 0; i < list.count; i++) {
        if (kt_str_eq(texts[i], text))
            return true;
    }
    return false;
}

static bool
list_has_any(struct kt_list list, const struct kt_str *texts, size_t count)
{
    for (size_t i = 0; list.count > 0 && i < count; i++) {
        if (list_has(list, texts[i]))
            return true;
    }
    return false;
}

static bool
has_attribute(struct kt_list wanted, const struct kt_item *item)
{
    const struct kt_pair *pairs = wanted.items;
    for (size_t i = 0; i < wanted.count; i++) {
        for (size_t j = 0; j < item->attribute_count; j++) {
            if (kt_str_eq(pairs[i].name, item->attributes[j].name) &&
                kt_str_eq(pairs[i].value, item->attributes[j].value))
                return true;
        }
    }
    return false;
}

static bool
names_nothing(const struct kt_selector *selector)
{
    return selector->skus.count + selector->products.count +
               selector->categories.count + selector->tags.count +
               selector->vendors.count + selector->attributes.count ==
           0;
}

static bool
excludes_nothing(const struct kt_selector *selector)
{
    return selector->exclude_skus.count + selector->exclude_products.count +
               selector->exclude_categories.count +
               selector->exclude_tags.count ==
           0;
}

bool
kt_selector_takes_all(const struct kt_selector *selector)
{
    return names_nothing(selector) && excludes_nothing(selector) &&
           selector->price_min == 0 && selector->price_max == 0;
}

bool
kt_selector_matches(const struct kt_selector *selector,
                    const struct kt_item *item, int64_t unit_minor)
{
    if (unit_minor < selector->price_min ||
        (selector->price_max > 0 && unit_minor > selector->price_max))
        return false;
    if (list_has(selector->exclude_skus, item->sku) ||
        list_has(selector->exclude_products, item->product) ||
        list_has_any(selector->exclude_categories, item->categories,
                     item->category_count) ||
        list_has_any(selector->exclude_tags, item->tags, item->tag_count))
        return false;
    return names_nothing(selector) || list_has(selector->skus, item->sku) ||
           list_has(selector->products, item->product) ||
           list_has(selector->vendors, item->vendor) ||
           list_has_any(selector->categories, item->categories,
                        item->category_count) ||
           list_has_any(selector->tags, item->tags, item->tag_count) ||
           has_attribute(selector->attributes, item);
}
