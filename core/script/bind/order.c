/* The order that is about to be placed; see scripts/api/order.lua. view.data is
 * the quote, view.more its input. */
#include "script/bind/classes.h"

static const struct kt_quote *
check_order(lua_State *L)
{
    const struct kt_quote *quote = kt_check_data(L, 1, &kt_order_class);
    kt_charge(L, 1 + quote->line_count);
    return quote;
}

static int
order_currency(lua_State *L)
{
    lua_pushstring(L, check_order(L)->in->settings.currency->code);
    return 1;
}

static int
order_quantity(lua_State *L)
{
    static const struct kt_selector everything;
    lua_pushinteger(L, kt_quote_units_of(check_order(L), &everything));
    return 1;
}

static int
order_lines(lua_State *L)
{
    kt_push_lines(L, check_order(L), false);
    return 1;
}

static int
order_buyer(lua_State *L)
{
    kt_push_buyer(L, &check_order(L)->in->buyer);
    return 1;
}

static int
order_shipping_address(lua_State *L)
{
    kt_push_address(L, check_order(L)->in->shipping_address);
    return 1;
}

static int
order_billing_address(lua_State *L)
{
    kt_push_address(L, check_order(L)->in->billing_address);
    return 1;
}

static int
order_coupons(lua_State *L)
{
    kt_push_coupons(L, check_order(L)->in);
    return 1;
}

static int
order_time(lua_State *L)
{
    kt_push_time(L, kt_quote_local_ms(check_order(L)->in));
    return 1;
}

/* order:has_tag(tag) -> boolean */
static int
order_has_tag(lua_State *L)
{
    const struct kt_quote *quote = check_order(L);
    lua_pushboolean(L, kt_quote_has_tag(quote, kt_check_text(L, 2)));
    return 1;
}

/* order:quantity_of(selector) -> units */
static int
order_quantity_of(lua_State *L)
{
    const struct kt_quote *quote = check_order(L);
    lua_pushinteger(L, kt_quote_units_of(quote, kt_opt_selector(L, 2)));
    return 1;
}

static const struct kt_row rows[] = {
    KT_PUSH_OF("billing_address", order_billing_address, &kt_address_class),
    KT_PUSH_OF("buyer", order_buyer, &kt_buyer_class),
    KT_MORE(TEXT, "channel", struct kt_quote_input, settings.channel),
    KT_PUSH_LIST("coupons", order_coupons, NULL),
    KT_PUSH("currency", order_currency),
    KT_INTEGER("discount", struct kt_quote, totals.discount_minor),
    KT_INTEGER("due", struct kt_quote, totals.due_minor),
    KT_MORE(TEXT, "email", struct kt_quote_input, buyer.email),
    KT_FUNCTION("has_tag", order_has_tag),
    KT_PUSH_LIST("lines", order_lines, &kt_line_class),
    KT_MORE(TEXT, "locale", struct kt_quote_input, settings.locale),
    KT_MORE(INTEGER, "now", struct kt_quote_input, now_ms),
    KT_PUSH("quantity", order_quantity),
    KT_FUNCTION("quantity_of", order_quantity_of),
    KT_BOOL("requires_shipping", struct kt_quote, shipping.is_needed),
    KT_INTEGER("shipping", struct kt_quote, totals.shipping_minor),
    KT_PUSH_OF("shipping_address", order_shipping_address, &kt_address_class),
    KT_MORE(TEXT, "shipping_method", struct kt_quote_input, shipping_option),
    KT_INTEGER("subtotal", struct kt_quote, totals.subtotal_minor),
    KT_INTEGER("tax", struct kt_quote, totals.tax_minor),
    KT_PUSH_OF("time", order_time, &kt_time_class),
    KT_INTEGER("total", struct kt_quote, totals.total_minor),
};

const struct kt_class kt_order_class = { KT_CLASS("order", "order", rows,
                                                  "field") };
