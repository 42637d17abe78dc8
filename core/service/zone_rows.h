/* Tax classes, zones and rates as they stand in their tables. */
#ifndef KT_SERVICE_ZONE_ROWS_H
#define KT_SERVICE_ZONE_ROWS_H

#include "domain/pricing/tax_rate.h"
#include "store/store.h"

/* The columns of tax_class_all, zone_get, tax_rate_all. */
void kt_tax_class_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                           struct kt_tax_class *record);
KT_CHECKED enum kt_status kt_zone_read_row(const struct kt_rows *rows,
                                           struct kt_arena *arena,
                                           struct kt_zone *zone,
                                           struct kt_error *err);
void kt_tax_rate_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                          struct kt_tax_rate_row *rate);

/* Adds the members to a zone. */
KT_CHECKED enum kt_status kt_zone_load_members(const struct kt_tx *tx,
                                               struct kt_arena *arena,
                                               struct kt_zone *zone,
                                               struct kt_error *err);

/* All zones with their members, those of taxes first, by code; all rates. */
KT_CHECKED enum kt_status kt_zones_load(const struct kt_tx *tx,
                                        struct kt_arena *arena,
                                        struct kt_zone **zones, size_t *count,
                                        struct kt_error *err);
KT_CHECKED enum kt_status kt_tax_rates_load(const struct kt_tx *tx,
                                            struct kt_arena *arena,
                                            struct kt_tax_rate_row **rates,
                                            size_t *count,
                                            struct kt_error *err);

/* All that a shop's snapshot asks of them: of zones the code alone, where they
 * lie, and the rates, with texts shared. */
KT_CHECKED enum kt_status kt_zones_load_indexed(const struct kt_tx *tx,
                                                struct kt_arena *arena,
                                                struct kt_tax_rates *rates,
                                                struct kt_shipping_zones *zones,
                                                struct kt_error *err);

#endif
