/* The global functions: Lua's own, without what could reach out of the sandbox
 * or differ between two runs. */
#include "base/assert.h"
#include "script/bind/classes.h"
#include "script/bind/plain.h"
#include "script/sandbox.h"
#include "script/state.h"

/* assert(v, message) -> v */
static int
global_assert(lua_State *L)
{
    luaL_checkany(L, 1);
    if (lua_toboolean(L, 1))
        return lua_gettop(L);
    lua_remove(L, 1);
    lua_pushliteral(L, "assertion failed!");
    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, 1);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

/* error(message, level) */
static int
global_error(lua_State *L)
{
    int level = (int)kt_opt_integer(L, 2, 1, 0, 100);
    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TSTRING && level > 0) {
        luaL_where(L, level);
        lua_insert(L, 1);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

/* next(t) -> key, or nil when t is empty: which key is not said. */
static int
global_next(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!lua_isnoneornil(L, 2))
        return luaL_error(L, "next only tells whether a table is empty: walk "
                             "it with pairs");
    lua_settop(L, 1);
    lua_pushnil(L);
    if (lua_next(L, 1) != 0)
        lua_pushboolean(L, true);
    else
        lua_pushnil(L);
    return 1;
}

int
kt_ipairs_step(lua_State *L)
{
    lua_Integer i = luaL_checkinteger(L, 2) + 1;
    lua_pushinteger(L, i);
    return lua_geti(L, 1, i) == LUA_TNIL ? 1 : 2;
}

/* ipairs(t) */
static int
global_ipairs(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_settop(L, 1);
    lua_pushcfunction(L, kt_ipairs_step);
    lua_insert(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

/* pcall(f, …) -> true, … or false, message. A stopped rule does not come back
 * here. */
static int
global_pcall(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushboolean(L, true);
    lua_insert(L, 1);
    if (lua_pcall(L, lua_gettop(L) - 2, LUA_MULTRET, 0) == LUA_OK)
        return lua_gettop(L);
    kt_shield_clear(L);
    lua_pushboolean(L, false);
    lua_insert(L, -2);
    return 2;
}

/* xpcall(f, handler, …) */
static int
global_xpcall(lua_State *L)
{
    int count = lua_gettop(L);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushboolean(L, true);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2);
    if (lua_pcall(L, count - 2, LUA_MULTRET, 2) == LUA_OK)
        return lua_gettop(L) - 2;
    kt_shield_clear(L);
    lua_pushboolean(L, false);
    lua_insert(L, -2);
    return 2;
}

static void
print_byte(struct kt_state *state, char c)
{
    if (state->print_len < sizeof state->print)
        state->print[state->print_len++] = c;
}

/* Control characters could forge lines of a log. */
static void
print_text(struct kt_state *state, struct kt_str text)
{
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x20 && c != 0x7F) {
            print_byte(state, (char)c);
            continue;
        }
        print_byte(state, '\\');
        print_byte(state, 'x');
        print_byte(state, hex[c >> 4]);
        print_byte(state, hex[c & 15]);
    }
}

struct kt_str
kt_push_tostring(lua_State *L, int index)
{
    struct kt_str text;
    if (luaL_callmeta(L, index, "__tostring")) {
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "__tostring must give a string");
    } else if (lua_type(L, index) == LUA_TNUMBER &&
               lua_tonumber(L, index) != lua_tonumber(L, index)) {
        lua_pushliteral(L, "nan"); /* its sign differs between machines */
    } else if (lua_isstring(L, index)) {
        lua_pushvalue(L, index);
    } else if (lua_isboolean(L, index)) {
        lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false");
    } else {
        lua_pushstring(L, kt_value_name(L, index));
    }
    text.ptr = lua_tolstring(L, -1, &text.len);
    kt_charge(L, 1 + text.len / 32);
    return text;
}

/* print(…): kept with the evaluation, see kt_script_printed */
static int
global_print(lua_State *L)
{
    struct kt_state *state = kt_state_of(L);
    int count = lua_gettop(L);
    for (int i = 1; i <= count; i++) {
        if (i > 1)
            print_byte(state, '\t');
        print_text(state, kt_push_tostring(L, i));
        lua_pop(L, 1);
    }
    print_byte(state, '\n');
    return 0;
}

