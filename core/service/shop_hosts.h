/* The host names of a shop: exact, lower case, each of one shop of the
 * database. */
#ifndef KT_SERVICE_SHOP_HOSTS_H
#define KT_SERVICE_SHOP_HOSTS_H

#include "base/shape.h"
#include "store/store.h"

enum { KT_SHOP_HOSTS_MAX = 50 };

/* Refuses what is no host name, what stands twice and, in the transaction's
 * shop, what is another one's, at the pointer of its place in the list. */
KT_CHECKED enum kt_status kt_shop_hosts_check(const struct kt_tx *tx,
                                              const struct kt_list *hosts,
                                              struct kt_str pointer,
                                              struct kt_error *err);

/* Replaces the names by these, which were checked. */
KT_CHECKED enum kt_status kt_shop_hosts_save(struct kt_tx *tx,
                                             const struct kt_list *hosts,
                                             struct kt_error *err);

KT_CHECKED enum kt_status kt_shop_hosts_load(const struct kt_tx *tx,
                                             struct kt_arena *arena,
                                             struct kt_list *hosts,
                                             struct kt_error *err);

#endif
