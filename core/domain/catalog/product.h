/* A product and its variants, whole: as they are imported, checked, stored and
 * exported. A variant is what is bought; a product without options has one. */
#ifndef KT_DOMAIN_PRODUCT_H
#define KT_DOMAIN_PRODUCT_H

#include <kontor/money.h>

#include "domain/catalog/product_type.h"
#include "domain/stock/stock.h"

enum {
    KT_PRODUCT_VARIANTS_MAX = 10000,
    KT_PRODUCT_OPTIONS_MAX = 10,
    KT_SKU_MAX = 100
};

enum kt_product_status {
    KT_PRODUCT_ACTIVE,
    KT_PRODUCT_DRAFT,
    KT_PRODUCT_ARCHIVED
};

extern const char *const kt_product_status_names[]; /* ends with NULL */

/* "Size" with "S", "M", "L". */
struct kt_product_option {
    struct kt_str name;
    struct kt_list values; /* of struct kt_str */
};

/* A picture, told by its address alone. */
struct kt_media {
    struct kt_str url;
    struct kt_str alt;
    struct kt_list skus; /* it shows these variants; none: all */
};

/* A price row. The members that are zero or empty set no condition. */
struct kt_product_price {
    uint64_t given;
    struct kt_id id;
    struct kt_id variant_id;
    struct kt_str currency;
    int64_t amount;
    int64_t compare_at;       /* the "was" price; 0: none */
    int64_t min_amount;       /* no promotion goes below; 0: no floor */
    struct kt_str price_list; /* code */
    struct kt_str channel;    /* code */
    struct kt_str customer_group;
    struct kt_str country;
    int64_t quantity_min;
    int64_t quantity_max;
    int64_t starts_at;
    int64_t ends_at;
    int64_t since_ms; /* when it became what it is; not told */
    /* Told to staff. */
    struct kt_id product_id;
    struct kt_str sku;
    int64_t version; /* 0: not stored yet */
};

struct kt_stock_level {
    struct kt_str location; /* code */
    int64_t available;
};

struct kt_variant {
    uint64_t given;
    struct kt_id id; /* zero: known by its sku, or new */
    struct kt_id product_id;
    struct kt_str sku;
    struct kt_list option_values; /* in the order of the product's options */
    struct kt_str barcode;
    struct kt_str tax_class;  /* empty: the product's */
    struct kt_str attributes; /* a JSON object */
    int64_t weight_g;
    int64_t length_mm, width_mm, height_mm;
    bool requires_shipping;
    bool is_discountable;
    bool is_gift_card;
    bool is_active;
    int stock_policy;                   /* enum kt_stock_policy */
    int64_t quantity_min, quantity_max; /* units in a cart; 0: none */
    struct kt_str extra;   /* a JSON object that Kontor only keeps */
    struct kt_list prices; /* of struct kt_product_price */
    struct kt_list stock;  /* of struct kt_stock_level */
    int64_t position;      /* in its product; -1: behind the last one */
    int64_t version;       /* 0: not stored yet */
};

struct kt_product {
    uint64_t given;
    struct kt_id id; /* zero: known by its slug, or new */
    struct kt_str slug;
    int status;         /* enum kt_product_status */
    struct kt_str type; /* code of a product type; empty: none */
    struct kt_str vendor;
    struct kt_str tax_class; /* empty: "standard" */
    struct kt_list titles;   /* by locale; of struct kt_pair */
    struct kt_list descriptions;
    struct kt_list options;    /* of struct kt_product_option */
    struct kt_str attributes;  /* a JSON object */
    struct kt_list media;      /* of struct kt_media */
    struct kt_list categories; /* slugs; of struct kt_str */
    struct kt_list tags;       /* of struct kt_str */
    struct kt_str extra;       /* a JSON object that Kontor only keeps */
    struct kt_list variants;   /* of struct kt_variant */
    int64_t created_ms;        /* 0: now */
    /* Told to staff. */
    int64_t variant_count;
    int64_t updated_ms;
    int64_t version; /* 0: not stored yet */
};

extern const struct kt_shape kt_product_option_shape;
extern const struct kt_shape kt_media_shape;
extern const struct kt_shape kt_product_price_shape;

/* A price in three more shapes. */
extern const struct kt_shape kt_price_in_shape;    /* a new one */
extern const struct kt_shape kt_price_patch_shape; /* what changes */
extern const struct kt_shape kt_price_out_shape;   /* what staff is told */

/* A variant in four shapes; what staff is told has neither prices nor stock. */
extern const struct kt_shape kt_variant_in_shape;    /* a new one */
extern const struct kt_shape kt_variant_patch_shape; /* what changes */
extern const struct kt_shape kt_variant_out_shape;   /* what staff is told */
extern const struct kt_shape kt_variant_shape;       /* import, export */

/* A product in four shapes; that which staff is told has no variants, which
 * may be thousands. */
extern const struct kt_shape kt_product_in_shape;    /* a new one */
extern const struct kt_shape kt_product_patch_shape; /* what changes */
extern const struct kt_shape kt_product_out_shape;   /* what staff is told */
extern const struct kt_shape kt_product_shape;       /* import, export */

/* Puts in what was not given: tax class, empty objects; a variant is active,
 * shipped, discountable, and its stock is counted when it has any. */
void kt_product_complete(struct kt_product *product);
void kt_variant_complete(const struct kt_shape *shape,
                         struct kt_variant *variant);

/* Tells every fault that can be seen without the shop; type NULL: none. */
void kt_product_check(const struct kt_product *product,
                      const struct kt_product_type *type, struct kt_error *err);

/* The same for one variant of the product; pointers begin at the variant. */
void kt_variant_check(const struct kt_variant *variant,
                      const struct kt_product *product,
                      const struct kt_product_type *type, struct kt_error *err);

/* The same for a price; pointer is where it stands. */
void kt_product_price_check(const struct kt_product_price *price,
                            struct kt_str pointer, struct kt_error *err);

/* "Red / L"; empty without options. */
struct kt_str kt_variant_title(const struct kt_list *option_values,
                               struct kt_arena *arena);

/* Tells that another variant has this title. */
void kt_variant_refuse_twin(struct kt_str title, struct kt_str pointer,
                            struct kt_error *err);

#endif
