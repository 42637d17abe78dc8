/* The text under which a product is found. Who writes a product or what is
 * said of it calls this in the same transaction. */
#ifndef KT_SERVICE_SEARCH_SAVE_H
#define KT_SERVICE_SEARCH_SAVE_H

#include "domain/catalog/product.h"
#include "store/store.h"

/* Makes or replaces the text of a stored product. */
KT_CHECKED enum kt_status kt_search_save(struct kt_tx *tx,
                                         const struct kt_product *product,
                                         struct kt_arena *arena,
                                         struct kt_error *err);

/* Takes the text away, before the product goes. */
KT_CHECKED enum kt_status kt_search_drop(struct kt_tx *tx,
                                         struct kt_id product_id,
                                         struct kt_error *err);

/* Writes the texts of a category's products after its names have changed: a few
 * at once, many by kt_search_refresh after the commit. */
KT_CHECKED enum kt_status kt_search_rename(struct kt_tx *tx,
                                           struct kt_id category_id,
                                           struct kt_arena *arena,
                                           struct kt_error *err);

/* Writes the texts that are behind, in all shops, in short transactions; the
 * thread of jobs calls it after a commit. */
KT_CHECKED enum kt_status kt_search_refresh(struct kt_store *store,
                                            struct kt_error *err);

/* Writes the texts of products that have none, in all shops: a database that
 * is older than the table. */
KT_CHECKED enum kt_status kt_search_fill(struct kt_store *store,
                                         struct kt_error *err);

#endif
