/* The books of all shops of a database: what must hold between rows whatever
 * happened. Each fault is told as one line, at most twenty of a kind. */
#ifndef KT_SERVICE_AUDIT_H
#define KT_SERVICE_AUDIT_H

#include "store/store.h"

/* Stock against the ledger of its moves. */
KT_CHECKED enum kt_status kt_audit_stock(struct kt_store *store,
                                         kt_fault_fn tell, void *arg,
                                         struct kt_error *err);

/* Orders against their lines, record, cart, payments and moves of stock. */
KT_CHECKED enum kt_status kt_audit_orders(struct kt_store *store,
                                          kt_fault_fn tell, void *arg,
                                          struct kt_error *err);

/* What orders came about by: facts and scripts that are there and whole. */
KT_CHECKED enum kt_status kt_audit_origins(struct kt_store *store,
                                           kt_fault_fn tell, void *arg,
                                           struct kt_error *err);

struct kt_audit_figures {
    int64_t orders;
    int64_t last_order_ms; /* 0: none */
    int64_t dead_jobs;
};

KT_CHECKED enum kt_status kt_audit_count(struct kt_store *store,
                                         struct kt_audit_figures *figures,
                                         struct kt_error *err);

#endif
