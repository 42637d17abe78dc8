#include "domain/catalog/product.h"

#include <strings.h>

#include "base/assert.h"
#include "base/map.h"
#include "base/text.h"
#include "domain/catalog/code.h"

/* ---- what was not given ---- */

static void
complete_object(struct kt_str *json)
{
    if (kt_str_is_empty(*json))
        *json = KT_STR("{}");
}

void
kt_variant_complete(const struct kt_shape *shape, struct kt_variant *variant)
{
    static const struct {
        const char *name;
        size_t offset;
    } true_unless_given[] = {
        { "requires_shipping", offsetof(struct kt_variant, requires_shipping) },
        { "is_discountable", offsetof(struct kt_variant, is_discountable) },
        { "is_active", offsetof(struct kt_variant, is_active) },
    };
    for (size_t i = 0; i < KT_COUNT(true_unless_given); i++) {
        if (!kt_shape_was_given(shape, variant, true_unless_given[i].name))
            *(bool *)((char *)variant + true_unless_given[i].offset) = true;
    }
    if (!kt_shape_was_given(shape, variant, "stock_policy"))
        variant->stock_policy =
            variant->stock.count > 0 ? KT_STOCK_REFUSE : KT_STOCK_UNTRACKED;
    complete_object(&variant->attributes);
    complete_object(&variant->extra);
}

void
kt_product_complete(struct kt_product *product)
{
    struct kt_variant *variants = product->variants.items;
    if (kt_str_is_empty(product->tax_class))
        product->tax_class = KT_STR("standard");
    complete_object(&product->attributes);
    complete_object(&product->extra);
    for (size_t i = 0; i < product->variants.count; i++)
        kt_variant_complete(&kt_variant_shape, &variants[i]);
}

/* ---- checks ---- */

/* A product under check, with what the checks of its parts share. */
struct check {
    const struct kt_product *product;
    const struct kt_product_type *type;
    struct kt_error *err;
    size_t variant; /* the one that is looked at; ALONE: all that there is */
    struct kt_map *values; /* by option: its values; NULL: for one variant */
};

#define ALONE SIZE_MAX

static struct kt_str
variant_pointer(const struct check *check, const char *member)
{
    return check->variant == ALONE
               ? kt_str_of(member)
               : kt_arena_format(check->err->arena, "/variants/%zu%s",
                                 check->variant, member);
}

static struct kt_str
variant_item(const struct check *check, const char *member, size_t index)
{
    return kt_arena_format(check->err->arena, "%.*s/%zu",
                           KT_STR_FMT(variant_pointer(check, member)), index);
}

/* For one variant a map would cost more than it saves. */
static bool
has_value(const struct check *check, size_t option, struct kt_str value)
{
    const struct kt_product_option *options = check->product->options.items;
    const struct kt_str *items = options[option].values.items;
    if (check->values != NULL)
        return kt_map_find(&check->values[option], value) != NULL;
    for (size_t i = 0; i < options[option].values.count; i++) {
        if (kt_str_eq(items[i], value))
            return true;
    }
    return false;
}

/* Puts the texts into the map, unless one is there already or empty. */
static void
check_repeats(const struct kt_list *list, const char *pointer,
              struct kt_map *seen, struct kt_error *err)
{
    struct kt_str *items = list->items;
    kt_map_init(seen, err->arena, list->count);
    for (size_t i = 0; i < list->count; i++) {
        struct kt_str place = kt_arena_format(err->arena, "%s/%zu", pointer, i);
        if (kt_str_is_empty(kt_text_trim(items[i])))
            kt_error_add(err, place, "too_short", "is empty");
        else if (kt_map_put(seen, items[i], &items[i]) != NULL)
            kt_error_add(err, place, "duplicate", "\"%.*s\" stands there twice",
                         KT_STR_FMT(items[i]));
    }
}

/* A scheme as browsers read one: what stands before the first colon, unless the
 * path begins before. */
static struct kt_str
scheme_of(struct kt_str url)
{
    size_t len = 0;
    while (len < url.len && strchr(":/?#", url.ptr[len]) == NULL)
        len++;
    bool has_scheme = len < url.len && url.ptr[len] == ':';
    return (struct kt_str){ url.ptr, has_scheme ? len : 0 };
}

static bool
is_scheme(struct kt_str scheme, const char *name)
{
    return scheme.len == strlen(name) &&
           strncasecmp(scheme.ptr, name, scheme.len) == 0;
}

