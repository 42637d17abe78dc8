/* Options given as a table with named fields. */
#include "base/text.h"
#include "script/bind/bind.h"

static size_t
name_count(const char *const *names)
{
    size_t count = 0;
    while (names[count] != NULL)
        count++;
    return count;
}

static void
check_key(lua_State *L, const char *const *allowed)
{
    if (lua_type(L, -2) != LUA_TSTRING)
        luaL_error(L, "a field's name expected, got %s", kt_value_name(L, -2));
    struct kt_str key;
    key.ptr = lua_tolstring(L, -2, &key.len);
    for (size_t i = 0; allowed[i] != NULL; i++) {
        if (kt_str_eq(kt_str_of(allowed[i]), key))
            return;
    }
    const char *nearest = kt_push_nearest(L, key, allowed, name_count(allowed));
    luaL_error(L, "unknown field '%s'%s", key.ptr, nearest);
}

void
kt_check_keys(lua_State *L, int arg, const char *const *allowed)
{
    if (lua_type(L, arg) != LUA_TTABLE)
        luaL_argerror(L, arg,
                      lua_pushfstring(L, "a table of fields expected, got %s",
                                      kt_value_name(L, arg)));
    lua_pushnil(L);
    while (lua_next(L, arg) != 0) {
        kt_charge(L, 1);
        check_key(L, allowed);
        lua_pop(L, 1);
    }
}

/* Pushes the field; false when it is not there. */
static bool
push_field(lua_State *L, int arg, const char *key)
{
    lua_pushstring(L, key);
    return lua_rawget(L, arg) != LUA_TNIL;
}

struct kt_str
kt_field_text(lua_State *L, int arg, const char *key, bool is_required)
{
    struct kt_str text = { "", 0 };
    if (!push_field(L, arg, key)) {
        if (is_required)
            luaL_error(L, "field '%s' is missing", key);
        return text;
    }
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "field '%s': a string expected, got %s", key,
                   kt_value_name(L, -1));
    text.ptr = lua_tolstring(L, -1, &text.len);
    return text;
}

bool
kt_field_bool(lua_State *L, int arg, const char *key)
{
    if (!push_field(L, arg, key))
        return false;
    if (lua_type(L, -1) != LUA_TBOOLEAN)
        luaL_error(L, "field '%s': true or false expected, got %s", key,
                   kt_value_name(L, -1));
    return lua_toboolean(L, -1);
}

bool
kt_field_integer(lua_State *L, int arg, const char *key, int64_t min,
                 int64_t max, int64_t *number)
{
    if (!push_field(L, arg, key))
        return false;
    if (!lua_isinteger(L, -1))
        luaL_error(L, "field '%s': an integer expected, got %s", key,
                   kt_value_name(L, -1));
    *number = lua_tointeger(L, -1);
    if (*number < min || *number > max)
        luaL_error(L, "field '%s': %I is not between %I and %I", key,
                   (LUAI_UACINT)*number, (LUAI_UACINT)min, (LUAI_UACINT)max);
    return true;
}
