/* Prices for staff. */
#ifndef KT_SERVICE_PRICE_H
#define KT_SERVICE_PRICE_H

#include "domain/catalog/product.h"
#include "service/resource.h"

extern const struct kt_shape kt_price_query_shape;
extern const struct kt_resource kt_price_resource;

#endif
