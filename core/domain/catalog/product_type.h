/* A product type says which attributes products of a kind have, and checks
 * them. Attributes of a product without a type are free. */
#ifndef KT_DOMAIN_PRODUCT_TYPE_H
#define KT_DOMAIN_PRODUCT_TYPE_H

#include "base/id.h"
#include "base/shape.h"

enum kt_attribute_kind {
    KT_ATTRIBUTE_TEXT,
    KT_ATTRIBUTE_INTEGER,
    KT_ATTRIBUTE_DECIMAL, /* a text: "12.50", at most six decimals */
    KT_ATTRIBUTE_BOOLEAN,
    KT_ATTRIBUTE_CHOICE,  /* one of values */
    KT_ATTRIBUTE_CHOICES, /* some of values, an array */
    KT_ATTRIBUTE_DATE     /* "2026-11-24" */
};

extern const char *const kt_attribute_kind_names[]; /* ends with NULL */

struct kt_attribute {
    struct kt_str code;
    struct kt_list labels; /* by locale; of struct kt_pair */
    int kind;              /* enum kt_attribute_kind */
    bool is_required;
    bool is_variant;       /* stands on variants, not on the product */
    struct kt_list values; /* of struct kt_str; of the choices */
    struct kt_str unit;    /* "cm"; for display */
};

struct kt_product_type {
    uint64_t given;
    struct kt_id id;
    struct kt_str code;
    struct kt_str name;
    struct kt_list attributes; /* of struct kt_attribute */
    int64_t version;           /* 0: not stored yet */
};

extern const struct kt_shape kt_attribute_shape;

/* One table of rows in four shapes. */
extern const struct kt_shape kt_product_type_in_shape;    /* a new one */
extern const struct kt_shape kt_product_type_patch_shape; /* what changes */
extern const struct kt_shape kt_product_type_out_shape;   /* what is told */
extern const struct kt_shape kt_product_type_shape;       /* import, export */

/* Faults of the type itself: codes that stand twice, choices without values.
 */
void kt_product_type_check(const struct kt_product_type *type,
                           struct kt_error *err);

/* Faults of attribute values (a JSON object, or empty) at pointer; those of a
 * product or those of a variant. type NULL: any name, and as value a text, an
 * integer, true, false or an array of texts. */
void kt_attributes_check(const struct kt_product_type *type, bool of_variant,
                         struct kt_str attributes, struct kt_str pointer,
                         struct kt_error *err);

/* The values as texts for rules: an array has a pair for each of its texts.
 * What over names stands in front, what only under names behind. */
struct kt_list kt_attributes_pairs(struct kt_str over, struct kt_str under,
                                   struct kt_arena *arena);

#endif
