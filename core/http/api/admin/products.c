#include "http/resource.h"
#include "service/product.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(product, "products", "List products"),
    KT_RESOURCE_CREATE(product, "products", "Create a product",
                       .help = "With its variants, their prices and stock."),
    KT_RESOURCE_GET(product, "products", "Read a product"),
    KT_RESOURCE_UPDATE(product, "products", "Change a product",
                       .help = "What is not given stays, variants too."),
    KT_RESOURCE_DELETE(product, "products", "Delete a product",
                       .help = "With its variants, prices and stock. Orders "
                               "keep what was bought; carts say that it is "
                               "gone."),
};

const struct kt_route_table kt_routes_admin_products = KT_ROUTES(routes);
