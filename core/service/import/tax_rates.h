/* Tables of tax rates: a source of its own, and a kind of WooCommerce's. */
#ifndef KT_SERVICE_IMPORT_TAX_RATES_H
#define KT_SERVICE_IMPORT_TAX_RATES_H

#include "service/import/cell.h"

struct kt_tax_file;

/* The names of the table are read, its rows are not. INVALID_FILE: columns are
 * missing. */
KT_CHECKED enum kt_status kt_tax_file_open(struct kt_import_run *run,
                                           struct kt_import_table *table,
                                           struct kt_tax_file **file,
                                           struct kt_error *err);

/* Reads all rows and pushes what they come to. */
KT_CHECKED enum kt_status kt_tax_file_step(struct kt_tax_file *file,
                                           bool *is_more, struct kt_error *err);

#endif
