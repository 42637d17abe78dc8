/* An item is all that pricing knows of a variant: its facts and the prices
 * that stand beside it. Services load it, rules read it, nothing changes it. */
#ifndef KT_DOMAIN_ITEM_H
#define KT_DOMAIN_ITEM_H

#include "base/id.h"
#include "base/shape.h"
#include <kontor/money.h>

/* The units that quantity bands count. */
enum kt_price_pool {
    KT_POOL_LINE,   /* of the line */
    KT_POOL_PRODUCT /* of all lines with variants of the product, gifts apart */
};

/* The units that the price of a band holds for, once the band is reached. */
enum kt_price_bands {
    KT_BANDS_VOLUME,   /* all of them */
    KT_BANDS_GRADUATED /* those that lie in the band; each band its own */
};

extern const char *const kt_price_pool_names[];  /* "line", "product" */
extern const char *const kt_price_bands_names[]; /* "volume", "graduated" */

/* One price row of a variant. Zero and empty members set no condition. */
struct kt_price {
    int64_t amount_minor;
    int64_t compare_at_minor; /* the "was" price; 0: none */
    struct kt_str list;       /* code of its price list; empty: base */
    struct kt_id channel_id;
    struct kt_str customer_group;
    struct kt_str country;   /* ISO 3166-1 alpha-2 */
    int64_t quantity_min;    /* inclusive, of the units that its pool counts */
    int64_t quantity_max;    /* inclusive */
    int64_t starts_ms;       /* inclusive */
    int64_t ends_ms;         /* exclusive */
    enum kt_price_pool pool; /* of its list, as is */
    enum kt_price_bands bands; /* … this */
    int64_t since_ms;          /* when it became so; no quote looks at it */
};

struct kt_item {
    struct kt_id variant_id;
    struct kt_id product_id;
    struct kt_str sku;
    struct kt_str title;         /* of the product, in the cart's locale */
    struct kt_str variant_title; /* "Red / L"; empty without options */
    struct kt_str product;       /* slug */
    struct kt_str vendor;
    struct kt_str tax_class;         /* "standard", "reduced", … */
    const struct kt_str *categories; /* slugs, ancestors included */
    size_t category_count;
    const struct kt_str *tags;
    size_t tag_count;
    const struct kt_pair *attributes; /* variant's over product's; as text */
    size_t attribute_count;
    int64_t weight_g;
    int64_t length_mm, width_mm, height_mm;
    int64_t min_price_minor; /* no promotion goes below; 0: no floor */
    bool requires_shipping;
    bool is_discountable;
    bool is_gift_card;
    const struct kt_price *prices; /* in the cart's currency only */
    size_t price_count;
};

/* Who buys, as far as it is known. */
struct kt_buyer {
    struct kt_id customer_id; /* zero: a guest */
    struct kt_str email;
    const struct kt_str *groups;
    size_t group_count;
    int64_t order_count; /* placed and not cancelled; -1: unknown */
    struct kt_str vat_id;
    struct kt_str birthday; /* "MM-DD" or empty */
    int64_t points;         /* that the buyer collected and has */
    int64_t points_wanted;  /* that the cart may use up */
};

bool kt_buyer_is_in(const struct kt_buyer *buyer, struct kt_str group);

/* What a rule that is asked for a price does besides: only a quote that
 * explains wants to know. */
struct kt_price_told {
    int64_t steps; /* instructions that it used */
    int64_t nanoseconds;
    bool has_looked;              /* for prices of the item; the last time: */
    bool is_any_list;             /* among all lists, else in this one */
    char list[64];                /* ended by zero; empty: base */
    const struct kt_price *price; /* what it found; NULL: nothing */
};

/* What a price is chosen for. */
struct kt_price_context {
    struct kt_id channel_id;
    const struct kt_buyer *buyer;
    struct kt_str country;
    int64_t quantity;         /* of the line */
    int64_t product_quantity; /* of all lines of its product; this one's, too */
    int64_t now_ms;
    int64_t utc_offset_ms;      /* of the channel's time zone */
    struct kt_price_told *told; /* NULL: nobody asks why */
};

/* The units that the row's bands count. */
int64_t kt_price_units(const struct kt_price *price,
                       const struct kt_price_context *context);

/* The conditions of a price row, in the order in which they are tested. */
enum kt_price_condition {
    KT_PRICE_LIST,
    KT_PRICE_CHANNEL,
    KT_PRICE_GROUP,
    KT_PRICE_COUNTRY,
    KT_PRICE_QUANTITY_MIN,
    KT_PRICE_QUANTITY_MAX,
    KT_PRICE_STARTS,
    KT_PRICE_ENDS,
    KT_PRICE_CONDITION_COUNT
};

/* "list", "channel", "customer_group", … */
extern const char *const kt_price_condition_names[];

/* Which conditions a row sets, and which of these the context meets: a bit
 * each. */
struct kt_price_fit {
    unsigned set, met;
};

struct kt_price_fit kt_price_fit(const struct kt_price *price,
                                 const struct kt_price_context *context);

/* Step 1 as the core does it: among the prices that fit, the one with the most
 * conditions; equal: the lowest; equal: the first (notes/semantics.md 2.1).
 * NULL when none fits. list NULL considers every list, else this list only. */
const struct kt_price *kt_price_select(const struct kt_item *item,
                                       const struct kt_price_context *context,
                                       const struct kt_str *list);

/* A choice of products. Members are alternatives (any match), prices are
 * inclusive limits on the unit price; without any member it takes all. */
struct kt_selector {
    struct kt_list skus; /* of struct kt_str, as all these lists */
    struct kt_list products;
    struct kt_list categories;
    struct kt_list tags;
    struct kt_list vendors;
    struct kt_list attributes; /* of struct kt_pair */
    struct kt_list exclude_skus;
    struct kt_list exclude_products;
    struct kt_list exclude_categories;
    struct kt_list exclude_tags;
    int64_t price_min;
    int64_t price_max; /* 0: no upper limit */
};

extern const struct kt_shape kt_selector_shape;

bool kt_selector_takes_all(const struct kt_selector *selector);
bool kt_selector_matches(const struct kt_selector *selector,
                         const struct kt_item *item, int64_t unit_minor);

#endif
