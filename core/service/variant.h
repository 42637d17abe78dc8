/* Variants for staff. */
#ifndef KT_SERVICE_VARIANT_H
#define KT_SERVICE_VARIANT_H

#include "domain/catalog/product.h"
#include "service/resource.h"

extern const struct kt_shape kt_variant_query_shape;
extern const struct kt_resource kt_variant_resource;

#endif
