/* table.sort as a stable merge sort: a wrong comparison function gives a wrong
 * order, never an error and never more than n log n calls. */
#include "script/bind/plain.h"

/* Stack: 1 the table, 2 the comparison or nil, 3 a second table. */
enum { TABLE = 1, LESS = 2, SPARE = 3 };

static bool
has_less(lua_State *L, int index)
{
    if (luaL_getmetafield(L, index, "__lt") == LUA_TNIL)
        return false;
    lua_pop(L, 1);
    return true;
}

/* Lua would raise without a place, since no script compares. */
static void
check_order(lua_State *L)
{
    int type = lua_type(L, -1);
    bool has_order =
        type == lua_type(L, -2) && (type == LUA_TNUMBER || type == LUA_TSTRING);
    if (!has_order && !has_less(L, -1) && !has_less(L, -2))
        luaL_error(L, "table.sort cannot compare %s with %s",
                   luaL_typename(L, -2), luaL_typename(L, -1));
}

/* Whether the value on top goes before the one below it. */
static bool
goes_before(lua_State *L)
{
    kt_charge(L, 2);
    if (lua_isnil(L, LESS)) {
        check_order(L);
        return lua_compare(L, -1, -2, LUA_OPLT);
    }
    lua_pushvalue(L, LESS);
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -4);
    lua_call(L, 2, 1);
    bool is_less = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return is_less;
}

/* Merges [low, middle) and [middle, high) of `from` into `to`. */
static void
merge(lua_State *L, int from, int to, lua_Integer low, lua_Integer middle,
      lua_Integer high)
{
    lua_Integer left = low;
    lua_Integer right = middle;
    for (lua_Integer at = low; at < high; at++) {
        bool takes_right = left >= middle;
        if (!takes_right && right < high) {
            lua_rawgeti(L, from, left);
            lua_rawgeti(L, from, right);
            takes_right = goes_before(L);
            lua_pop(L, 2);
        }
        lua_rawgeti(L, from, takes_right ? right++ : left++);
        lua_rawseti(L, to, at);
        kt_charge(L, 1);
    }
}

static lua_Integer
least(lua_Integer a, lua_Integer b)
{
    return a < b ? a : b;
}

/* table.sort(t, less) */
int
kt_table_sort(lua_State *L)
{
    luaL_checktype(L, TABLE, LUA_TTABLE);
    lua_settop(L, 2);
    if (!lua_isnil(L, LESS))
        luaL_checktype(L, LESS, LUA_TFUNCTION);
    lua_Integer end = (lua_Integer)lua_rawlen(L, TABLE) + 1;
    lua_createtable(L, (int)least(end - 1, 1000), 0);
    int from = TABLE;
    int to = SPARE;
    for (lua_Integer width = 1; width < end - 1; width *= 2) {
        for (lua_Integer low = 1; low < end; low += 2 * width)
            merge(L, from, to, low, least(low + width, end),
                  least(low + 2 * width, end));
        int other = from;
        from = to;
        to = other;
    }
    for (lua_Integer i = 1; from == SPARE && i < end; i++) {
        lua_rawgeti(L, SPARE, i);
        lua_rawseti(L, TABLE, i);
    }
    return 0;
}
