#include "base/assert.h"
#include "domain/catalog/product.h"

const char *const kt_product_status_names[] = { "active", "draft", "archived",
                                                NULL };

#define AMOUNT_HELP(what) what ", in minor units."

static const struct kt_field option_fields[] = {
    KT_FIELD(STR, struct kt_product_option, name, KT_REQUIRED, .min = 1,
             .max = 100, .help = "Colour, size, …"),
    KT_FIELD(STRS, struct kt_product_option, values, KT_REQUIRED, .min = 1,
             .max = KT_PRODUCT_VARIANTS_MAX,
             .help = "What may be chosen, in order."),
};

const struct kt_shape kt_product_option_shape =
    KT_SHAPE("ProductOption", struct kt_product_option, option_fields,
             "A choice by which variants differ.");

static const struct kt_field media_fields[] = {
    KT_FIELD(STR, struct kt_media, url, KT_REQUIRED, .min = 1, .max = 2000,
             .help = "Where the picture, or the data sheet, is."),
    KT_FIELD(STR, struct kt_media, alt, KT_OMIT_EMPTY, .max = 1000,
             .help = "What it shows, in words."),
    KT_FIELD(STRS, struct kt_media, skus, KT_OMIT_EMPTY, .max = 1000,
             .help = "The variants that it shows; none: all."),
};

const struct kt_shape kt_media_shape =
    KT_SHAPE("Media", struct kt_media, media_fields, "A picture.");

static const struct kt_field price_fields[] = {
    KT_FIELD(ID, struct kt_product_price, id, KT_OMIT_EMPTY, .prefix = "price",
             .help = "Its id."),
    KT_FIELD(STR, struct kt_product_price, currency, KT_REQUIRED, .min = 3,
             .max = 3, .help = "ISO 4217."),
    KT_FIELD(INT, struct kt_product_price, amount, KT_REQUIRED,
             .max = KT_MONEY_MAX, .help = AMOUNT_HELP("Of one unit")),
    KT_FIELD(INT, struct kt_product_price, compare_at, KT_OMIT_EMPTY,
             .max = KT_MONEY_MAX, .help = AMOUNT_HELP("What it cost before")),
    KT_FIELD(INT, struct kt_product_price, min_amount, KT_OMIT_EMPTY,
             .max = KT_MONEY_MAX,
             .help = AMOUNT_HELP("No promotion goes "
                                 "below")),
    KT_FIELD(STR, struct kt_product_price, price_list, KT_OMIT_EMPTY, .max = 64,
             .help = "Code of its price list."),
    KT_FIELD(STR, struct kt_product_price, channel, KT_OMIT_EMPTY, .max = 64,
             .help = "Code of the only channel."),
    KT_FIELD(STR, struct kt_product_price, customer_group, KT_OMIT_EMPTY,
             .max = 64, .help = "The only group."),
    KT_FIELD(STR, struct kt_product_price, country, KT_OMIT_EMPTY, .max = 2,
             .help = "The only country of delivery."),
    KT_FIELD(INT, struct kt_product_price, quantity_min, KT_OMIT_EMPTY,
             .max = 1000000, .help = "From so many units on."),
    KT_FIELD(INT, struct kt_product_price, quantity_max, KT_OMIT_EMPTY,
             .max = 1000000, .help = "Up to so many units."),
    KT_FIELD(TIME, struct kt_product_price, starts_at, KT_OMIT_EMPTY,
             .help = "Inclusive."),
    KT_FIELD(TIME, struct kt_product_price, ends_at, KT_OMIT_EMPTY,
             .help = "Exclusive."),
};

const struct kt_shape kt_product_price_shape =
    KT_SHAPE("PriceRecord", struct kt_product_price, price_fields,
             "A price with the conditions under which it holds.");

#define PRICE(KIND, member, ...)                                               \
    KT_FIELD(KIND, struct kt_product_price, member, __VA_ARGS__)

