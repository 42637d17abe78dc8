/* Params of rules: what a rule declares, the values that a row gives, and what
 * follows from the declaration: checks, defaults, JSON schema, titles. */
#ifndef KT_SCRIPT_PARAMS_H
#define KT_SCRIPT_PARAMS_H

#include "domain/catalog/item.h"

enum kt_param_kind {
    KT_PARAM_QUANTITY,
    KT_PARAM_INTEGER,
    KT_PARAM_MONEY,
    KT_PARAM_PERCENT, /* ppm inside */
    KT_PARAM_TEXT,
    KT_PARAM_BOOLEAN,
    KT_PARAM_CHOICE,
    KT_PARAM_PRODUCTS,
    KT_PARAM_SKU,
    KT_PARAM_SKUS,
    KT_PARAM_CODE,
    KT_PARAM_CUSTOMER_GROUP,
    KT_PARAM_PRICE_LIST,
    KT_PARAM_SHIPPING_METHODS,
    KT_PARAM_COUNTRY,
    KT_PARAM_COUNTRIES,
    KT_PARAM_TEXTS,
    KT_PARAM_LIST,
    KT_PARAM_TAX_TABLE, /* a list of kt_tax_table_fields */
    KT_PARAM_KIND_COUNT
};

/* What a value is in C, and in JSON. */
enum kt_param_form {
    KT_FORM_INTEGER,
    KT_FORM_PERCENT,
    KT_FORM_BOOLEAN,
    KT_FORM_TEXT,
    KT_FORM_TEXTS,
    KT_FORM_SELECTOR,
    KT_FORM_ROWS
};

struct kt_param_type {
    const char *name; /* in kontor.param */
    enum kt_param_form form;
    const char *noun; /* "an amount in minor units" */
    int64_t min, max; /* of numbers, characters or entries */
    bool (*is_valid)(struct kt_str text); /* of each text; NULL: any */
    const char *pattern;                  /* the same for the JSON schema */
};

extern const struct kt_param_type kt_param_types[KT_PARAM_KIND_COUNT];

struct kt_param_spec {
    enum kt_param_kind kind;
    struct kt_str name;
    struct kt_str label;
    struct kt_str help;
    bool is_optional;
    struct kt_str default_json; /* ptr NULL: none */
    int64_t min, max;
    const struct kt_str *choices;
    size_t choice_count;
    const struct kt_param_spec *fields; /* of one entry of a list */
    size_t field_count;
    struct kt_str ascending;
    int64_t position; /* order in the file */
};

/* One value; which member counts says the form. */
struct kt_param_value {
    bool is_set;
    int64_t number;
    struct kt_str text;
    const struct kt_selector *selector;
    const struct kt_str *texts;
    const struct kt_param_value *rows; /* count * field_count */
    size_t count;
};

/* The columns of a tax table, in this order. */
enum kt_tax_column {
    KT_TAX_COUNTRY,
    KT_TAX_REGION,
    KT_TAX_POSTAL,
    KT_TAX_CLASS,
    KT_TAX_NAME,
    KT_TAX_PERCENT,
    KT_TAX_COMPOUND,
    KT_TAX_COLUMN_COUNT
};

/* Of one line: rates of other names than these have no room. */
enum { KT_RATES_MAX = 8 };

extern const struct kt_param_spec kt_tax_table_fields[KT_TAX_COLUMN_COUNT];

/* Reads a JSON object by the specs; values has one place for each. Every fault
 * is added to err below pointer. */
void kt_params_read(const struct kt_param_spec *specs, size_t count,
                    const struct cJSON *object, struct kt_str pointer,
                    struct kt_arena *arena, struct kt_param_value *values,
                    struct kt_error *err);

/* The same from text; empty text is an empty object. INVALID_BODY with every
 * fault, INVALID_JSON. */
KT_CHECKED enum kt_status kt_params_parse(const struct kt_param_spec *specs,
                                          size_t count, struct kt_str text,
                                          struct kt_str pointer,
                                          struct kt_arena *arena,
                                          struct kt_param_value *values,
                                          struct kt_error *err);

/* Reads one value by one spec. */
void kt_param_read(const struct kt_param_spec *spec, const struct cJSON *node,
                   struct kt_str pointer, struct kt_arena *arena,
                   struct kt_param_value *value, struct kt_error *err);

#endif
