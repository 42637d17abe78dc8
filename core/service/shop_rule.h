/* A rule in use, promotions apart, as a record: which rule of the scripts, its
 * params, where and in which order. */
#ifndef KT_SERVICE_SHOP_RULE_H
#define KT_SERVICE_SHOP_RULE_H

#include "script/host.h"
#include "service/catalog_save.h"

struct kt_shop_rule {
    uint64_t given;
    enum kt_rule_kind kind; /* no member of the record's JSON */
    struct kt_id id;        /* zero: known by kind and code, or new */
    struct kt_str code;
    struct kt_str title;     /* empty: the rule's */
    struct kt_str rule;      /* its code in the scripts */
    struct kt_str params;    /* a JSON object */
    struct kt_str tax_class; /* of a shipping method's fee */
    struct kt_list channels; /* codes; empty: all */
    struct kt_list events;   /* of guards and reactions; empty: the declared */
    int64_t position;
    bool is_active;
};

extern const struct kt_shape kt_shop_rule_shape;

/* As the functions of catalog_save.h. Params are stored as they were given,
 * after they passed the rule's declaration: defaults stay the rule's. */
KT_CHECKED enum kt_status kt_shop_rule_save(const struct kt_saving *saving,
                                            const struct kt_registry *registry,
                                            struct kt_shop_rule *record,
                                            struct kt_error *err);

/* The columns of shop_rule_all. */
KT_CHECKED enum kt_status kt_shop_rule_read_row(const struct kt_rows *rows,
                                                struct kt_arena *arena,
                                                struct kt_shop_rule *record,
                                                struct kt_error *err);

#endif