/* clang-format off */
#define PRICE_ROWS(FLAGS) \
    PRICE(STR, currency, FLAGS, .min = 3, .max = 3, .help = "ISO 4217."), \
    PRICE(INT, amount, FLAGS, .max = KT_MONEY_MAX, .help = AMOUNT_HELP("Of one unit")), \
    PRICE(INT, compare_at, KT_NULLABLE, .max = KT_MONEY_MAX, \
          .help = AMOUNT_HELP("What it cost before")), \
    PRICE(INT, min_amount, KT_NULLABLE, .max = KT_MONEY_MAX, \
          .help = AMOUNT_HELP("No promotion goes below")), \
    PRICE(STR, price_list, KT_NULLABLE, .max = 64, .help = "Code of its price list."), \
    PRICE(STR, channel, KT_NULLABLE, .max = 64, .help = "Code of the only channel."), \
    PRICE(STR, customer_group, KT_NULLABLE, .max = 64, .help = "The only group."), \
    PRICE(STR, country, KT_NULLABLE, .min = 2, .max = 2, \
          .help = "The only country of delivery."), \
    PRICE(INT, quantity_min, KT_NULLABLE, .max = 1000000, .help = "From so many units on."), \
    PRICE(INT, quantity_max, KT_NULLABLE, .max = 1000000, .help = "Up to so many units."), \
    PRICE(TIME, starts_at, KT_NULLABLE, .help = "Inclusive."), \
    PRICE(TIME, ends_at, KT_NULLABLE, .help = "Exclusive.")

static const struct kt_field staff_price_fields[] = {
    PRICE(ID, id, KT_READ_ONLY, .prefix = "price", .help = "Its id."),
    PRICE(ID, variant_id, KT_REQUIRED, .prefix = "var", .help = "Whose it is; never changes."),
    PRICE_ROWS(KT_REQUIRED),
    PRICE(STR, sku, KT_READ_ONLY, .help = "Of the variant."),
    PRICE(INT, version, KT_READ_ONLY, .help = "For If-Match."),
};

static const struct kt_field price_patch_fields[] = {
    PRICE_ROWS(0),
};
/* clang-format on */

enum { PRICE_ID = 1, TOLD_OF_PRICE = 2 };

const struct kt_shape kt_price_in_shape =
    KT_SHAPE_OF("NewPrice", struct kt_product_price,
                staff_price_fields + PRICE_ID,
                KT_COUNT(staff_price_fields) - PRICE_ID - TOLD_OF_PRICE,
                "A new price of a variant.");

const struct kt_shape kt_price_patch_shape =
    KT_SHAPE_OF("PricePatch", struct kt_product_price, price_patch_fields,
                KT_COUNT(price_patch_fields), "What changes in a price.");

const struct kt_shape kt_price_out_shape =
    KT_SHAPE_OF("PriceDetails", struct kt_product_price, staff_price_fields,
                KT_COUNT(staff_price_fields), "A price, as staff knows it.");

static const struct kt_field stock_fields[] = {
    KT_FIELD(STR, struct kt_stock_level, location, KT_REQUIRED, .min = 1,
             .max = 64, .help = "Code of the location."),
    KT_FIELD(INT, struct kt_stock_level, available, KT_REQUIRED,
             .min = -1000000000, .max = 1000000000,
             .help = "What can still be sold."),
};

static const struct kt_shape stock_level_shape =
    KT_SHAPE("StockLevel", struct kt_stock_level, stock_fields,
             "What a location has.");

