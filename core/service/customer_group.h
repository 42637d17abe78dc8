/* Groups of customers, for staff. */
#ifndef KT_SERVICE_CUSTOMER_GROUP_H
#define KT_SERVICE_CUSTOMER_GROUP_H

#include "domain/customer/customer_group.h"
#include "service/resource.h"

extern const struct kt_shape kt_customer_group_query_shape;
extern const struct kt_resource kt_customer_group_resource;

#endif
