#include "http/resource.h"
#include "service/coupon.h"

/* A code stands in one shop once, whatever it turns on: coupons are a resource
 * of their own, so that staff finds a code without knowing its promotion. */

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(coupon, "coupons", "List coupons"),
    KT_RESOURCE_CREATE(coupon, "coupons", "Create a coupon of a promotion"),
    KT_RESOURCE_GET(coupon, "coupons", "Read a coupon"),
    KT_RESOURCE_UPDATE(coupon, "coupons", "Change a coupon",
                       .help = "What is not given stays; null takes a limit "
                               "away."),
    KT_RESOURCE_DELETE(coupon, "coupons", "Delete a coupon",
                       .help = "Placed orders keep what it gave them."),
};

const struct kt_route_table kt_routes_admin_coupons = KT_ROUTES(routes);