static const struct kt_field variant_fields[] = {
    KT_FIELD(ID, struct kt_variant, id, KT_OMIT_EMPTY, .prefix = "var",
             .help = "Its id."),
    KT_FIELD(STR, struct kt_variant, sku, KT_REQUIRED, .min = 1,
             .max = KT_SKU_MAX, .help = "One of a kind in the shop."),
    KT_FIELD(STRS, struct kt_variant, option_values, KT_OMIT_EMPTY,
             .max = KT_PRODUCT_OPTIONS_MAX,
             .help = "One for each option, in their order."),
    KT_FIELD(STR, struct kt_variant, barcode, KT_OMIT_EMPTY, .max = 100,
             .help = "EAN, UPC, ISBN."),
    KT_FIELD(STR, struct kt_variant, tax_class, KT_OMIT_EMPTY, .max = 64,
             .help = "Where it is not the product's."),
    KT_FIELD(RAW, struct kt_variant, attributes, KT_OMIT_EMPTY | KT_IS_OBJECT,
             .help = "By code, as the product type says."),
    KT_FIELD(INT, struct kt_variant, weight_g, KT_OMIT_EMPTY, .max = 1000000000,
             .help = "Grams."),
    KT_FIELD(INT, struct kt_variant, length_mm, KT_OMIT_EMPTY, .max = 10000000,
             .help = "Millimetres."),
    KT_FIELD(INT, struct kt_variant, width_mm, KT_OMIT_EMPTY, .max = 10000000,
             .help = "Millimetres."),
    KT_FIELD(INT, struct kt_variant, height_mm, KT_OMIT_EMPTY, .max = 10000000,
             .help = "Millimetres."),
    KT_FIELD(BOOL, struct kt_variant, requires_shipping, 0,
             .help = "True unless given."),
    KT_FIELD(BOOL, struct kt_variant, is_discountable, 0,
             .help = "Promotions may reduce it; true unless given."),
    KT_FIELD(BOOL, struct kt_variant, is_gift_card, KT_OMIT_EMPTY,
             .help = "Money for later."),
    KT_FIELD(BOOL, struct kt_variant, is_active, 0,
             .help = "May be sold; true unless given."),
    KT_FIELD(ENUM, struct kt_variant, stock_policy, 0,
             .names = kt_stock_policy_names,
             .help = "refuse unless given where there is stock, else "
                     "untracked."),
    KT_FIELD(INT, struct kt_variant, quantity_min, KT_OMIT_EMPTY,
             .max = 1000000, .help = "Units in a cart, at least."),
    KT_FIELD(INT, struct kt_variant, quantity_max, KT_OMIT_EMPTY,
             .max = 1000000, .help = "Units in a cart, at most."),
    KT_FIELD(RAW, struct kt_variant, extra, KT_OMIT_EMPTY | KT_IS_OBJECT,
             .help = "An object that is only kept."),
    KT_FIELD(LIST, struct kt_variant, prices, KT_OMIT_EMPTY,
             .shape = &kt_product_price_shape, .max = 1000,
             .help = "Its prices."),
    KT_FIELD(LIST, struct kt_variant, stock, KT_OMIT_EMPTY,
             .shape = &stock_level_shape, .max = 1000,
             .help = "What each location has."),
};

const struct kt_shape kt_variant_shape = {
    .name = "VariantRecord",
    .size = sizeof(struct kt_variant),
    .given_offset = offsetof(struct kt_variant, given),
    .fields = variant_fields,
    .field_count = sizeof variant_fields / sizeof variant_fields[0],
    .help = "A variant as it is imported and exported.",
};

static const struct kt_field product_fields[] = {
    KT_FIELD(ID, struct kt_product, id, KT_OMIT_EMPTY, .prefix = "prod",
             .help = "Its id."),
    KT_FIELD(STR, struct kt_product, slug, KT_REQUIRED, .min = 1, .max = 200,
             .help = "Its name in addresses."),
    KT_FIELD(ENUM, struct kt_product, status, 0,
             .names = kt_product_status_names, .help = "active unless given."),
    KT_FIELD(STR, struct kt_product, type, KT_OMIT_EMPTY, .max = 64,
             .help = "Code of its product type."),
    KT_FIELD(STR, struct kt_product, vendor, KT_OMIT_EMPTY, .max = 200,
             .help = "Who makes it."),
    KT_FIELD(STR, struct kt_product, tax_class, 0, .max = 64,
             .help = "standard unless given."),
    KT_FIELD(DICT, struct kt_product, titles, KT_REQUIRED, .max = 50,
             .help = "By locale."),
    KT_FIELD(DICT, struct kt_product, descriptions, KT_OMIT_EMPTY, .max = 50,
             .help = "By locale."),
    KT_FIELD(LIST, struct kt_product, options, KT_OMIT_EMPTY,
             .shape = &kt_product_option_shape, .max = KT_PRODUCT_OPTIONS_MAX,
             .help = "Choices by which variants differ."),
    KT_FIELD(RAW, struct kt_product, attributes, KT_OMIT_EMPTY | KT_IS_OBJECT,
             .help = "By code, as the product type says."),
    KT_FIELD(LIST, struct kt_product, media, KT_OMIT_EMPTY,
             .shape = &kt_media_shape, .max = 1000, .help = "Pictures."),
    KT_FIELD(STRS, struct kt_product, categories, KT_OMIT_EMPTY, .max = 100,
             .help = "Slugs; the first one is its main category."),
    KT_FIELD(STRS, struct kt_product, tags, KT_OMIT_EMPTY, .max = 250,
             .help = "Words by which it is found."),
    KT_FIELD(RAW, struct kt_product, extra, KT_OMIT_EMPTY | KT_IS_OBJECT,
             .help = "An object that is only kept."),
    KT_FIELD(LIST, struct kt_product, variants, KT_OMIT_EMPTY,
             .shape = &kt_variant_shape, .max = KT_PRODUCT_VARIANTS_MAX,
             .help = "What can be bought, in order."),
    { .name = "created_at",
      .kind = KT_FIELD_TIME,
      .flags = KT_OMIT_EMPTY,
      .offset = offsetof(struct kt_product, created_ms),
      .help = "When it was made." },
};

