/* kontor.money; see scripts/api/money.lua. */
#include "script/bind/classes.h"

static enum kt_rounding
opt_rounding(lua_State *L, int arg)
{
    if (lua_isnoneornil(L, arg))
        return KT_HALF_UP;
    struct kt_str name = kt_check_text(L, arg);
    for (int i = 0; kt_rounding_names[i] != NULL; i++) {
        if (kt_str_eq(kt_str_of(kt_rounding_names[i]), name))
            return (enum kt_rounding)i;
    }
    luaL_argerror(L, arg, "half_up, half_even or half_down expected");
    return KT_HALF_UP;
}

static int64_t
check_minor(lua_State *L, int arg)
{
    return kt_check_integer(L, arg, -KT_MONEY_MAX, KT_MONEY_MAX);
}

static int
push_scaled(lua_State *L, int64_t minor, int64_t numerator, int64_t denominator,
            enum kt_rounding rounding)
{
    int64_t result = 0;
    if (!kt_money_scale(minor, numerator, denominator, rounding, &result))
        return luaL_error(L, "the amount is too large");
    lua_pushinteger(L, result);
    return 1;
}

/* money.share(minor, rate, rounding) -> minor */
static int
money_share(lua_State *L)
{
    int64_t rate = kt_check_integer(L, 2, -KT_MONEY_MAX, KT_MONEY_MAX);
    return push_scaled(L, check_minor(L, 1), rate, KT_RATE_ONE,
                       opt_rounding(L, 3));
}

/* money.divide(minor, n, rounding) -> minor */
static int
money_divide(lua_State *L)
{
    int64_t n = kt_check_integer(L, 2, 1, KT_MONEY_MAX);
    return push_scaled(L, check_minor(L, 1), 1, n, opt_rounding(L, 3));
}

/* money.multiply(minor, n) -> minor */
static int
money_multiply(lua_State *L)
{
    int64_t product = 0;
    if (!kt_money_mul(check_minor(L, 1),
                      kt_check_integer(L, 2, -KT_MONEY_MAX, KT_MONEY_MAX),
                      &product))
        return luaL_error(L, "the amount is too large");
    lua_pushinteger(L, product);
    return 1;
}

static const struct kt_currency *
check_currency(lua_State *L, int arg)
{
    const struct kt_currency *currency =
        kt_currency_find(kt_check_text(L, arg));
    luaL_argcheck(L, currency != NULL, arg, "a currency of ISO 4217 expected");
    return currency;
}

/* money.format(minor, currency) -> text */
static int
money_format(lua_State *L)
{
    int64_t minor = check_minor(L, 1);
    const struct kt_currency *currency = check_currency(L, 2);
    struct kt_run *run = kt_run_of(L);
    kt_shield_begin(L);
    struct kt_str text = kt_money_format(run->arena, minor, currency);
    kt_shield_end(L);
    kt_push_str(L, text);
    return 1;
}

/* money.parse(text, currency) -> minor or nil */
static int
money_parse(lua_State *L)
{
    struct kt_str text = kt_check_text(L, 1);
    int64_t minor = 0;
    kt_charge(L, text.len / 8);
    if (kt_money_parse(text, check_currency(L, 2), &minor))
        lua_pushinteger(L, minor);
    else
        lua_pushnil(L);
    return 1;
}

static const struct kt_row rows[] = {
    KT_FUNCTION("divide", money_divide),
    KT_FUNCTION("format", money_format),
    KT_FUNCTION("multiply", money_multiply),
    KT_FUNCTION("parse", money_parse),
    KT_FUNCTION("share", money_share),
};

const struct kt_class kt_money_class = { KT_CLASS("kontor.money", "money", rows,
                                                  "function") };
