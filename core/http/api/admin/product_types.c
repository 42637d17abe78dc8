#include "http/resource.h"
#include "service/product_type.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(product_type, "product-types", "List product types"),
    KT_RESOURCE_CREATE(product_type, "product-types", "Create a product type"),
    KT_RESOURCE_GET(product_type, "product-types", "Read a product type"),
    KT_RESOURCE_UPDATE(product_type, "product-types", "Change a product type",
                       .help = "Attributes are replaced as a whole. What would "
                               "break a product of the type is refused."),
    KT_RESOURCE_DELETE(product_type, "product-types", "Delete a product type"),
};

const struct kt_route_table kt_routes_admin_product_types = KT_ROUTES(routes);
