#include "http/resource.h"
#include "service/shop_rule.h"

/* Price, tax and check rules are one kind of record, guards and reactions
 * another. */
#define kt_price_rule_query_shape      kt_shop_rule_query_shape
#define kt_price_rule_in_shape         kt_plain_rule_in_shape
#define kt_price_rule_patch_shape      kt_plain_rule_patch_shape
#define kt_price_rule_out_shape        kt_plain_rule_out_shape
#define kt_tax_rule_query_shape        kt_shop_rule_query_shape
#define kt_tax_rule_in_shape           kt_plain_rule_in_shape
#define kt_tax_rule_patch_shape        kt_plain_rule_patch_shape
#define kt_tax_rule_out_shape          kt_plain_rule_out_shape
#define kt_checkout_check_query_shape  kt_shop_rule_query_shape
#define kt_checkout_check_in_shape     kt_plain_rule_in_shape
#define kt_checkout_check_patch_shape  kt_plain_rule_patch_shape
#define kt_checkout_check_out_shape    kt_plain_rule_out_shape
#define kt_order_guard_query_shape     kt_shop_rule_query_shape
#define kt_order_guard_in_shape        kt_event_rule_in_shape
#define kt_order_guard_patch_shape     kt_event_rule_patch_shape
#define kt_order_guard_out_shape       kt_event_rule_out_shape
#define kt_reaction_query_shape        kt_shop_rule_query_shape
#define kt_reaction_in_shape           kt_event_rule_in_shape
#define kt_reaction_patch_shape        kt_event_rule_patch_shape
#define kt_reaction_out_shape          kt_event_rule_out_shape
#define kt_shipping_method_query_shape kt_shop_rule_query_shape

static const struct kt_route routes[] = {
    KT_RESOURCE_ROUTES(price_rule, "price-rules", "price rule"),
    KT_RESOURCE_ROUTES(tax_rule, "tax-rules", "tax rule"),
    KT_RESOURCE_ROUTES(shipping_method, "shipping-methods", "shipping method"),
    KT_RESOURCE_ROUTES(checkout_check, "checkout-checks", "checkout check"),
    KT_RESOURCE_ROUTES(order_guard, "order-guards", "guard"),
    KT_RESOURCE_ROUTES(reaction, "reactions", "reaction"),
};

const struct kt_route_table kt_routes_admin_rules_in_use = KT_ROUTES(routes);
