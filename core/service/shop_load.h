/* Builds a shop snapshot. Only shop.c asks for it. */
#ifndef KT_SERVICE_SHOP_LOAD_H
#define KT_SERVICE_SHOP_LOAD_H

#include "service/shop.h"

/* Fills the shop from one read transaction and the registry, all in the arena.
 * The caller has set store_id, registry and epoch. NOT_FOUND. */
KT_CHECKED enum kt_status kt_shop_load(struct kt_store *store,
                                       struct kt_shop *shop,
                                       struct kt_arena *arena,
                                       struct kt_error *err);

#endif