/* Pages put it into links: nothing that a browser would run, no signs that it
 * passes over. */
static bool
is_link(struct kt_str url)
{
    struct kt_str scheme = scheme_of(url);
    for (size_t i = 0; i < url.len; i++) {
        unsigned char sign = (unsigned char)url.ptr[i];
        if (sign < ' ' || sign == 0x7f || (sign == ' ' && i == 0))
            return false;
    }
    return scheme.len == 0
               ? url.len == 0 || url.ptr[0] != ':'
               : is_scheme(scheme, "https") || is_scheme(scheme, "http");
}

static void
check_media(struct check *check)
{
    const struct kt_media *media = check->product->media.items;
    for (size_t i = 0; i < check->product->media.count; i++) {
        if (!is_link(media[i].url))
            kt_error_add(check->err,
                         kt_arena_format(check->err->arena, "/media/%zu/url",
                                         i),
                         "wrong_value",
                         "wants https://, http:// or a path, as in "
                         "/media/mug.jpg");
    }
}

static void
check_options(struct check *check)
{
    const struct kt_product_option *options = check->product->options.items;
    check->values = KT_NEW_ARRAY(check->err->arena, struct kt_map,
                                 check->product->options.count + 1);
    for (size_t i = 0; i < check->product->options.count; i++) {
        const char *pointer =
            kt_arena_format(check->err->arena, "/options/%zu", i).ptr;
        for (size_t j = 0; j < i; j++) {
            if (kt_str_eq(options[i].name, options[j].name))
                kt_error_add(check->err, kt_str_of(pointer), "duplicate",
                             "the option %.*s is there already",
                             KT_STR_FMT(options[i].name));
        }
        check_repeats(
            &options[i].values,
            kt_arena_format(check->err->arena, "%s/values", pointer).ptr,
            &check->values[i], check->err);
    }
}

static void
check_option_values(const struct check *check, const struct kt_variant *variant)
{
    const struct kt_product_option *options = check->product->options.items;
    const struct kt_str *values = variant->option_values.items;
    size_t wanted = check->product->options.count;
    if (variant->option_values.count != wanted) {
        kt_error_add(check->err, variant_pointer(check, "/option_values"),
                     "wrong_value", "needs %zu values, one for each option",
                     wanted);
        return;
    }
    for (size_t i = 0; i < wanted; i++) {
        if (!has_value(check, i, values[i]))
            kt_error_add(check->err, variant_item(check, "/option_values", i),
                         "wrong_value", "the option %.*s has no value \"%.*s\"",
                         KT_STR_FMT(options[i].name), KT_STR_FMT(values[i]));
    }
}

static struct kt_str
price_member(struct kt_str pointer, const char *member, struct kt_error *err)
{
    return kt_arena_format(err->arena, "%.*s%s", KT_STR_FMT(pointer), member);
}

void
kt_product_price_check(const struct kt_product_price *price,
                       struct kt_str pointer, struct kt_error *err)
{
    if (kt_currency_find(price->currency) == NULL)
        kt_error_add(err, price_member(pointer, "/currency", err),
                     "wrong_value", "ISO 4217 knows no currency %.*s",
                     KT_STR_FMT(price->currency));
    if (price->country.len > 0 && !kt_country_is_code(price->country))
        kt_error_add(err, price_member(pointer, "/country", err), "wrong_value",
                     "two capital letters, as in DE");
    if (price->amount < 0 || price->amount > KT_MONEY_MAX)
        kt_error_add(err, price_member(pointer, "/amount", err), "out_of_range",
                     "the amount is out of range");
    if (price->quantity_max != 0 && price->quantity_max < price->quantity_min)
        kt_error_add(err, price_member(pointer, "/quantity_max", err),
                     "wrong_value", "is below quantity_min");
    if (price->ends_at != 0)
        kt_window_check(price->starts_at, price->ends_at,
                        price_member(pointer, "/ends_at", err), err);
}

static void
check_stock(const struct check *check, const struct kt_variant *variant)
{
    const struct kt_stock_level *levels = variant->stock.items;
    for (size_t i = 0; i < variant->stock.count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (kt_str_eq(levels[i].location, levels[j].location))
                kt_error_add(check->err, variant_pointer(check, "/stock"),
                             "duplicate",
                             "the location %.*s stands there "
                             "twice",
                             KT_STR_FMT(levels[i].location));
        }
    }
}

