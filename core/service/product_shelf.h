/* A shelf shows products of one channel, in one currency and one locale. */
#ifndef KT_SERVICE_PRODUCT_SHELF_H
#define KT_SERVICE_PRODUCT_SHELF_H

#include "domain/catalog/product_out.h"
#include "service/catalog_items.h"
#include "service/quote_load.h"
#include "service/shown.h"

struct kt_shelf {
    const struct kt_tx *tx;
    const struct kt_call *call;
    struct kt_quote_facts facts;
    struct kt_items_query query;
    struct kt_shown_needs *needs; /* grow with all that is shown */
    struct kt_shown_needs sales;  /* what every price of it depends on */
    struct kt_shelf_past *past;   /* read when a price is reduced */
};

/* Promotions of now and of before. */
struct kt_shelf_past {
    bool is_read;
    struct kt_promotion *promotions;
    size_t count;
};

/* Reads what prices depend on; currency empty: the channel's first.
 * needs has begun before the transaction. INVALID_QUERY for a currency that
 * the channel lacks. */
KT_CHECKED enum kt_status kt_shelf_open(
    const struct kt_tx *tx, const struct kt_call *call, struct kt_str currency,
    struct kt_shown_needs *needs, struct kt_shelf *shelf, struct kt_error *err);

/* The product with a slug or an id; the null id when none has the slug. */
KT_CHECKED enum kt_status kt_shelf_find_named(const struct kt_tx *tx,
                                              struct kt_str name,
                                              struct kt_id *id,
                                              struct kt_error *err);

/* Reads and prices a product; with_page fills all of *out,
 * of variants the first KT_PRODUCT_VARIANTS_SHOWN. *is_shown is false
 * when buyers do not see it: not active, or nothing of it has a price here. */
KT_CHECKED enum kt_status kt_shelf_show(const struct kt_shelf *shelf,
                                        struct kt_id product_id, bool with_page,
                                        struct kt_product_out *out,
                                        bool *is_shown, struct kt_error *err);

/* The same without anything that is no price and no stock, in *out, and from
 * when until when it holds. */
struct kt_shelf_face {
    int64_t price_min;
    bool is_shown, is_available;
    int64_t from_ms, until_ms;
};

KT_CHECKED enum kt_status kt_shelf_look(const struct kt_shelf *shelf,
                                        struct kt_id product_id,
                                        struct kt_shelf_face *face,
                                        struct kt_error *err);

/* The product's row of a list as JSON, kept ready or made and kept. */
KT_CHECKED enum kt_status kt_shelf_row(const struct kt_shelf *shelf,
                                       struct kt_id product_id,
                                       struct kt_str *json, bool *is_shown,
                                       struct kt_error *err);

#endif
