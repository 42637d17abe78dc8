#include "domain/catalog/product_out.h"

#include "base/assert.h"
#include "domain/catalog/item.h"

void
kt_product_add_variants(struct kt_product_out *product,
                        const struct kt_variant_out *variants, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct kt_variant_out *variant = &variants[i];
        bool is_first = product->variant_count++ == 0;
        if (is_first || variant->price < product->price_min) {
            product->price_min = variant->price;
            product->compare_at = variant->compare_at;
            product->prior_price = variant->prior_price;
        }
        if (is_first || variant->price > product->price_max)
            product->price_max = variant->price;
        product->is_available |= variant->is_available;
    }
}

#define VARIANT(KIND, member, FLAGS, ...)                                      \
    KT_FIELD(KIND, struct kt_variant_out, member, FLAGS, __VA_ARGS__)
#define PICTURE(KIND, member, FLAGS, ...)                                      \
    KT_FIELD(KIND, struct kt_picture, member, FLAGS, __VA_ARGS__)
#define OUT(KIND, member, FLAGS, ...)                                          \
    KT_FIELD(KIND, struct kt_product_out, member, FLAGS, __VA_ARGS__)

#define BAND(KIND, member, FLAGS, ...)                                         \
    KT_FIELD(KIND, struct kt_price_band_out, member, FLAGS, __VA_ARGS__)
#define BANDS(KIND, member, ...)                                               \
    KT_FIELD(KIND, struct kt_price_bands_out, member, 0, __VA_ARGS__)

/* clang-format off */
static const struct kt_field band_fields[] = {
    BAND(INT, from, 0, .help = "Units, inclusive"),
    BAND(INT, to, KT_NULLABLE, .help = "Units, inclusive; null: any number"),
    BAND(INT, price, 0, .help = "Of one unit, in minor units"),
};

static const struct kt_shape band_shape =
    KT_SHAPE("PriceBand", struct kt_price_band_out, band_fields,
             "What a unit costs in a quantity band");

static const struct kt_field bands_fields[] = {
    BANDS(ENUM, bands, .names = kt_price_bands_names,
          .help = "All units cost what the band of their number says, or each what its own does"),
    BANDS(ENUM, pool, .names = kt_price_pool_names,
          .help = "Units of the line count, or of all lines of the product"),
    BANDS(LIST, prices, .shape = &band_shape, .help = "The lowest band first"),
};

static const struct kt_shape bands_shape =
    KT_SHAPE("PriceBands", struct kt_price_bands_out, bands_fields,
             "Prices by quantity");

static const struct kt_field variant_fields[] = {
    VARIANT(ID, id, 0, .prefix = "var", .help = "For a line of a cart"),
    VARIANT(STR, sku, 0, .help = "For a line of a cart, too"),
    VARIANT(STR, title, 0, .help = "What was chosen, as in Red / L; empty without options"),
    VARIANT(STRS, option_values, 0, .help = "One for each option of the product"),
    VARIANT(INT, price, 0, .help = "Of one unit, as a cart would count it, in minor units"),
    VARIANT(INT, list_price, 0, .help = "Before catalogue promotions"),
    VARIANT(INT, compare_at, KT_NULLABLE, .help = "What it cost before"),
    VARIANT(INT, prior_price, KT_OMIT_EMPTY,
            .help = "While it is reduced: the lowest price before, of 30 days or those "
                    "of the channel"),
    VARIANT(OBJECT, price_bands, KT_OMIT_EMPTY, .shape = &bands_shape,
            .help = "When the price depends on the quantity"),
    VARIANT(BOOL, is_available, 0, .help = "Can be bought now"),
    VARIANT(ENUM, stock_policy, 0, .names = kt_stock_policy_names),
    VARIANT(INT, available, 0, .help = "Units in stock; 0 when they are not counted"),
    VARIANT(INT, quantity_min, KT_NULLABLE, .help = "Least units in a cart"),
    VARIANT(INT, quantity_max, KT_NULLABLE, .help = "Most units in a cart"),
    VARIANT(STR, barcode, KT_NULLABLE, .help = "EAN, UPC, ISBN"),
    VARIANT(RAW, attributes, KT_IS_OBJECT, .help = "An object, by code"),
    VARIANT(INT, weight_g, 0, .help = "In grams"),
};

static const struct kt_field picture_fields[] = {
    PICTURE(STR, url, 0, .help = "Where it is"),
    PICTURE(STR, alt, KT_OMIT_EMPTY, .help = "What it shows, in the wanted locale"),
    PICTURE(INT, width, KT_OMIT_EMPTY, .help = "In pixels, of one that was uploaded"),
    PICTURE(INT, height, KT_OMIT_EMPTY, .help = "In pixels"),
    PICTURE(STRS, skus, KT_OMIT_EMPTY, .help = "Variants that it shows; none: all"),
};

static const struct kt_shape picture_shape =
    KT_SHAPE("Picture", struct kt_picture, picture_fields, "A picture.");

const struct kt_shape kt_variant_shown_shape =
    KT_SHAPE("Variant", struct kt_variant_out, variant_fields,
             "What is bought");

static const struct kt_field fields[] = {
    OUT(ID, id, 0, .prefix = "prod"),
    OUT(STR, slug, 0, .help = "Its name in addresses"),
    OUT(STR, title, 0, .help = "In the wanted locale"),
    OUT(STR, vendor, 0, .help = "Who makes it"),
    OUT(STRS, tags, 0, .help = "In the order of the alphabet"),
    OUT(LIST, media, 0, .shape = &picture_shape, .help = "Pictures, the first one first"),
    OUT(STR, currency, 0, .help = "ISO 4217"),
    OUT(INT, price_min, 0, .help = "Of the cheapest variant, in minor units"),
    OUT(INT, price_max, 0, .help = "Of the dearest variant"),
    OUT(INT, compare_at, KT_NULLABLE, .help = "What the cheapest variant cost before"),
    OUT(INT, prior_price, KT_OMIT_EMPTY,
        .help = "Its lowest price before it was reduced, of 30 days or those of "
                "the channel"),
    OUT(BOOL, is_available, 0, .help = "Some variant can be bought now"),
    /* From here on only on the page of the product. */
    OUT(STR, description, 0, .help = "In the wanted locale"),
    OUT(LIST, options, 0, .shape = &kt_product_option_shape),
    OUT(RAW, attributes, KT_IS_OBJECT, .help = "An object, by code"),
    OUT(LIST, categories, 0, .shape = &kt_category_ref_shape, .help = "Where it stands"),
    OUT(INT, variant_count, 0, .help = "With a price in this channel"),
    OUT(LIST, variants, 0, .shape = &kt_variant_shown_shape,
        .help = "The first 250 of them; there are pages of all at "
                "/store/v1/products/{slug_or_id}/variants"),
};
/* clang-format on */

enum { ROW_FIELDS = 12 };

const struct kt_shape kt_product_row_shape = {
    .name = "ProductRow",
    .size = sizeof(struct kt_product_out),
    .given_offset = KT_NO_GIVEN,
    .fields = fields,
    .field_count = ROW_FIELDS,
    .help = "A product in a list",
};

const struct kt_shape kt_product_shown_shape =
    KT_SHAPE("Product", struct kt_product_out, fields,
             "A product with its variants");
