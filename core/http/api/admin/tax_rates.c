#include "http/resource.h"
#include "service/tax.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(tax_rate, "tax-rates",
                     "List tax rates, oldest start first"),
    KT_RESOURCE_CREATE(tax_rate, "tax-rates", "Create a tax rate",
                       .help = "It holds where the tax rule zone_rates is in "
                               "use. A change of a rate is a new row with a "
                               "start: the row before rests from then on."),
    KT_RESOURCE_GET(tax_rate, "tax-rates", "Read a tax rate"),
    KT_RESOURCE_UPDATE(tax_rate, "tax-rates", "Change a tax rate",
                       .help = "What is not given stays."),
    KT_RESOURCE_DELETE(tax_rate, "tax-rates", "Delete a tax rate",
                       .help = "Placed orders keep what they were taxed by."),
};

const struct kt_route_table kt_routes_admin_tax_rates = KT_ROUTES(routes);
