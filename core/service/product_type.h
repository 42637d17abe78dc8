/* Product types for staff. */
#ifndef KT_SERVICE_PRODUCT_TYPE_H
#define KT_SERVICE_PRODUCT_TYPE_H

#include "domain/catalog/product_type.h"
#include "service/resource.h"

extern const struct kt_shape kt_product_type_query_shape;
extern const struct kt_resource kt_product_type_resource;

#endif
