/* utf8 on text that is UTF-8: what is not raises. */
#include "script/bind/classes.h"
#include "script/bind/plain.h"

/* Length of the sequence at `at` and its code point; 0 when it is none. */
static size_t
decode(struct kt_str text, size_t at, lua_Integer *code)
{
    static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    unsigned char first = (unsigned char)text.ptr[at];
    size_t len = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if ((first >= 0x80 && first < 0xC2) || first > 0xF4 || len > text.len - at)
        return 0;
    unsigned point = len == 1 ? first : first & (0x7FU >> len);
    for (size_t i = 1; i < len; i++) {
        unsigned char next = (unsigned char)text.ptr[at + i];
        if ((next & 0xC0) != 0x80)
            return 0;
        point = (point << 6) | (next & 0x3FU);
    }
    bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point < least[len] || point > 0x10FFFF || is_surrogate)
        return 0;
    *code = point;
    return len;
}

static size_t
check_code(lua_State *L, struct kt_str text, size_t at, lua_Integer *code)
{
    size_t len = decode(text, at, code);
    if (len == 0)
        luaL_error(L, "invalid UTF-8 at byte %I", (LUAI_UACINT)at + 1);
    return len;
}

static void
add_code(luaL_Buffer *buffer, unsigned code)
{
    static const unsigned lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
    size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    luaL_addchar(buffer, (char)(lead[len] | (code >> (6 * (len - 1)))));
    for (size_t i = len - 1; i > 0; i--)
        luaL_addchar(buffer, (char)(0x80 | ((code >> (6 * (i - 1))) & 0x3F)));
}

/* utf8.char(…) */
static int
utf8_char(lua_State *L)
{
    int count = lua_gettop(L);
    luaL_Buffer buffer;
    luaL_buffinit(L, &buffer);
    kt_charge(L, (size_t)count);
    for (int i = 1; i <= count; i++)
        add_code(&buffer, (unsigned)kt_check_integer(L, i, 0, 0x10FFFF));
    luaL_pushresult(&buffer);
    return 1;
}

static int
codes_step(lua_State *L)
{
    struct kt_str text = kt_check_text(L, 1);
    size_t at = (size_t)lua_tointeger(L, 2);
    lua_Integer code;
    if (at > 0)
        at += check_code(L, text, at - 1, &code) - 1;
    if (at >= text.len)
        return 0;
    check_code(L, text, at, &code);
    kt_charge(L, 1);
    lua_pushinteger(L, (lua_Integer)at + 1);
    lua_pushinteger(L, code);
    return 2;
}

/* utf8.codes(s): for position, code in utf8.codes(s) */
static int
utf8_codes(lua_State *L)
{
    kt_check_text(L, 1);
    lua_settop(L, 1);
    lua_pushcfunction(L, codes_step);
    lua_insert(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

/* utf8.codepoint(s, position) -> the code that begins at this byte */
static int
utf8_codepoint(lua_State *L)
{
    struct kt_str text = kt_check_text(L, 1);
    size_t at = (size_t)kt_opt_integer(L, 2, 1, 1, (int64_t)text.len);
    lua_Integer code = 0;
    luaL_argcheck(L, text.len > 0, 1, "empty");
    check_code(L, text, at - 1, &code);
    lua_pushinteger(L, code);
    return 1;
}

/* utf8.len(s) -> code points; nil and the first wrong byte when s is not
 * UTF-8 */
static int
utf8_len(lua_State *L)
{
    struct kt_str text = kt_check_text(L, 1);
    lua_Integer count = 0;
    lua_Integer code;
    kt_charge(L, 1 + text.len / 8);
    for (size_t at = 0; at < text.len; count++) {
        size_t len = decode(text, at, &code);
        if (len == 0) {
            lua_pushnil(L);
            lua_pushinteger(L, (lua_Integer)at + 1);
            return 2;
        }
        at += len;
    }
    lua_pushinteger(L, count);
    return 1;
}

/* utf8.offset(s, n) -> the byte where the n-th code point begins, or nil */
static int
utf8_offset(lua_State *L)
{
    struct kt_str text = kt_check_text(L, 1);
    int64_t wanted = kt_check_integer(L, 2, 1, INT32_MAX);
    size_t at = 0;
    lua_Integer code;
    kt_charge(L, 1 + text.len / 8);
    for (; wanted > 1 && at < text.len; wanted--)
        at += check_code(L, text, at, &code);
    if (wanted > 1)
        lua_pushnil(L);
    else
        lua_pushinteger(L, (lua_Integer)at + 1);
    return 1;
}

static int
utf8_charpattern(lua_State *L)
{
    static const char pattern[] = "[\0-\x7F\xC2-\xFD][\x80-\xBF]*";
    lua_pushlstring(L, pattern, sizeof pattern - 1);
    return 1;
}

static const struct kt_row rows[] = {
    KT_FUNCTION("char", utf8_char),
    KT_PUSH("charpattern", utf8_charpattern),
    KT_FUNCTION("codepoint", utf8_codepoint),
    KT_FUNCTION("codes", utf8_codes),
    KT_FUNCTION("len", utf8_len),
    KT_FUNCTION("offset", utf8_offset),
};

const struct kt_class kt_utf8_class = { KT_CLASS("utf8", NULL, rows,
                                                 "function") };
