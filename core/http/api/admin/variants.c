#include "http/resource.h"
#include "service/variant.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(variant, "variants", "List variants"),
    KT_RESOURCE_CREATE(variant, "variants", "Create a variant",
                       .help = "Of a product that is there, with its prices "
                               "and stock."),
    KT_RESOURCE_GET(variant, "variants", "Read a variant"),
    KT_RESOURCE_UPDATE(variant, "variants", "Change a variant",
                       .help = "What is not given stays."),
    KT_RESOURCE_DELETE(variant, "variants", "Delete a variant",
                       .help = "With its prices and stock. Orders keep what "
                               "was bought; carts say that it is gone."),
};

const struct kt_route_table kt_routes_admin_variants = KT_ROUTES(routes);
