#include "http/resource.h"
#include "service/promotion.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(promotion, "promotions", "List promotions"),
    KT_RESOURCE_CREATE(promotion, "promotions", "Create a promotion",
                       .help =
                           "Names a rule and gives its params. It holds for "
                           "the next cart that is priced."),
    KT_RESOURCE_GET(promotion, "promotions", "Read a promotion"),
    KT_RESOURCE_UPDATE(promotion, "promotions", "Change a promotion",
                       .help = "What is not given stays; lists, products and "
                               "params are replaced as a whole."),
    KT_RESOURCE_DELETE(promotion, "promotions",
                       "Delete a promotion with its coupons",
                       .help = "Placed orders keep what it gave them."),
};

const struct kt_route_table kt_routes_admin_promotions = KT_ROUTES(routes);