static int
global_rawequal(lua_State *L)
{
    luaL_checkany(L, 2);
    lua_pushboolean(L, lua_rawequal(L, 1, 2));
    return 1;
}

static int
global_rawget(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 2);
    lua_settop(L, 2);
    lua_rawget(L, 1);
    return 1;
}

static int
global_rawset(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 3);
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 1;
}

static int
global_rawlen(lua_State *L)
{
    int type = lua_type(L, 1);
    luaL_argexpected(L, type == LUA_TTABLE || type == LUA_TSTRING, 1,
                     "table or string");
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
    return 1;
}

/* select("#", …) -> count; select(n, …) -> from the n-th on */
static int
global_select(lua_State *L)
{
    int count = lua_gettop(L);
    kt_charge(L, (size_t)count);
    if (lua_type(L, 1) == LUA_TSTRING && *lua_tostring(L, 1) == '#') {
        lua_pushinteger(L, count - 1);
        return 1;
    }
    int64_t n = kt_check_integer(L, 1, INT32_MIN, INT32_MAX);
    if (n < 0)
        n = count + n;
    luaL_argcheck(L, n >= 1, 1, "index out of range");
    return n >= count ? 0 : count - (int)n;
}

/* tonumber(v, base) */
static int
global_tonumber(lua_State *L)
{
    luaL_checkany(L, 1);
    if (!lua_isnoneornil(L, 2))
        return luaL_error(L, "tonumber takes no base");
    if (lua_type(L, 1) == LUA_TNUMBER) {
        lua_settop(L, 1);
        return 1;
    }
    size_t len = 0;
    const char *text =
        lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &len) : NULL;
    kt_charge(L, len / 8);
    if (text == NULL || lua_stringtonumber(L, text) != len + 1)
        lua_pushnil(L);
    return 1;
}

static int
global_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    (void)kt_push_tostring(L, 1);
    return 1;
}

static int
global_type(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushstring(L, luaL_typename(L, 1));
    return 1;
}

static const struct kt_row rows[] = {
    KT_FUNCTION("assert", global_assert),
    KT_FUNCTION("error", global_error),
    KT_FUNCTION("getmetatable", kt_global_getmetatable),
    KT_FUNCTION("ipairs", global_ipairs),
    KT_OBJECT("math", kt_math_class),
    KT_FUNCTION("next", global_next),
    KT_FUNCTION("pairs", kt_global_pairs),
    KT_FUNCTION("pcall", global_pcall),
    KT_FUNCTION("print", global_print),
    KT_FUNCTION("rawequal", global_rawequal),
    KT_FUNCTION("rawget", global_rawget),
    KT_FUNCTION("rawlen", global_rawlen),
    KT_FUNCTION("rawset", global_rawset),
    KT_FUNCTION("require", kt_sandbox_require),
    KT_FUNCTION("select", global_select),
    KT_FUNCTION("setmetatable", kt_global_setmetatable),
    KT_OBJECT("string", kt_string_class),
    KT_OBJECT("table", kt_table_class),
    KT_FUNCTION("tonumber", global_tonumber),
    KT_FUNCTION("tostring", global_tostring),
    KT_FUNCTION("type", global_type),
    KT_OBJECT("utf8", kt_utf8_class),
    KT_FUNCTION("xpcall", global_xpcall),
};

/* What a bare body finds besides: the cart as a plain table. */
static bool
body_index(lua_State *L, const void *object)
{
    (void)object;
    if (lua_type(L, 2) != LUA_TSTRING ||
        strcmp(lua_tostring(L, 2), "input") != 0)
        return false;
    return lua_getfield(L, LUA_REGISTRYINDEX, KT_SANDBOX_INPUT) != LUA_TNIL;
}

const struct kt_class kt_body_class = { KT_CLASS("Lua", NULL, rows, "global"),
                                        .index = body_index };

const struct kt_class kt_globals_class = { KT_CLASS("Lua", NULL, rows,
                                                    "global") };
