/* The use cases of browsing: what buyers see in their channel, at the prices
 * that a cart would count. All of them only read. */
#ifndef KT_SERVICE_CATALOG_H
#define KT_SERVICE_CATALOG_H

#include "domain/catalog/channel_out.h"
#include "domain/catalog/product_out.h"
#include "service/shown.h"

struct kt_channel_use {
    struct kt_use_state use; /* first */
    struct kt_channel_out out;
};

extern const struct kt_use kt_use_channel_get;

enum kt_product_sort {
    KT_SORT_NEWEST,
    KT_SORT_TITLE,
    KT_SORT_RELEVANCE,
    KT_SORT_PRICE_ASC,
    KT_SORT_PRICE_DESC
};

extern const char *const kt_product_sort_names[]; /* ends with NULL */

/* Which products; what is empty or below zero narrows nothing. Values of one
 * list are alternatives. */
struct kt_product_wish {
    struct kt_str q;            /* what a buyer typed */
    struct kt_list category;    /* slugs; what stands below them counts too */
    struct kt_list tag, vendor; /* of struct kt_str */
    struct kt_list attr;        /* of struct kt_pair: code and value */
    struct kt_str collection;   /* slug */
    struct kt_str currency;     /* empty: the channel's first */
    int64_t price_min, price_max;
    int in_stock; /* 1: can be bought now, 0: cannot */
};

struct kt_product_list_use {
    struct kt_use_state use; /* first */
    struct kt_product_wish wish;
    struct kt_str after;  /* a cursor; empty: from the start */
    struct kt_str facets; /* see kt_facets_parse */
    int64_t limit;        /* 0: 20 */
    int sort; /* enum kt_product_sort; -1: relevance with q, else newest */
    /* decided */
    unsigned facets_wanted;
    struct kt_str key; /* of the page, among those that are kept */
    bool is_kept;
    /* answered */
    struct kt_shown_answer shown; /* the page */
};

extern const struct kt_use kt_use_product_list;

struct kt_suggest_use {
    struct kt_use_state use; /* first */
    struct kt_str q;         /* what a buyer typed so far */
    struct kt_str currency;  /* empty: the channel's first */
    int64_t limit;           /* of each kind; 0: 5 */
    struct kt_str key;       /* decided, as below */
    bool is_kept;
    struct kt_shown_answer shown; /* of kt_suggestions */
};

extern const struct kt_use kt_use_search_suggest;

struct kt_product_use {
    struct kt_use_state use;      /* first */
    struct kt_str name;           /* a slug or an id */
    struct kt_str currency;       /* empty: the channel's first */
    struct kt_shown_answer shown; /* of kt_product_out */
};

extern const struct kt_use kt_use_product_get;

struct kt_product_variants_use {
    struct kt_use_state use;      /* first */
    struct kt_str name;           /* of the product: a slug or an id */
    struct kt_str currency;       /* empty: the channel's first */
    struct kt_list attr;          /* of struct kt_pair: code and value */
    struct kt_str after;          /* a cursor; empty: from the start */
    int64_t limit;                /* 0: 20 */
    struct kt_shown_answer shown; /* the page, of kt_variant_out */
};

extern const struct kt_use kt_use_product_variants;

struct kt_category_use {
    struct kt_use_state use; /* first */
    struct kt_str slug;      /* of one */
    int64_t levels;          /* of the tree; 0: all */
    struct kt_shown_answer shown;
};

extern const struct kt_use kt_use_category_list;
extern const struct kt_use kt_use_category_get;

#endif
