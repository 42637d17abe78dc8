#include "http/resource.h"
#include "service/location.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_ROUTES(location, "locations", "location"),
};

const struct kt_route_table kt_routes_admin_locations = KT_ROUTES(routes);
