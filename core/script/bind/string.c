/* string without dump and pack; find, match, gmatch and gsub are in
 * string_find.c, format in string_format.c. Bytes, as in plain Lua. */
#include "script/bind/classes.h"
#include "script/bind/plain.h"
#include "script/state.h"

void
kt_limit_string_size(lua_State *L, size_t size)
{
    if (size > KT_STRING_MAX)
        kt_refuse(L, KT_OUTCOME_MEMORY, "a string may have %d bytes",
                  KT_STRING_MAX);
}

void
kt_check_string_size(lua_State *L, size_t size)
{
    kt_charge(L, 1 + size / 32);
    kt_limit_string_size(L, size);
}

/* Positions count from 1; negative ones from the end. */
static size_t
start_position(int64_t position, size_t len)
{
    if (position > 0)
        return (size_t)position;
    if (position == 0 || position < -(int64_t)len)
        return 1;
    return (size_t)((int64_t)len + position + 1);
}

static size_t
end_position(int64_t position, size_t len)
{
    if (position > (int64_t)len)
        return len;
    if (position >= 0)
        return (size_t)position;
    if (position < -(int64_t)len)
        return 0;
    return (size_t)((int64_t)len + position + 1);
}

/* string.byte(s, i, j) */
static int
string_byte(lua_State *L)
{
    struct kt_str text = kt_check_text(L, 1);
    int64_t first = kt_opt_integer(L, 2, 1, INT64_MIN, INT64_MAX);
    int64_t last = kt_opt_integer(L, 3, first, INT64_MIN, INT64_MAX);
    size_t from = start_position(first, text.len);
    size_t to = end_position(last, text.len);
    if (from > to)
        return 0;
    int count = (int)(to - from) + 1;
    kt_charge(L, (size_t)count);
    luaL_checkstack(L, count, "too many bytes");
    for (size_t i = from; i <= to; i++)
        lua_pushinteger(L, (unsigned char)text.ptr[i - 1]);
    return count;
}

/* string.char(…) */
static int
string_char(lua_State *L)
{
    int count = lua_gettop(L);
    luaL_Buffer buffer;
    kt_check_string_size(L, (size_t)count);
    char *out = luaL_buffinitsize(L, &buffer, (size_t)count);
    for (int i = 1; i <= count; i++)
        out[i - 1] = (char)kt_check_integer(L, i, 0, 255);
    luaL_pushresultsize(&buffer, (size_t)count);
    return 1;
}

/* string.len(s) */
static int
string_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)kt_check_text(L, 1).len);
    return 1;
}

static char
to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static char
to_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static int
map_bytes(lua_State *L, char (*map)(char))
{
    struct kt_str text = kt_check_text(L, 1);
    luaL_Buffer buffer;
    kt_check_string_size(L, text.len);
    char *out = luaL_buffinitsize(L, &buffer, text.len);
    for (size_t i = 0; i < text.len; i++)
        out[i] = map(text.ptr[i]);
    luaL_pushresultsize(&buffer, text.len);
    return 1;
}

/* string.lower(s): ASCII letters */
static int
string_lower(lua_State *L)
{
    return map_bytes(L, to_lower);
}

/* string.upper(s): ASCII letters */
static int
string_upper(lua_State *L)
{
    return map_bytes(L, to_upper);
}

/* string.rep(s, n, separator) */
static int
string_rep(lua_State *L)
{
    struct kt_str text = kt_check_text(L, 1);
    int64_t count = kt_check_integer(L, 2, INT64_MIN, INT64_MAX);
    struct kt_str between = { "", 0 };
    if (!lua_isnoneornil(L, 3))
        between = kt_check_text(L, 3);
    if (count <= 0 || text.len + between.len == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if ((uint64_t)count > KT_STRING_MAX / (text.len + between.len) + 1)
        return kt_refuse(L, KT_OUTCOME_MEMORY, "a string may have %d bytes",
                         KT_STRING_MAX);
    size_t size = (size_t)count * (text.len + between.len) - between.len;
    kt_check_string_size(L, size);
    kt_charge(L, (size_t)count);
    luaL_Buffer buffer;
    luaL_buffinitsize(L, &buffer, size);
    for (int64_t i = 0; i < count; i++) {
        luaL_addlstring(&buffer, text.ptr, text.len);
        if (i + 1 < count)
            luaL_addlstring(&buffer, between.ptr, between.len);
    }
    luaL_pushresult(&buffer);
    return 1;
}

/* string.reverse(s) */
static int
string_reverse(lua_State *L)
{
    struct kt_str text = kt_check_text(L, 1);
    luaL_Buffer buffer;
    kt_check_string_size(L, text.len);
    char *out = luaL_buffinitsize(L, &buffer, text.len);
    for (size_t i = 0; i < text.len; i++)
        out[i] = text.ptr[text.len - 1 - i];
    luaL_pushresultsize(&buffer, text.len);
    return 1;
}

/* string.sub(s, i, j) */
static int
string_sub(lua_State *L)
{
    struct kt_str text = kt_check_text(L, 1);
    int64_t first = kt_check_integer(L, 2, INT64_MIN, INT64_MAX);
    int64_t last = kt_opt_integer(L, 3, -1, INT64_MIN, INT64_MAX);
    size_t from = start_position(first, text.len);
    size_t to = end_position(last, text.len);
    struct kt_str part = { "", 0 };
    if (from <= to)
        part = (struct kt_str){ text.ptr + from - 1, to - from + 1 };
    kt_push_str(L, part);
    return 1;
}

static const struct kt_row rows[] = {
    KT_FUNCTION("byte", string_byte),
    KT_FUNCTION("char", string_char),
    KT_FUNCTION("find", kt_string_find),
    KT_FUNCTION("format", kt_string_format),
    KT_FUNCTION("gmatch", kt_string_gmatch),
    KT_FUNCTION("gsub", kt_string_gsub),
    KT_FUNCTION("len", string_len),
    KT_FUNCTION("lower", string_lower),
    KT_FUNCTION("match", kt_string_match),
    KT_FUNCTION("rep", string_rep),
    KT_FUNCTION("reverse", string_reverse),
    KT_FUNCTION("sub", string_sub),
    KT_FUNCTION("upper", string_upper),
};

const struct kt_class kt_string_class = { KT_CLASS("string", NULL, rows,
                                                   "function") };
