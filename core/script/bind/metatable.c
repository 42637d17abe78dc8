/* setmetatable gives a table a checked copy of the metatable, made anew at each
 * call: a field that is set afterwards has no effect until the next one. */
#include "base/assert.h"
#include "script/bind/plain.h"
#include "script/state.h"

/* Its address is the registry's key of the table original -> copy. */
static const char copies_key;

/* Its address is the key under which a copy keeps its original. */
static const char original_key;

static const char *const functions[] = {
    "__add",   "__band",   "__bnot",     "__bor", "__bxor", "__call",
    "__close", "__concat", "__div",      "__eq",  "__idiv", "__le",
    "__len",   "__lt",     "__mod",      "__mul", "__pow",  "__shl",
    "__shr",   "__sub",    "__tostring", "__unm",
};

static const char *const indexes[] = { "__index", "__newindex" };

static const char *const refused[] = { "__gc", "__mode", "__metatable",
                                       "__pairs" };

static void
push_copies(lua_State *L)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &copies_key) == LUA_TTABLE)
        return;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &copies_key);
}

/* The copy that belongs to the metatable at 2. */
static void
push_copy(lua_State *L)
{
    push_copies(L);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, 2);
        lua_rawsetp(L, -2, &original_key);
        lua_pushvalue(L, 2);
        lua_pushvalue(L, -2);
        lua_rawset(L, -4);
    }
    lua_remove(L, -2);
}

static void
copy_field(lua_State *L, const char *name, bool may_be_table)
{
    lua_pushstring(L, name);
    lua_pushvalue(L, -1);
    int type = lua_rawget(L, 2);
    bool is_right = type == LUA_TNIL || type == LUA_TFUNCTION ||
                    (may_be_table && type == LUA_TTABLE);
    if (!is_right)
        kt_refuse(L, KT_OUTCOME_DENIED, "%s must be a function%s", name,
                  may_be_table ? " or a table" : "");
    lua_rawset(L, -3);
}

int
kt_global_setmetatable(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, lua_isnil(L, 2) || lua_istable(L, 2), 2,
                     "nil or table");
    lua_settop(L, 2);
    kt_charge(L, 30);
    if (lua_isnil(L, 2)) {
        lua_setmetatable(L, 1);
        return 1;
    }
    for (size_t i = 0; i < KT_COUNT(refused); i++) {
        lua_pushstring(L, refused[i]);
        if (lua_rawget(L, 2) != LUA_TNIL)
            kt_refuse(L, KT_OUTCOME_DENIED, "a metatable may not have %s",
                      refused[i]);
        lua_pop(L, 1);
    }
    push_copy(L);
    for (size_t i = 0; i < KT_COUNT(functions); i++)
        copy_field(L, functions[i], false);
    for (size_t i = 0; i < KT_COUNT(indexes); i++)
        copy_field(L, indexes[i], true);
    lua_setmetatable(L, 1);
    lua_settop(L, 1);
    return 1;
}

int
kt_global_getmetatable(lua_State *L)
{
    luaL_checkany(L, 1);
    if (!lua_istable(L, 1) || !lua_getmetatable(L, 1))
        lua_pushnil(L);
    else
        lua_rawgetp(L, -1, &original_key);
    return 1;
}
