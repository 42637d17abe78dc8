/* A product as buyers see it in one channel, one currency and one locale. */
#ifndef KT_DOMAIN_PRODUCT_OUT_H
#define KT_DOMAIN_PRODUCT_OUT_H

#include "domain/catalog/category_out.h"
#include "domain/catalog/product.h"

/* A page of a product has so many variants at most; the others are told by
 * pages of their own. */
enum { KT_PRODUCT_VARIANTS_SHOWN = 250 };

/* What each unit costs when there are so many. */
struct kt_price_band_out {
    int64_t from, to; /* inclusive; to 0: open */
    int64_t price;
};

struct kt_price_bands_out {
    int bands;             /* enum kt_price_bands */
    int pool;              /* enum kt_price_pool */
    struct kt_list prices; /* of kt_price_band_out */
};

struct kt_variant_out {
    struct kt_id id;
    struct kt_str sku;
    struct kt_str title; /* "Red / L"; empty without options */
    struct kt_list option_values;
    int64_t price; /* of one unit, after catalogue promotions */
    int64_t list_price;
    int64_t compare_at;  /* 0: none */
    int64_t prior_price; /* 0: none; see domain/pricing/prior.h */
    const struct kt_price_bands_out *price_bands; /* NULL: none */
    bool is_available;
    int stock_policy;
    int64_t available; /* never below zero; untracked: 0 */
    int64_t quantity_min, quantity_max;
    struct kt_str barcode;
    struct kt_str attributes; /* a JSON object */
    int64_t weight_g;
    int64_t position; /* in its product; not told */
};

/* A picture with what is known of it. */
struct kt_picture {
    struct kt_str url;
    struct kt_str alt;     /* in the wanted locale */
    int64_t width, height; /* 0: not known */
    struct kt_list skus;
};

struct kt_product_out {
    struct kt_id id;
    struct kt_str slug;
    struct kt_str title;
    struct kt_str vendor;
    struct kt_list tags;
    struct kt_list media; /* of kt_picture */
    struct kt_str currency;
    int64_t price_min, price_max;
    int64_t compare_at;  /* of the variant with the lowest price */
    int64_t prior_price; /* likewise */
    bool is_available;
    /* From here on only on the page of the product. */
    struct kt_str description;
    struct kt_list options; /* of kt_product_option */
    struct kt_str attributes;
    struct kt_list categories; /* of kt_category_ref_out, its own */
    int64_t variant_count;     /* with a price; there may be more than shown */
    struct kt_list variants;   /* of kt_variant_out */
};

/* One table seen twice: in a list, and on its own. */
extern const struct kt_shape kt_product_row_shape;
extern const struct kt_shape kt_product_shown_shape;
extern const struct kt_shape kt_variant_shown_shape;

/* Counts more of its variants in: how many, prices, availability. */
void kt_product_add_variants(struct kt_product_out *product,
                             const struct kt_variant_out *variants,
                             size_t count);

#endif
