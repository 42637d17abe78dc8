/* Tax classes, zones and rates for staff. */
#ifndef KT_SERVICE_TAX_H
#define KT_SERVICE_TAX_H

#include "domain/pricing/tax_rate.h"
#include "service/resource.h"

extern const struct kt_shape kt_tax_class_query_shape;
extern const struct kt_resource kt_tax_class_resource;

/* Of taxes and of shipping alike. */
extern const struct kt_shape kt_zone_query_shape;
extern const struct kt_resource kt_tax_zone_resource;
extern const struct kt_resource kt_shipping_zone_resource;

extern const struct kt_shape kt_tax_rate_query_shape;
extern const struct kt_resource kt_tax_rate_resource;

#endif
