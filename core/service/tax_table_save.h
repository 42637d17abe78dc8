/* Storing a table of tax rates: few zones that differ in what is due there. */
#ifndef KT_SERVICE_TAX_TABLE_SAVE_H
#define KT_SERVICE_TAX_TABLE_SAVE_H

#include "domain/pricing/tax_table.h"
#include "service/catalog_save.h"

/* Puts a table over what earlier ones came to: the zones whose codes begin with
 * KT_TAX_TABLE_PREFIX, with their rates. Places that it does not tell stay as
 * they are. Missing tax classes are made; zones and rates that do not change
 * are not written. *changed takes the number of records made, changed and
 * deleted. */
KT_CHECKED enum kt_status kt_tax_table_save(const struct kt_saving *saving,
                                            const struct kt_tax_table *table,
                                            int64_t *changed,
                                            struct kt_error *err);

#endif
