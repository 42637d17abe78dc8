/* kontor.rate; see scripts/api/rate.lua. */
#include "script/bind/classes.h"

/* rate.percent(percent) -> ppm */
static int
rate_percent(lua_State *L)
{
    int64_t ppm = 0;
    if (lua_type(L, 1) == LUA_TSTRING) {
        if (!kt_rate_parse_percent(kt_check_text(L, 1), &ppm))
            luaL_argerror(L, 1, "per cent with at most four decimals expected");
    } else {
        ppm = kt_check_integer(L, 1, -1000000, 1000000) * (KT_RATE_ONE / 100);
    }
    lua_pushinteger(L, ppm);
    return 1;
}

/* rate.format(ppm) -> text */
static int
rate_format(lua_State *L)
{
    int64_t ppm = kt_check_integer(L, 1, -KT_MONEY_MAX, KT_MONEY_MAX);
    struct kt_run *run = kt_run_of(L);
    kt_shield_begin(L);
    struct kt_str text = kt_rate_format_percent(run->arena, ppm);
    kt_shield_end(L);
    kt_push_str(L, text);
    return 1;
}

/* rate.of(part, whole) -> ppm */
static int
rate_of(lua_State *L)
{
    int64_t part = kt_check_integer(L, 1, 0, INT64_MAX / KT_RATE_ONE);
    int64_t whole = kt_check_integer(L, 2, 1, KT_MONEY_MAX);
    lua_pushinteger(L, part * KT_RATE_ONE / whole);
    return 1;
}

/* rate.apply(ppm, minor) -> minor, rounded half up */
static int
rate_apply(lua_State *L)
{
    int64_t ppm = kt_check_integer(L, 1, 0, KT_MONEY_MAX);
    int64_t amount = kt_check_amount(L, 2);
    if (!kt_money_scale(amount, ppm, KT_RATE_ONE, KT_HALF_UP, &amount))
        return luaL_error(L, "the amount is too large");
    lua_pushinteger(L, amount);
    return 1;
}

static const struct kt_row rows[] = {
    KT_FUNCTION("apply", rate_apply),
    KT_FUNCTION("format", rate_format),
    KT_FUNCTION("of", rate_of),
    KT_FUNCTION("percent", rate_percent),
};

const struct kt_class kt_rate_class = { KT_CLASS("kontor.rate", "rate", rows,
                                                 "function") };
