/* Stores records of the catalogue: as they came from outside, checked, with
 * the names in them turned into ids. A record that is there already (by its id,
 * slug or code) is updated and keeps its id. */
#ifndef KT_SERVICE_CATALOG_SAVE_H
#define KT_SERVICE_CATALOG_SAVE_H

#include "domain/catalog/category.h"
#include "domain/catalog/channel_record.h"
#include "domain/catalog/location.h"
#include "domain/catalog/price_list.h"
#include "domain/catalog/product.h"
#include "service/catalog_refs.h"

/* What a run would have stored, where it stores nothing. */
struct kt_saving_seen {
    struct kt_map slugs;  /* of products, to their struct kt_id */
    struct kt_map skus;   /* to the product's struct kt_id */
    struct kt_map others; /* as kt_import_remember has them */
};

/* The transaction in which records are stored. */
struct kt_saving {
    const struct kt_tx *reading;
    struct kt_tx *tx; /* NULL: a dry run, it checks only */
    struct kt_refs *refs;
    struct kt_saving_seen *seen; /* of a dry run, else NULL */
    struct kt_arena *arena;
    int64_t now_ms;
};

/* Each completes the record first. INVALID_BODY tells every fault of it with
 * its pointer: nothing was stored then and the transaction can go on. Any other
 * failure ends the transaction. */
KT_CHECKED enum kt_status kt_channel_save(const struct kt_saving *saving,
                                          struct kt_channel_record *record,
                                          struct kt_error *err);
KT_CHECKED enum kt_status kt_location_save(const struct kt_saving *saving,
                                           struct kt_location *location,
                                           struct kt_error *err);
KT_CHECKED enum kt_status kt_product_type_save(const struct kt_saving *saving,
                                               struct kt_product_type *type,
                                               struct kt_error *err);
KT_CHECKED enum kt_status kt_category_save(const struct kt_saving *saving,
                                           struct kt_category *category,
                                           struct kt_error *err);
KT_CHECKED enum kt_status kt_price_list_save(const struct kt_saving *saving,
                                             struct kt_price_list *list,
                                             struct kt_error *err);

/* A product is replaced as a whole; what it no longer has goes: variants are
 * retired, since orders name them, prices are deleted. Stock that is not told
 * stays. *is_new tells whether it was made. */
KT_CHECKED enum kt_status kt_product_save(const struct kt_saving *saving,
                                          struct kt_product *product,
                                          bool *is_new, struct kt_error *err);

/* What of a product is written beside its row; the rest stays as it is. */
struct kt_product_parts {
    bool places;   /* its categories and tags */
    bool variants; /* its variants with prices and stock */
};

#define KT_PRODUCT_WHOLE ((struct kt_product_parts){ true, true })

/* The two steps of it for a product whose id is known; version 0: it is new.
 * Resolving tells every fault: INVALID_BODY. Writing looks again, since what
 * was resolved in a snapshot may have changed. Variants that are not written
 * are loaded from the database. */
KT_CHECKED enum kt_status kt_product_resolve(const struct kt_saving *saving,
                                             struct kt_product *product,
                                             struct kt_product_parts parts,
                                             struct kt_error *err);
KT_CHECKED enum kt_status kt_product_write(const struct kt_saving *saving,
                                           struct kt_product *product,
                                           struct kt_product_parts parts,
                                           struct kt_error *err);

#endif
