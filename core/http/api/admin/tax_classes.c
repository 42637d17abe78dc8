#include "http/resource.h"
#include "service/tax.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(tax_class, "tax-classes", "List tax classes"),
    KT_RESOURCE_CREATE(tax_class, "tax-classes", "Create a tax class"),
    KT_RESOURCE_GET(tax_class, "tax-classes", "Read a tax class"),
    KT_RESOURCE_UPDATE(tax_class, "tax-classes", "Change a tax class",
                       .help = "What is not given stays."),
    KT_RESOURCE_DELETE(tax_class, "tax-classes", "Delete a tax class",
                       .help = "One that rates, products, shipping methods or "
                               "rules name stays."),
};

const struct kt_route_table kt_routes_admin_tax_classes = KT_ROUTES(routes);
