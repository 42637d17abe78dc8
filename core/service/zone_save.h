/* Storing tax classes, zones and rates: what imports and staff share. */
#ifndef KT_SERVICE_ZONE_SAVE_H
#define KT_SERVICE_ZONE_SAVE_H

#include "domain/pricing/tax_rate.h"
#include "service/catalog_save.h"

/* As the functions of catalog_save.h: a record as it is imported. */
KT_CHECKED enum kt_status kt_tax_class_save(const struct kt_saving *saving,
                                            struct kt_tax_class *record,
                                            struct kt_error *err);
KT_CHECKED enum kt_status kt_zone_save(const struct kt_saving *saving,
                                       struct kt_zone *zone,
                                       struct kt_error *err);
KT_CHECKED enum kt_status kt_tax_rate_save(const struct kt_saving *saving,
                                           struct kt_tax_rate_row *rate,
                                           struct kt_error *err);

/* ---- the parts ---- */

/* The kind of names by which others refer to zones of a kind. */
enum kt_ref_kind kt_zone_ref_kind(enum kt_zone_kind kind);

/* What a rate is about: the zone and the class that it names. */
struct kt_tax_rate_key {
    struct kt_id zone_id;
    struct kt_id class_id;
};

/* Checks a rate and finds what it names; every fault is added to err. *owner
 * takes the stored rate of this zone, class, priority and start, or none. */
KT_CHECKED enum kt_status kt_tax_rate_find(const struct kt_tx *tx,
                                           const struct kt_refs *refs,
                                           const struct kt_tax_rate_row *rate,
                                           struct kt_tax_rate_key *key,
                                           struct kt_id *owner,
                                           struct kt_error *err);

/* Write checked records under their ids. */
KT_CHECKED enum kt_status kt_tax_class_write(struct kt_tx *tx,
                                             const struct kt_tax_class *record,
                                             struct kt_error *err);
KT_CHECKED enum kt_status kt_zone_write(struct kt_tx *tx,
                                        const struct kt_zone *zone,
                                        struct kt_error *err);
KT_CHECKED enum kt_status kt_tax_rate_write(struct kt_tx *tx,
                                            const struct kt_tax_rate_row *rate,
                                            const struct kt_tax_rate_key *key,
                                            struct kt_error *err);

#endif
