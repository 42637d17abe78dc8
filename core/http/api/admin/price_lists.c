#include "http/resource.h"
#include "service/price_list.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_ROUTES(price_list, "price-lists", "price list"),
};

const struct kt_route_table kt_routes_admin_price_lists = KT_ROUTES(routes);
