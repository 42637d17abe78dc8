#include "http/resource.h"
#include "service/price.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(price, "prices", "List prices, oldest first"),
    KT_RESOURCE_CREATE(price, "prices", "Create a price",
                       .help = "Of a variant that is there. Among the prices "
                               "that fit a buyer the one with the most "
                               "conditions holds, then the lowest."),
    KT_RESOURCE_GET(price, "prices", "Read a price"),
    KT_RESOURCE_UPDATE(price, "prices", "Change a price",
                       .help = "What is not given stays. It holds for the "
                               "next page and the next cart that is priced."),
    KT_RESOURCE_DELETE(price, "prices", "Delete a price"),
};

const struct kt_route_table kt_routes_admin_prices = KT_ROUTES(routes);
