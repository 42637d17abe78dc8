#include "http/resource.h"
#include "service/product.h"

#define WITH_VARIANTS                                                          \
    "With all its variants, 10,000 at most, the body may have 8 MiB."

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(product, "products", "List products"),
    KT_RESOURCE_CREATE(
        product, "products", "Create a product",
        .body_max = KT_PRODUCT_BODY_MAX,
        .help = "With its variants, their prices and stock. " WITH_VARIANTS),
    KT_RESOURCE_GET(product, "products", "Read a product"),
    KT_RESOURCE_UPDATE(
        product, "products", "Change a product",
        .body_max = KT_PRODUCT_BODY_MAX,
        .help = "What is not given stays, variants too. " WITH_VARIANTS),
    KT_RESOURCE_DELETE(product, "products", "Delete a product",
                       .help = "With its variants, prices and stock. Orders "
                               "keep what was bought; carts say that it is "
                               "gone."),
};

const struct kt_route_table kt_routes_admin_products = KT_ROUTES(routes);
