/* What is told while a buyer types. */
#ifndef KT_DOMAIN_SUGGESTIONS_H
#define KT_DOMAIN_SUGGESTIONS_H

#include "domain/catalog/product_out.h"

struct kt_suggestions {
    struct kt_list words;      /* of struct kt_str */
    struct kt_list products;   /* of kt_product_out, as rows */
    struct kt_list categories; /* of kt_category_ref_out */
};

extern const struct kt_shape kt_suggestions_shape;

#endif