const struct kt_shape kt_product_shape =
    KT_SHAPE("ProductRecord", struct kt_product, product_fields,
             "A product as it is imported and exported.");

/* ---- for staff ---- */

#define VARIANT(KIND, member, ...)                                             \
    KT_FIELD(KIND, struct kt_variant, member, __VA_ARGS__)

/* clang-format off */
#define VARIANT_ROWS(FLAGS) \
    VARIANT(STR, sku, FLAGS, .min = 1, .max = KT_SKU_MAX, .help = "One of a kind in the shop."), \
    VARIANT(STRS, option_values, 0, .max = KT_PRODUCT_OPTIONS_MAX, \
            .help = "One for each option of the product, in their order."), \
    VARIANT(STR, barcode, 0, .max = 100, .help = "EAN, UPC, ISBN."), \
    VARIANT(STR, tax_class, KT_NULLABLE, .max = 64, .help = "Where it is not the product's."), \
    VARIANT(RAW, attributes, KT_IS_OBJECT, .help = "By code, as the product type says."), \
    VARIANT(INT, weight_g, 0, .max = 1000000000, .help = "Grams."), \
    VARIANT(INT, length_mm, 0, .max = 10000000, .help = "Millimetres."), \
    VARIANT(INT, width_mm, 0, .max = 10000000, .help = "Millimetres."), \
    VARIANT(INT, height_mm, 0, .max = 10000000, .help = "Millimetres."), \
    VARIANT(BOOL, requires_shipping, 0, .help = "True unless given."), \
    VARIANT(BOOL, is_discountable, 0, .help = "Promotions may reduce it; true unless given."), \
    VARIANT(BOOL, is_gift_card, 0, .help = "Money for later."), \
    VARIANT(BOOL, is_active, 0, .help = "May be sold; true unless given."), \
    VARIANT(ENUM, stock_policy, 0, .names = kt_stock_policy_names, \
            .help = "refuse unless given where there is stock, else untracked."), \
    VARIANT(INT, quantity_min, 0, .max = 1000000, .help = "Units in a cart, at least."), \
    VARIANT(INT, quantity_max, 0, .max = 1000000, .help = "Units in a cart, at most; 0: any."), \
    VARIANT(RAW, extra, KT_IS_OBJECT, .help = "An object that is only kept."), \
    VARIANT(INT, position, 0, .max = 1000000000, .help = "In its product; last unless given.")

static const struct kt_field staff_variant_fields[] = {
    VARIANT(ID, id, KT_READ_ONLY, .prefix = "var", .help = "Its id."),
    VARIANT(ID, product_id, KT_REQUIRED, .prefix = "prod", .help = "Whose it is; never changes."),
    VARIANT_ROWS(KT_REQUIRED),
    VARIANT(LIST, prices, KT_WRITE_ONLY, .shape = &kt_product_price_shape, .max = 1000,
            .help = "Its prices; then they are at /admin/v1/prices."),
    VARIANT(LIST, stock, KT_WRITE_ONLY, .shape = &stock_level_shape, .max = 1000,
            .help = "What each location has; then it is at /admin/v1/stock."),
    VARIANT(INT, version, KT_READ_ONLY, .help = "For If-Match."),
};

static const struct kt_field variant_patch_fields[] = {
    VARIANT_ROWS(0),
};
/* clang-format on */

enum { VARIANT_ID = 1, TOLD_OF_VARIANT = 1 };

