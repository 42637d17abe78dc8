/* A shop as it is imported and exported: what its row holds but for the code,
 * by which it is known. */
#ifndef KT_SERVICE_SHOP_RECORD_H
#define KT_SERVICE_SHOP_RECORD_H

#include "service/catalog_save.h"
#include "service/shop.h"

struct kt_shop_record {
    struct kt_str name;
    struct kt_list hosts; /* of struct kt_str; none: those it has stay */
    struct kt_shop_settings settings;
};

extern const struct kt_shape kt_shop_record_shape;

/* As the functions of catalog_save.h. */
KT_CHECKED enum kt_status kt_shop_record_save(
    const struct kt_saving *saving, const struct kt_shop_record *record,
    struct kt_error *err);

/* NOT_FOUND. */
KT_CHECKED enum kt_status kt_shop_record_load(const struct kt_tx *tx,
                                              struct kt_arena *arena,
                                              struct kt_shop_record *record,
                                              struct kt_error *err);

#endif
