#include "http/resource.h"
#include "service/customer_group.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_ROUTES(customer_group, "customer-groups", "customer group"),
};

const struct kt_route_table kt_routes_admin_customer_groups = KT_ROUTES(routes);
