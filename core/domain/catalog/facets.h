/* How many products of a list have what: categories, prices, attributes, tags,
 * vendors. */
#ifndef KT_DOMAIN_FACETS_H
#define KT_DOMAIN_FACETS_H

#include "base/shape.h"

/* What can be counted, a bit each. */
enum kt_facet {
    KT_FACET_CATEGORIES = 1,
    KT_FACET_PRICE = 2,
    KT_FACET_ATTRIBUTES = 4,
    KT_FACET_TAGS = 8,
    KT_FACET_VENDOR = 16,
    KT_FACET_ALL = 31
};

/* Reads "1" (all of them) or names with commas between, as in
 * "categories,price"; empty and "0": none. A fault stands at /facets. */
unsigned kt_facets_parse(struct kt_str text, struct kt_error *err);

struct kt_facet_value {
    struct kt_str value;
    int64_t count;
    bool is_chosen; /* the list is narrowed to it */
};

struct kt_facet_category {
    struct kt_str slug;
    struct kt_str name;
    struct kt_str parent; /* slug; ptr NULL: at the top */
    int64_t count;
    bool is_chosen;
};

struct kt_facet_price {
    int64_t price_min, price_max; /* both belong to it */
    int64_t count;
};

struct kt_facet_attribute {
    struct kt_str code;
    struct kt_str label;
    struct kt_str unit;
    int64_t value_count;   /* values may be a part of them */
    struct kt_list values; /* of kt_facet_value */
};

struct kt_facets {
    int64_t total;
    struct kt_list categories; /* of kt_facet_category */
    struct kt_list price;      /* of kt_facet_price */
    struct kt_list attributes; /* of kt_facet_attribute */
    struct kt_list tags;       /* of kt_facet_value */
    struct kt_list vendor;     /* of kt_facet_value */
};

extern const struct kt_shape kt_facets_shape;

/* Ranges of prices are the same in every list, so that they stand still while
 * a buyer chooses: 0..99, 100..199, 200..499, 500..999, 1000..1999 and so on,
 * in minor units. */
enum { KT_PRICE_STEPS = 52 };

/* The number of the range of a price of 0 or more. */
unsigned kt_price_step(int64_t price_minor);
int64_t kt_price_step_min(unsigned step);
int64_t kt_price_step_max(unsigned step);

#endif
