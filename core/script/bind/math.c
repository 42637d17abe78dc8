/* math for integers: what gives fractions is left out. */
#include <math.h>

#include "script/bind/classes.h"

/* The argument must be a number; text is none. */
static void
check_number(lua_State *L, int arg)
{
    if (lua_type(L, arg) != LUA_TNUMBER)
        luaL_argerror(L, arg,
                      lua_pushfstring(L, "a number expected, got %s",
                                      kt_value_name(L, arg)));
}

/* math.abs(x) */
static int
math_abs(lua_State *L)
{
    check_number(L, 1);
    if (lua_isinteger(L, 1)) {
        int64_t number = kt_check_integer(L, 1, -INT64_MAX, INT64_MAX);
        lua_pushinteger(L, number < 0 ? -number : number);
    } else {
        lua_pushnumber(L, fabs(lua_tonumber(L, 1)));
    }
    return 1;
}

static int
round_with(lua_State *L, double (*round)(double))
{
    check_number(L, 1);
    lua_settop(L, 1);
    if (lua_isinteger(L, 1))
        return 1;
    lua_Number number = round(lua_tonumber(L, 1));
    lua_Integer integer;
    if (lua_numbertointeger(number, &integer))
        lua_pushinteger(L, integer);
    else
        lua_pushnumber(L, number);
    return 1;
}

/* math.ceil(x) */
static int
math_ceil(lua_State *L)
{
    return round_with(L, ceil);
}

/* math.floor(x) */
static int
math_floor(lua_State *L)
{
    return round_with(L, floor);
}

/* math.fmod(a, b): the remainder that rounds towards zero */
static int
math_fmod(lua_State *L)
{
    int64_t a = kt_check_integer(L, 1, INT64_MIN, INT64_MAX);
    int64_t b = kt_check_integer(L, 2, INT64_MIN, INT64_MAX);
    luaL_argcheck(L, b != 0, 2, "zero");
    lua_pushinteger(L, b == -1 ? 0 : a % b);
    return 1;
}

static int
choose(lua_State *L, bool wants_less)
{
    int count = lua_gettop(L);
    int chosen = 1;
    check_number(L, 1);
    kt_charge(L, (size_t)count);
    for (int i = 2; i <= count; i++) {
        check_number(L, i);
        if (wants_less ? lua_compare(L, i, chosen, LUA_OPLT)
                       : lua_compare(L, chosen, i, LUA_OPLT))
            chosen = i;
    }
    lua_pushvalue(L, chosen);
    return 1;
}

/* math.max(x, …) */
static int
math_max(lua_State *L)
{
    return choose(L, false);
}

/* math.min(x, …) */
static int
math_min(lua_State *L)
{
    return choose(L, true);
}

static int
math_huge(lua_State *L)
{
    lua_pushnumber(L, HUGE_VAL);
    return 1;
}

static int
math_maxinteger(lua_State *L)
{
    lua_pushinteger(L, LUA_MAXINTEGER);
    return 1;
}

static int
math_mininteger(lua_State *L)
{
    lua_pushinteger(L, LUA_MININTEGER);
    return 1;
}

/* math.tointeger(x) -> integer, or nil when x is none */
static int
math_tointeger(lua_State *L)
{
    luaL_checkany(L, 1);
    int is_integer = 0;
    lua_Integer number = 0;
    if (lua_type(L, 1) == LUA_TNUMBER)
        number = lua_tointegerx(L, 1, &is_integer);
    if (is_integer)
        lua_pushinteger(L, number);
    else
        lua_pushnil(L);
    return 1;
}

/* math.type(x) -> "integer", "float" or nil */
static int
math_type(lua_State *L)
{
    luaL_checkany(L, 1);
    if (lua_type(L, 1) != LUA_TNUMBER)
        lua_pushnil(L);
    else
        lua_pushstring(L, lua_isinteger(L, 1) ? "integer" : "float");
    return 1;
}

/* math.ult(a, b): less as unsigned integers */
static int
math_ult(lua_State *L)
{
    int64_t a = kt_check_integer(L, 1, INT64_MIN, INT64_MAX);
    int64_t b = kt_check_integer(L, 2, INT64_MIN, INT64_MAX);
    lua_pushboolean(L, (uint64_t)a < (uint64_t)b);
    return 1;
}

static const struct kt_row rows[] = {
    KT_FUNCTION("abs", math_abs),
    KT_FUNCTION("ceil", math_ceil),
    KT_FUNCTION("floor", math_floor),
    KT_FUNCTION("fmod", math_fmod),
    KT_PUSH("huge", math_huge),
    KT_FUNCTION("max", math_max),
    KT_PUSH("maxinteger", math_maxinteger),
    KT_FUNCTION("min", math_min),
    KT_PUSH("mininteger", math_mininteger),
    KT_FUNCTION("tointeger", math_tointeger),
    KT_FUNCTION("type", math_type),
    KT_FUNCTION("ult", math_ult),
};

const struct kt_class kt_math_class = { KT_CLASS("math", NULL, rows,
                                                 "function") };