static bool
is_line(struct kt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return !kt_str_is_empty(kt_text_trim(text));
}

static void
check_variant(const struct check *check, const struct kt_variant *variant)
{
    const struct kt_product_price *prices = variant->prices.items;
    if (kt_str_is_empty(variant->sku) || variant->sku.len > KT_SKU_MAX * 4)
        kt_error_add(check->err, variant_pointer(check, "/sku"), "wrong_value",
                     "is missing or too long");
    else if (!is_line(variant->sku))
        kt_error_add(check->err, variant_pointer(check, "/sku"), "wrong_value",
                     "must be one line of letters, digits and signs");
    check_option_values(check, variant);
    kt_attributes_check(check->type, true, variant->attributes,
                        variant_pointer(check, "/attributes"), check->err);
    if (variant->quantity_max != 0 &&
        variant->quantity_max < variant->quantity_min)
        kt_error_add(check->err, variant_pointer(check, "/quantity_max"),
                     "wrong_value", "is below quantity_min");
    for (size_t i = 0; i < variant->prices.count; i++)
        kt_product_price_check(&prices[i], variant_item(check, "/prices", i),
                               check->err);
    check_stock(check, variant);
}

/* Skus and combinations of option values stand once in a product. Variants that
 * are not active are what is left of earlier times and may repeat. */
static void
check_distinct(struct check *check)
{
    struct kt_variant *variants = check->product->variants.items;
    struct kt_map skus;
    struct kt_map titles;
    kt_map_init(&skus, check->err->arena, check->product->variants.count);
    kt_map_init(&titles, check->err->arena, check->product->variants.count);
    for (size_t i = 0; i < check->product->variants.count; i++) {
        struct kt_variant *variant = &variants[i];
        check->variant = i;
        if (kt_map_put(&skus, variant->sku, variant) != NULL)
            kt_error_add(check->err, variant_pointer(check, "/sku"),
                         "duplicate", "the sku %.*s stands there twice",
                         KT_STR_FMT(variant->sku));
        struct kt_str title =
            kt_variant_title(&variant->option_values, check->err->arena);
        if (variant->is_active && kt_map_put(&titles, title, variant) != NULL)
            kt_variant_refuse_twin(title,
                                   variant_pointer(check, "/option_values"),
                                   check->err);
    }
}

void
kt_product_check(const struct kt_product *product,
                 const struct kt_product_type *type, struct kt_error *err)
{
    struct check check = { .product = product, .type = type, .err = err };
    struct kt_map seen;
    const struct kt_variant *variants = product->variants.items;
    kt_slug_check(product->slug, KT_STR("/slug"), err);
    kt_texts_check(&product->titles, KT_STR("/titles"), err);
    kt_texts_check(&product->descriptions, KT_STR("/descriptions"), err);
    if (product->titles.count == 0)
        kt_error_add(err, KT_STR("/titles"), "required", "a title is missing");
    check_options(&check);
    check_media(&check);
    kt_attributes_check(type, false, product->attributes, KT_STR("/attributes"),
                        err);
    check_repeats(&product->categories, "/categories", &seen, err);
    check_repeats(&product->tags, "/tags", &seen, err);
    for (size_t i = 0; i < product->variants.count; i++) {
        check.variant = i;
        check_variant(&check, &variants[i]);
    }
    check_distinct(&check);
}

void
kt_variant_check(const struct kt_variant *variant,
                 const struct kt_product *product,
                 const struct kt_product_type *type, struct kt_error *err)
{
    struct check check = {
        .product = product, .type = type, .err = err, .variant = ALONE
    };
    check_variant(&check, variant);
}

void
kt_variant_refuse_twin(struct kt_str title, struct kt_str pointer,
                       struct kt_error *err)
{
    if (kt_str_is_empty(title))
        kt_error_add(err, pointer, "duplicate",
                     "without options a product has one variant");
    else
        kt_error_add(err, pointer, "duplicate",
                     "another variant is \"%.*s\" already", KT_STR_FMT(title));
}

struct kt_str
kt_variant_title(const struct kt_list *option_values, struct kt_arena *arena)
{
    const struct kt_str *values = option_values->items;
    struct kt_buf buf;
    kt_buf_init(&buf, arena, 32);
    for (size_t i = 0; i < option_values->count; i++) {
        kt_buf_text(&buf, i > 0 ? " / " : "");
        kt_buf_str(&buf, values[i]);
    }
    return kt_buf_view(&buf);
}
