/* What carts ask of the catalogue again and again, kept in memory as shown.h
 * keeps pages: items, the stock of a variant, which variant has a sku. Each
 * change of them is seen by the next transaction that asks; what is not kept
 * is read and kept. */
#ifndef KT_SERVICE_CATALOG_KEPT_H
#define KT_SERVICE_CATALOG_KEPT_H

#include "domain/stock/stock.h"
#include "service/catalog_items.h"
#include "service/use.h"

/* As kt_items_load. What it gives stems from the transaction's snapshot only
 * when kt_tx_is_settled says so after the last question of this kind. */
KT_CHECKED enum kt_status kt_items_get(const struct kt_tx *tx,
                                       const struct kt_call *call,
                                       const struct kt_items_query *query,
                                       const struct kt_item *const **items,
                                       struct kt_error *err);

/* Facts about the stock of one variant; facts->is_active is false when there is
 * no such variant. */
KT_CHECKED enum kt_status kt_stock_facts_get(const struct kt_tx *tx,
                                             const struct kt_call *call,
                                             struct kt_id variant_id,
                                             struct kt_stock_facts *facts,
                                             struct kt_error *err);

/* The null id when the shop has no such sku. */
KT_CHECKED enum kt_status kt_variant_find_by_sku(const struct kt_tx *tx,
                                                 const struct kt_call *call,
                                                 struct kt_str sku,
                                                 struct kt_id *variant_id,
                                                 struct kt_error *err);

#endif
