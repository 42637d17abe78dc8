/* Who buys; see scripts/api/buyer.lua. */
#include "domain/customer/vat_id.h"
#include "script/bind/classes.h"

static const struct kt_buyer *
check_buyer(lua_State *L)
{
    return kt_check_data(L, 1, &kt_buyer_class);
}

static int
buyer_is_guest(lua_State *L)
{
    lua_pushboolean(L, kt_id_is_null(check_buyer(L)->customer_id));
    return 1;
}

static int
buyer_has_vat_id(lua_State *L)
{
    lua_pushboolean(L, kt_vat_id_country(check_buyer(L)->vat_id).len > 0);
    return 1;
}

static int
buyer_vat_country(lua_State *L)
{
    kt_push_str(L, kt_vat_id_country(check_buyer(L)->vat_id));
    return 1;
}

static int
buyer_order_count(lua_State *L)
{
    int64_t count = check_buyer(L)->order_count;
    if (count < 0)
        lua_pushnil(L);
    else
        lua_pushinteger(L, count);
    return 1;
}

/* buyer:is_in(group) -> boolean */
static int
buyer_is_in(lua_State *L)
{
    const struct kt_buyer *buyer = check_buyer(L);
    kt_charge(L, 1 + buyer->group_count);
    lua_pushboolean(L, kt_buyer_is_in(buyer, kt_check_text(L, 2)));
    return 1;
}

void
kt_push_buyer(lua_State *L, const struct kt_buyer *buyer)
{
    kt_push_view(L, &kt_buyer_class, buyer, NULL);
}

static const struct kt_row rows[] = {
    KT_TEXT("birthday", struct kt_buyer, birthday),
    KT_TEXT("email", struct kt_buyer, email),
    KT_PUSH("has_vat_id", buyer_has_vat_id),
    KT_PUSH("is_guest", buyer_is_guest),
    KT_FUNCTION("is_in", buyer_is_in),
    KT_PUSH("order_count", buyer_order_count),
    KT_INTEGER("points", struct kt_buyer, points),
    KT_PUSH("vat_country", buyer_vat_country),
    KT_TEXT("vat_id", struct kt_buyer, vat_id),
};

const struct kt_class kt_buyer_class = { KT_CLASS("buyer", "buyer", rows,
                                                  "field") };
