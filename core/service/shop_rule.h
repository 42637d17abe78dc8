/* A rule in use, promotions apart, as a record: which rule of the scripts, its
 * params, where and in which order. */
#ifndef KT_SERVICE_SHOP_RULE_H
#define KT_SERVICE_SHOP_RULE_H

#include "script/host.h"
#include "service/catalog_save.h"
#include "service/resource.h"

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
    struct kt_list zones;    /* of shipping methods: codes; empty: all */
    struct kt_list events;   /* of guards and reactions; empty: the declared */
    int64_t position;
    bool is_active;
    struct kt_str shown_title; /* told, not stored */
    int64_t version;           /* 0: not stored yet */
};

extern const struct kt_shape kt_shop_rule_shape; /* import, export */

/* For staff: price, tax and check rules; guards and reactions; methods. */
extern const struct kt_shape kt_plain_rule_in_shape, kt_plain_rule_patch_shape,
    kt_plain_rule_out_shape;
extern const struct kt_shape kt_event_rule_in_shape, kt_event_rule_patch_shape,
    kt_event_rule_out_shape;
extern const struct kt_shape kt_shipping_method_in_shape,
    kt_shipping_method_patch_shape, kt_shipping_method_out_shape;

extern const struct kt_shape kt_shop_rule_query_shape;
extern const struct kt_resource kt_price_rule_resource, kt_tax_rule_resource,
    kt_shipping_method_resource, kt_checkout_check_resource,
    kt_order_guard_resource, kt_reaction_resource;

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

/* ---- the parts that imports and staff share ---- */

/* Fills in what a new one leaves open; shape is the one it was read by. */
void kt_shop_rule_complete(const struct kt_shape *shape,
                           struct kt_shop_rule *record);

/* Every fault of a record. registry NULL: the rule, its params and events stay
 * as they stand, even when the scripts lack it by now. */
void kt_shop_rule_check(const struct kt_shop_rule *record,
                        const struct kt_registry *registry,
                        const struct kt_refs *refs, struct kt_error *err);

/* The id of the one with this kind and code; zero: none. */
KT_CHECKED enum kt_status kt_shop_rule_find(const struct kt_tx *tx,
                                            enum kt_rule_kind kind,
                                            struct kt_str code,
                                            struct kt_id *id,
                                            struct kt_error *err);

KT_CHECKED enum kt_status kt_shop_rule_write(struct kt_tx *tx,
                                             const struct kt_shop_rule *record,
                                             struct kt_arena *arena,
                                             struct kt_error *err);

#endif
