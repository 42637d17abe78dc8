/* Lines about what staff keeps as resources: customers and their groups,
 * collections. */
#ifndef KT_SERVICE_IMPORT_RESOURCE_H
#define KT_SERVICE_IMPORT_RESOURCE_H

#include "service/collection.h"
#include "service/customer.h"
#include "service/customer_group.h"
#include "service/import/run.h"

/* Stores the record over the one with its id or its name, or as a new one;
 * checked as the admin API checks it. As the functions of catalog_save.h. */
KT_CHECKED enum kt_status kt_import_resource(
    struct kt_import_run *run, const struct kt_saving *saving,
    const struct kt_import_record *record, struct kt_error *err);

#endif
