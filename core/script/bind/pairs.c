/* pairs in the order of keys: numbers, then strings by bytes, then booleans. A
 * walk sees the keys that were there when it began. */
#include <stdlib.h>

#include "script/bind/classes.h"
#include "script/bind/plain.h"

struct key {
    int rank; /* 0 number, 1 string, 2 boolean */
    bool is_integer;
    lua_Integer integer; /* booleans too */
    lua_Number number;
    struct kt_str text;
};

static int
compare_numbers(const struct key *a, const struct key *b)
{
    if (a->is_integer && b->is_integer)
        return (a->integer > b->integer) - (a->integer < b->integer);
    return (a->number > b->number) - (a->number < b->number);
}

static int
compare_keys(const void *left, const void *right)
{
    const struct key *a = left;
    const struct key *b = right;
    if (a->rank != b->rank)
        return a->rank - b->rank;
    if (a->rank == 0)
        return compare_numbers(a, b);
    if (a->rank == 1)
        return kt_str_cmp(a->text, b->text);
    return (int)(a->integer - b->integer);
}

static void
read_key(lua_State *L, int index, struct key *key)
{
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        key->rank = 0;
        key->is_integer = lua_isinteger(L, index);
        key->integer = key->is_integer ? lua_tointeger(L, index) : 0;
        key->number = lua_tonumber(L, index);
        break;
    case LUA_TSTRING:
        key->rank = 1;
        key->text.ptr = lua_tolstring(L, index, &key->text.len);
        break;
    case LUA_TBOOLEAN:
        key->rank = 2;
        key->integer = lua_toboolean(L, index);
        break;
    default:
        luaL_error(L, "pairs: a key is a %s, which has no order",
                   luaL_typename(L, index));
    }
}

static void
push_key(lua_State *L, const struct key *key)
{
    if (key->rank == 1)
        lua_pushlstring(L, key->text.ptr, key->text.len);
    else if (key->rank == 2)
        lua_pushboolean(L, (int)key->integer);
    else if (key->is_integer)
        lua_pushinteger(L, key->integer);
    else
        lua_pushnumber(L, key->number);
}

static size_t
count_keys(lua_State *L)
{
    size_t count = 0;
    lua_pushnil(L);
    while (lua_next(L, 1) != 0) {
        kt_charge(L, 2);
        count++;
        lua_pop(L, 1);
    }
    return count;
}

/* Upvalues: the table, the keys, their number, the position. */
static int
pairs_step(lua_State *L)
{
    const struct key *keys = lua_touserdata(L, lua_upvalueindex(2));
    lua_Integer count = lua_tointeger(L, lua_upvalueindex(3));
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(4));
    lua_settop(L, 0);
    while (at < count) {
        kt_charge(L, 1);
        push_key(L, &keys[at++]);
        lua_pushvalue(L, 1);
        if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
            break;
        lua_settop(L, 0);
    }
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(4));
    return lua_gettop(L) == 2 ? 2 : 0;
}

int
kt_global_pairs(lua_State *L)
{
    if (kt_class_of(L, 1) == &kt_list_class) {
        lua_settop(L, 1);
        lua_pushcfunction(L, kt_ipairs_step);
        lua_insert(L, 1);
        lua_pushinteger(L, 0);
        return 3;
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    size_t count = count_keys(L);
    lua_pushvalue(L, 1);
    struct key *keys = lua_newuserdatauv(L, (count + 1) * sizeof *keys, 0);
    size_t at = 0;
    lua_pushnil(L);
    while (lua_next(L, 1) != 0) {
        lua_pop(L, 1);
        read_key(L, -1, &keys[at++]);
    }
    kt_charge(L, count * 4);
    kt_shield_begin(L);
    qsort(keys, count, sizeof *keys, compare_keys);
    kt_shield_end(L);
    lua_pushinteger(L, (lua_Integer)count);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, pairs_step, 4);
    return 1;
}
