/* Price lists for staff. */
#ifndef KT_SERVICE_PRICE_LIST_H
#define KT_SERVICE_PRICE_LIST_H

#include "domain/catalog/price_list.h"
#include "service/resource.h"

extern const struct kt_shape kt_price_list_query_shape;
extern const struct kt_resource kt_price_list_resource;

#endif
