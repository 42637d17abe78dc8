/* table, on raw access; sort is in table_sort.c. */
#include "script/bind/classes.h"
#include "script/bind/plain.h"

static lua_Integer
check_table(lua_State *L, int arg)
{
    luaL_checktype(L, arg, LUA_TTABLE);
    return (lua_Integer)lua_rawlen(L, arg);
}

static void
add_entry(lua_State *L, luaL_Buffer *buffer, lua_Integer i)
{
    lua_rawgeti(L, 1, i);
    if (!lua_isstring(L, -1))
        luaL_error(L, "entry %I is a %s: table.concat joins texts and numbers",
                   (LUAI_UACINT)i, kt_value_name(L, -1));
    luaL_addvalue(buffer);
    kt_charge(L, 1);
    kt_limit_string_size(L, luaL_bufflen(buffer));
}

/* table.concat(t, separator, i, j) */
static int
table_concat(lua_State *L)
{
    lua_Integer len = check_table(L, 1);
    struct kt_str between = { "", 0 };
    if (!lua_isnoneornil(L, 2))
        between = kt_check_text(L, 2);
    lua_Integer first = kt_opt_integer(L, 3, 1, INT64_MIN, INT64_MAX);
    lua_Integer last = kt_opt_integer(L, 4, len, INT64_MIN, INT64_MAX);
    luaL_Buffer buffer;
    luaL_buffinit(L, &buffer);
    for (lua_Integer i = first; i <= last; i++) {
        add_entry(L, &buffer, i);
        if (i == last)
            break;
        luaL_addlstring(&buffer, between.ptr, between.len);
    }
    kt_check_string_size(L, luaL_bufflen(&buffer));
    luaL_pushresult(&buffer);
    return 1;
}

/* table.insert(t, v); table.insert(t, position, v) */
static int
table_insert(lua_State *L)
{
    lua_Integer end = check_table(L, 1) + 1;
    lua_Integer at = end;
    if (lua_gettop(L) == 3)
        at = kt_check_integer(L, 2, 1, end);
    else if (lua_gettop(L) != 2)
        return luaL_error(L, "table.insert takes a table, a position and a "
                             "value");
    kt_charge(L, (size_t)(end - at));
    for (lua_Integer i = end; i > at; i--) {
        lua_rawgeti(L, 1, i - 1);
        lua_rawseti(L, 1, i);
    }
    lua_pushvalue(L, lua_gettop(L));
    lua_rawseti(L, 1, at);
    return 0;
}

/* table.move(from, first, last, at, to) */
static int
table_move(lua_State *L)
{
    check_table(L, 1);
    int64_t first = kt_check_integer(L, 2, INT64_MIN / 4, INT64_MAX / 4);
    int64_t last = kt_check_integer(L, 3, INT64_MIN / 4, INT64_MAX / 4);
    int64_t at = kt_check_integer(L, 4, INT64_MIN / 4, INT64_MAX / 4);
    int to = lua_isnoneornil(L, 5) ? 1 : 5;
    check_table(L, to);
    int64_t count = last >= first ? last - first + 1 : 0;
    kt_charge(L, (size_t)count);
    bool is_upward = to == 1 && at > first && at <= last;
    for (int64_t i = 0; i < count; i++) {
        int64_t offset = is_upward ? count - 1 - i : i;
        lua_rawgeti(L, 1, first + offset);
        lua_rawseti(L, to, at + offset);
    }
    lua_pushvalue(L, to);
    return 1;
}

/* table.pack(…) -> {…, n = count} */
static int
table_pack(lua_State *L)
{
    int count = lua_gettop(L);
    kt_charge(L, (size_t)count);
    lua_createtable(L, count, 1);
    lua_insert(L, 1);
    for (int i = count; i >= 1; i--)
        lua_rawseti(L, 1, i);
    lua_pushinteger(L, count);
    lua_setfield(L, 1, "n");
    return 1;
}

/* table.remove(t, position) -> what was there */
static int
table_remove(lua_State *L)
{
    lua_Integer len = check_table(L, 1);
    if (len == 0 && lua_isnoneornil(L, 2)) {
        lua_pushnil(L);
        return 1;
    }
    lua_Integer at = kt_opt_integer(L, 2, len, 1, len + 1);
    lua_rawgeti(L, 1, at);
    kt_charge(L, (size_t)(len + 1 - at));
    for (; at < len; at++) {
        lua_rawgeti(L, 1, at + 1);
        lua_rawseti(L, 1, at);
    }
    lua_pushnil(L);
    lua_rawseti(L, 1, at);
    return 1;
}

/* table.unpack(t, i, j) */
static int
table_unpack(lua_State *L)
{
    lua_Integer len = check_table(L, 1);
    lua_Integer first = kt_opt_integer(L, 2, 1, INT64_MIN / 4, INT64_MAX / 4);
    lua_Integer last = kt_opt_integer(L, 3, len, INT64_MIN / 4, INT64_MAX / 4);
    if (first > last)
        return 0;
    if (last - first >= 200)
        return luaL_error(L, "table.unpack gives at most 200 values");
    int count = (int)(last - first) + 1;
    kt_charge(L, (size_t)count);
    luaL_checkstack(L, count, "too many values");
    for (int i = 0; i < count; i++)
        lua_rawgeti(L, 1, first + i);
    return count;
}

static const struct kt_row rows[] = {
    KT_FUNCTION("concat", table_concat), KT_FUNCTION("insert", table_insert),
    KT_FUNCTION("move", table_move),     KT_FUNCTION("pack", table_pack),
    KT_FUNCTION("remove", table_remove), KT_FUNCTION("sort", kt_table_sort),
    KT_FUNCTION("unpack", table_unpack),
};

const struct kt_class kt_table_class = { KT_CLASS("table", NULL, rows,
                                                  "function") };
