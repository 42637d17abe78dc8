/* What a transaction changed of what buyers see, told to caches after the
 * commit. Who writes rows of a product, of its stock, or something that many
 * products show, says so here. */
#ifndef KT_STORE_CHANGE_H
#define KT_STORE_CHANGE_H

#include "store/store.h"

enum kt_change_kind {
    KT_CHANGE_PRODUCT,   /* its record: texts, places, variants, prices */
    KT_CHANGE_STOCK,     /* what can be bought of a product, nothing else */
    KT_CHANGE_CATALOGUE, /* what many products show: the category tree, price
                            lists, product types, locations */
    KT_CHANGE_ALL        /* more than could be noted, of any shop */
};

struct kt_change {
    enum kt_change_kind kind;
    struct kt_id store_id;   /* KT_NO_STORE for KT_CHANGE_ALL */
    struct kt_id product_id; /* zeros for the last two kinds */
};

void kt_tx_touch_product(struct kt_tx *tx, struct kt_id product_id);
void kt_tx_touch_stock(struct kt_tx *tx, struct kt_id product_id);
void kt_tx_touch_catalogue(struct kt_tx *tx);

/* Called on a thread of the store after the commit, before the writers are
 * answered: who reads after an answer finds the caches told. Short, and calls
 * nothing of the store. The listener lives until the store is closed; it joins
 * before the first write. */
struct kt_change_listener {
    void (*changed)(void *arg, const struct kt_change *changes, size_t count);
    void *arg;
    struct kt_change_listener *next; /* the store's */
};

void kt_store_listen(struct kt_store *store,
                     struct kt_change_listener *listener);

/* Grows by one with every commit that touched anything of the above, before the
 * listeners are told. A cache that reads it before its snapshot, and keeps what
 * it made only if it is still the same, keeps nothing outdated. */
uint64_t kt_store_catalogue_epoch(const struct kt_store *store);

#endif
