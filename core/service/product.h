/* Products for staff. */
#ifndef KT_SERVICE_PRODUCT_H
#define KT_SERVICE_PRODUCT_H

#include "domain/catalog/product.h"
#include "service/catalog_save.h"
#include "service/resource.h"

/* Of a product with as many variants as it may have, in JSON. */
enum { KT_PRODUCT_BODY_MAX = 8 * 1024 * 1024 };

extern const struct kt_shape kt_product_query_shape;
extern const struct kt_resource kt_product_resource;

/* The edit as what the functions of catalog_save.h take. */
struct kt_saving kt_edit_saving(const struct kt_edit *edit);

/* IN_USE (kt_resource_used) when promotions, rules or collections choose this
 * sku. */
KT_CHECKED enum kt_status kt_edit_find_sku(struct kt_edit *edit,
                                           struct kt_str sku,
                                           struct kt_error *err);

/* Says that a variant of the product is changed: moves the product's time. */
KT_CHECKED enum kt_status kt_edit_touch_product(struct kt_edit *edit,
                                                struct kt_id product_id,
                                                struct kt_error *err);

/* Or so that it is found otherwise, made or deleted: writes the text by which
 * the product is found as well, when all is written. */
KT_CHECKED enum kt_status kt_edit_change_product(struct kt_edit *edit,
                                                 struct kt_id product_id,
                                                 struct kt_error *err);

#endif
