#include "http/resource.h"
#include "service/tax.h"

/* Both kinds of zones are one kind of record. */
#define kt_tax_zone_query_shape      kt_zone_query_shape
#define kt_tax_zone_in_shape         kt_zone_in_shape
#define kt_tax_zone_patch_shape      kt_zone_patch_shape
#define kt_tax_zone_out_shape        kt_zone_out_shape
#define kt_shipping_zone_query_shape kt_zone_query_shape
#define kt_shipping_zone_in_shape    kt_zone_in_shape
#define kt_shipping_zone_patch_shape kt_zone_patch_shape
#define kt_shipping_zone_out_shape   kt_zone_out_shape

static const struct kt_route routes[] = {
    KT_RESOURCE_ROUTES(tax_zone, "tax-zones", "tax zone"),
    KT_RESOURCE_ROUTES(shipping_zone, "shipping-zones", "shipping zone"),
};

const struct kt_route_table kt_routes_admin_zones = KT_ROUTES(routes);
