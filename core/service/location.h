/* Locations for staff. */
#ifndef KT_SERVICE_LOCATION_H
#define KT_SERVICE_LOCATION_H

#include "domain/catalog/location.h"
#include "service/resource.h"

extern const struct kt_shape kt_location_query_shape;
extern const struct kt_resource kt_location_resource;

#endif