const struct kt_shape kt_variant_in_shape =
    KT_SHAPE_OF("NewVariant", struct kt_variant,
                staff_variant_fields + VARIANT_ID,
                KT_COUNT(staff_variant_fields) - VARIANT_ID - TOLD_OF_VARIANT,
                "A new variant of a product.");

const struct kt_shape kt_variant_patch_shape =
    KT_SHAPE_OF("VariantPatch", struct kt_variant, variant_patch_fields,
                KT_COUNT(variant_patch_fields), "What changes in a variant.");

const struct kt_shape kt_variant_out_shape =
    KT_SHAPE_OF("VariantDetails", struct kt_variant, staff_variant_fields,
                KT_COUNT(staff_variant_fields),
                "A variant, as staff knows it.");

#define ROW(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_product, member, __VA_ARGS__)
#define TIME_ROW(NAME, member, HELP)                                           \
    {                                                                          \
        .name = (NAME), .kind = KT_FIELD_TIME, .flags = KT_READ_ONLY,          \
        .offset = offsetof(struct kt_product, member), .help = (HELP)          \
    }

/* clang-format off */
#define ROWS(FLAGS, VARIANTS_HELP) \
    ROW(STR, slug, FLAGS, .min = 1, .max = 200, .help = "Its name in addresses."), \
    ROW(ENUM, status, 0, .names = kt_product_status_names, .help = "active unless given."), \
    ROW(STR, type, KT_NULLABLE, .max = 64, .help = "Code of its product type."), \
    ROW(STR, vendor, 0, .max = 200, .help = "Who makes it."), \
    ROW(STR, tax_class, 0, .max = 64, .help = "standard unless given."), \
    ROW(DICT, titles, FLAGS, .min = 1, .max = 50, .help = "By locale."), \
    ROW(DICT, descriptions, 0, .max = 50, .help = "By locale."), \
    ROW(LIST, options, 0, .shape = &kt_product_option_shape, .max = KT_PRODUCT_OPTIONS_MAX, \
        .help = "Choices by which variants differ."), \
    ROW(RAW, attributes, KT_IS_OBJECT, .help = "By code, as the product type says."), \
    ROW(LIST, media, 0, .shape = &kt_media_shape, .max = 1000, .help = "Pictures."), \
    ROW(STRS, categories, 0, .max = 100, .help = "Slugs; the first one is its main category."), \
    ROW(STRS, tags, 0, .max = 250, .help = "Words by which it is found."), \
    ROW(RAW, extra, KT_IS_OBJECT, .help = "An object that is only kept."), \
    ROW(LIST, variants, KT_WRITE_ONLY, .shape = &kt_variant_shape, \
        .max = KT_PRODUCT_VARIANTS_MAX, .help = VARIANTS_HELP)

static const struct kt_field staff_fields[] = {
    ROW(ID, id, KT_READ_ONLY, .prefix = "prod", .help = "Its id."),
    ROWS(KT_REQUIRED, "What can be bought, in order."),
    ROW(INT, variant_count, KT_READ_ONLY, .help = "They are at /admin/v1/variants."),
    TIME_ROW("created_at", created_ms, "When it was made."),
    TIME_ROW("updated_at", updated_ms, "When it or a variant was last changed."),
    ROW(INT, version, KT_READ_ONLY, .help = "For If-Match."),
};

static const struct kt_field patch_fields[] = {
    ROWS(0, "All of them, in order: others are retired. One by one they "
            "change at /admin/v1/variants."),
};
/* clang-format on */

enum { ID = 1, TOLD_FIELDS = 4 };

const struct kt_shape kt_product_in_shape =
    KT_SHAPE_OF("NewProduct", struct kt_product, staff_fields + ID,
                KT_COUNT(staff_fields) - ID - TOLD_FIELDS,
                "A new product with its variants.");

const struct kt_shape kt_product_patch_shape =
    KT_SHAPE_OF("ProductPatch", struct kt_product, patch_fields,
                KT_COUNT(patch_fields), "What changes in a product.");

const struct kt_shape kt_product_out_shape =
    KT_SHAPE_OF("ProductDetails", struct kt_product, staff_fields,
                KT_COUNT(staff_fields), "A product, as staff knows it.");
