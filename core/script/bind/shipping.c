/* The shipping of a cart; see scripts/api/shipping.lua. */
#include "script/bind/classes.h"

static int
shipping_method(lua_State *L)
{
    const struct kt_shipping *shipping =
        kt_check_data(L, 1, &kt_shipping_class);
    kt_push_str(L,
                shipping->method != NULL ? shipping->method->code : KT_STR(""));
    return 1;
}

static const struct kt_row rows[] = {
    KT_INTEGER("amount", struct kt_shipping, amount_minor),
    KT_BOOL("is_estimate", struct kt_shipping, is_estimate),
    KT_BOOL("is_needed", struct kt_shipping, is_needed),
    KT_PUSH("method", shipping_method),
    KT_INTEGER("price", struct kt_shipping, fee_minor),
};

const struct kt_class kt_shipping_class = { KT_CLASS("shipping", "shipping",
                                                     rows, "field") };
