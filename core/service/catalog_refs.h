/* Names by which records of the catalogue refer to each other: slugs of
 * categories, codes of everything else. They are few, so that whoever stores
 * many products reads them once. */
#ifndef KT_SERVICE_CATALOG_REFS_H
#define KT_SERVICE_CATALOG_REFS_H

#include "base/map.h"
#include "domain/catalog/product_type.h"
#include "store/store.h"

enum kt_ref_kind {
    KT_REF_CATEGORY,
    KT_REF_CHANNEL,
    KT_REF_LOCATION,
    KT_REF_PRICE_LIST,
    KT_REF_PRODUCT_TYPE,
    KT_REF_SHIPPING_ZONE,
    KT_REF_TAX_CLASS,
    KT_REF_TAX_ZONE,
    KT_REF_KIND_COUNT
};

#define KT_REF_BIT(kind) (1U << (kind))

struct kt_ref {
    struct kt_id id;
    struct kt_str code;
    bool is_new;                        /* not in the database when named */
    struct kt_ref *parent;              /* categories; NULL: at the top */
    struct kt_str key;                  /* channels: the publishable key */
    const struct kt_product_type *type; /* product types */
};

struct kt_refs {
    struct kt_arena *arena; /* owns the refs and their texts */
    struct kt_map by_code[KT_REF_KIND_COUNT];
    struct kt_str first_location; /* code; empty: there is none */
};

KT_CHECKED enum kt_status kt_refs_load(const struct kt_tx *tx,
                                       struct kt_arena *arena,
                                       struct kt_refs *refs,
                                       struct kt_error *err);

/* The same for some kinds, a sum of KT_REF_BIT; the others stay empty. */
KT_CHECKED enum kt_status kt_refs_load_kinds(const struct kt_tx *tx,
                                             unsigned kinds,
                                             struct kt_arena *arena,
                                             struct kt_refs *refs,
                                             struct kt_error *err);

/* NULL when there is none. */
struct kt_ref *kt_refs_find(const struct kt_refs *refs, enum kt_ref_kind kind,
                            struct kt_str code);

/* The one with this code, or a new one with the given id (null: a new id). */
struct kt_ref *kt_refs_name(struct kt_refs *refs, enum kt_ref_kind kind,
                            struct kt_str code, struct kt_id id,
                            int64_t now_ms);

/* The one that a record with this code and id (null: not told) describes, new
 * or not. A code that belongs to another id, and the other way, is a fault at
 * /id and gives NULL. */
struct kt_ref *kt_refs_claim(struct kt_refs *refs, enum kt_ref_kind kind,
                             struct kt_str code, struct kt_id id,
                             int64_t now_ms, struct kt_error *err);

/* As find; an unknown code is a fault at pointer that tells the nearest one. An
 * empty code is NULL and no fault. */
struct kt_ref *kt_refs_get(const struct kt_refs *refs, enum kt_ref_kind kind,
                           struct kt_str code, struct kt_str pointer,
                           struct kt_error *err);

#endif
