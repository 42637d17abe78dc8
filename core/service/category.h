/* Categories for staff. */
#ifndef KT_SERVICE_CATEGORY_H
#define KT_SERVICE_CATEGORY_H

#include "domain/catalog/category.h"
#include "service/resource.h"

extern const struct kt_shape kt_category_query_shape;
extern const struct kt_resource kt_category_resource;

#endif
