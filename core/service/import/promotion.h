/* Promotions and coupons of an import. */
#ifndef KT_SERVICE_IMPORT_PROMOTION_H
#define KT_SERVICE_IMPORT_PROMOTION_H

#include "service/catalog_save.h"
#include "service/coupon.h"
#include "service/promotion.h"

/* As the functions of catalog_save.h; what service/promotion.h and
 * service/coupon.h say holds. */
KT_CHECKED enum kt_status kt_import_promotion(
    const struct kt_saving *saving, const struct kt_registry *registry,
    const struct kt_promotion_record *in, struct kt_error *err);
KT_CHECKED enum kt_status kt_import_coupon(const struct kt_saving *saving,
                                           const struct kt_coupon_record *in,
                                           struct kt_error *err);

/* The line with ids in the place of the names by which files speak of
 * promotions: a promotion has a code there, a coupon names its promotion, and
 * the same name is the same id in every run. */
const struct cJSON *kt_import_name_promotions(const struct cJSON *root,
                                              struct kt_id store_id,
                                              struct kt_arena *arena);

#endif
