#include "script/bind/convert.h"

#include <stdlib.h>

#include "base/text.h"

enum { DEPTH_MAX = 32, VALUES_MAX = 10000 };

struct conversion {
    lua_State *lua;
    struct kt_json json;
    bool empty_is_list;
    int values;
};

static void convert_value(struct conversion *to, int index, int depth);

static struct kt_str
text_at(lua_State *L, int index)
{
    struct kt_str text;
    text.ptr = lua_tolstring(L, index, &text.len);
    if (!kt_utf8_is_valid(text))
        luaL_error(L, "a text is not UTF-8");
    return text;
}

static int
compare_texts(const void *left, const void *right)
{
    return kt_str_cmp(*(const struct kt_str *)left,
                      *(const struct kt_str *)right);
}

static void
convert_list(struct conversion *to, int index, int depth)
{
    lua_State *L = to->lua;
    lua_Integer count = (lua_Integer)lua_rawlen(L, index);
    kt_shield_begin(L);
    kt_json_begin_array(&to->json);
    kt_shield_end(L);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, index, i);
        convert_value(to, lua_gettop(L), depth + 1);
        lua_pop(L, 1);
    }
    kt_shield_begin(L);
    kt_json_end_array(&to->json);
    kt_shield_end(L);
}

/* Counts the members; -1 when the table is the list 1..n. */
static int
count_members(lua_State *L, int index)
{
    int members = 0;
    int entries = 0;
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
        kt_charge(L, 2);
        lua_pop(L, 1);
        if (lua_type(L, -1) == LUA_TSTRING)
            members++;
        else if (lua_isinteger(L, -1))
            entries++;
        else
            luaL_error(L, "a table with a key of type %s is no JSON",
                       luaL_typename(L, -1));
    }
    if (entries > 0 && (members > 0 || entries != (int)lua_rawlen(L, index)))
        luaL_error(L, "a table is either a list without holes or an object");
    return entries > 0 ? -1 : members;
}

static void
convert_object(struct conversion *to, int index, int depth, int count)
{
    lua_State *L = to->lua;
    struct kt_str *names =
        lua_newuserdatauv(L, (size_t)(count + 1) * sizeof *names, 0);
    int at = 0;
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
        lua_pop(L, 1);
        names[at++] = text_at(L, -1);
    }
    kt_shield_begin(L);
    qsort(names, (size_t)count, sizeof *names, compare_texts);
    kt_shield_end(L);
    kt_shield_begin(L);
    kt_json_begin_object(&to->json);
    kt_shield_end(L);
    for (at = 0; at < count; at++) {
        kt_shield_begin(L);
        kt_json_key(&to->json, names[at]);
        kt_shield_end(L);
        lua_pushlstring(L, names[at].ptr, names[at].len);
        lua_rawget(L, index);
        convert_value(to, lua_gettop(L), depth + 1);
        lua_pop(L, 1);
    }
    kt_shield_begin(L);
    kt_json_end_object(&to->json);
    kt_shield_end(L);
    lua_pop(L, 1);
}

static void
convert_table(struct conversion *to, int index, int depth)
{
    if (depth > DEPTH_MAX)
        luaL_error(to->lua, "a table is nested in more than %d levels",
                   DEPTH_MAX);
    luaL_checkstack(to->lua, 6, "too deep");
    int count = count_members(to->lua, index);
    if (count < 0 || (count == 0 && to->empty_is_list))
        convert_list(to, index, depth);
    else
        convert_object(to, index, depth, count);
}

static void
convert_value(struct conversion *to, int index, int depth)
{
    lua_State *L = to->lua;
    struct kt_str text = { "", 0 };
    int type = lua_type(L, index);
    kt_charge(L, 2);
    if (++to->values > VALUES_MAX)
        luaL_error(L, "more than %d values", VALUES_MAX);
    if (type == LUA_TTABLE) {
        convert_table(to, index, depth);
        return;
    }
    bool is_scalar = type == LUA_TNIL || type == LUA_TBOOLEAN ||
                     type == LUA_TSTRING || lua_isinteger(L, index);
    if (!is_scalar)
        luaL_error(L, "%s cannot become JSON", kt_value_name(L, index));
    if (type == LUA_TSTRING)
        text = text_at(L, index);
    kt_charge(L, text.len / 32);
    kt_shield_begin(L);
    if (type == LUA_TNIL)
        kt_json_null(&to->json);
    else if (type == LUA_TBOOLEAN)
        kt_json_bool(&to->json, lua_toboolean(L, index));
    else if (type == LUA_TSTRING)
        kt_json_str(&to->json, text);
    else
        kt_json_int(&to->json, lua_tointeger(L, index));
    kt_shield_end(L);
}

void
kt_convert_json(lua_State *L, int index, bool empty_is_list, struct kt_buf *buf)
{
    struct conversion to = { .lua = L, .empty_is_list = empty_is_list };
    kt_json_init(&to.json, buf);
    convert_value(&to, lua_absindex(L, index), 0);
}
