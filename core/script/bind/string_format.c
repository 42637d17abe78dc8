/* string.format: %d %i %c %x %X %o %e %f %g (and their capitals) %s %q %%; no
 * %p and no %a. */
#include <stdio.h>

#include "script/bind/plain.h"

enum { SPEC_MAX = 16, ITEM_MAX = 440 };

/* One directive: "%-5.2f". */
struct spec {
    char text[SPEC_MAX];
    size_t len;
    char kind;
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t
count_of(struct kt_str format, size_t at, const char *set, size_t max)
{
    size_t count = 0;
    while (count < max && at + count < format.len &&
           format.ptr[at + count] != '\0' &&
           strchr(set, format.ptr[at + count]) != NULL)
        count++;
    return count;
}

/* Reads the directive behind a '%'; where it ends. */
static size_t
read_spec(lua_State *L, struct kt_str format, size_t at, struct spec *spec)
{
    static const char digits[] = "0123456789";
    size_t start = at;
    at += count_of(format, at, "-+ #0", 5);
    at += count_of(format, at, digits, 2);
    if (at < format.len && format.ptr[at] == '.')
        at += 1 + count_of(format, at + 1, digits, 2);
    if (at >= format.len || is_digit(format.ptr[at]))
        luaL_error(L, "invalid conversion in string.format");
    spec->len = at - start;
    spec->text[0] = '%';
    memcpy(spec->text + 1, format.ptr + start, spec->len);
    spec->kind = format.ptr[at];
    return at + 1;
}

static void
finish_spec(struct spec *spec, const char *modifier)
{
    size_t len = strlen(modifier);
    memcpy(spec->text + 1 + spec->len, modifier, len);
    spec->text[1 + spec->len + len] = spec->kind;
    spec->text[2 + spec->len + len] = '\0';
}

/* The directive was checked above, so that it fits the argument. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void
add_integer(lua_State *L, luaL_Buffer *buffer, struct spec *spec, int arg)
{
    long long number = luaL_checkinteger(L, arg);
    char item[ITEM_MAX];
    finish_spec(spec, "ll");
    kt_shield_begin(L);
    int len = snprintf(item, sizeof item, spec->text, number);
    kt_shield_end(L);
    luaL_addlstring(buffer, item, (size_t)len);
}

static void
add_float(lua_State *L, luaL_Buffer *buffer, struct spec *spec, int arg)
{
    lua_Number number = luaL_checknumber(L, arg);
    char item[ITEM_MAX];
    finish_spec(spec, "");
    kt_shield_begin(L);
    int len = snprintf(item, sizeof item, spec->text, number);
    kt_shield_end(L);
    luaL_addlstring(buffer, item, (size_t)len);
}

static void
add_text(lua_State *L, luaL_Buffer *buffer, struct spec *spec, int arg)
{
    luaL_checkany(L, arg);
    struct kt_str text = kt_push_tostring(L, arg);
    if (spec->len == 0) {
        luaL_addvalue(buffer);
        return;
    }
    if (memchr(text.ptr, '\0', text.len) != NULL || text.len > 100)
        luaL_error(L, "a text formatted with a width has up to 100 bytes");
    char item[ITEM_MAX];
    finish_spec(spec, "");
    kt_shield_begin(L);
    int len = snprintf(item, sizeof item, spec->text, text.ptr);
    kt_shield_end(L);
    lua_pop(L, 1);
    luaL_addlstring(buffer, item, (size_t)len);
}

#pragma GCC diagnostic pop

/* A text as Lua would read it. */
static void
add_quoted(lua_State *L, luaL_Buffer *buffer, int arg)
{
    struct kt_str text = kt_check_text(L, arg);
    luaL_addchar(buffer, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '"' || c == '\\')
            luaL_addchar(buffer, '\\');
        if (c >= ' ' && c != 0x7F) {
            luaL_addchar(buffer, (char)c);
            continue;
        }
        luaL_addchar(buffer, '\\');
        luaL_addchar(buffer, (char)('0' + c / 100));
        luaL_addchar(buffer, (char)('0' + c / 10 % 10));
        luaL_addchar(buffer, (char)('0' + c % 10));
    }
    luaL_addchar(buffer, '"');
}

static void
add_item(lua_State *L, luaL_Buffer *buffer, struct spec *spec, int arg)
{
    switch (spec->kind) {
    case 'c':
        luaL_addchar(buffer, (char)kt_check_integer(L, arg, 0, 255));
        break;
    case 'd':
    case 'i':
    case 'o':
    case 'x':
    case 'X':
        add_integer(L, buffer, spec, arg);
        break;
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
        add_float(L, buffer, spec, arg);
        break;
    case 'q':
        add_quoted(L, buffer, arg);
        break;
    case 's':
        add_text(L, buffer, spec, arg);
        break;
    default:
        luaL_error(L, "invalid conversion '%%%c' in string.format", spec->kind);
    }
}

/* string.format(format, …) */
int
kt_string_format(lua_State *L)
{
    struct kt_str format = kt_check_text(L, 1);
    int last = lua_gettop(L); /* the buffer stands above it */
    luaL_Buffer buffer;
    luaL_buffinit(L, &buffer);
    int arg = 1;
    for (size_t at = 0; at < format.len;) {
        char c = format.ptr[at++];
        if (c != '%') {
            luaL_addchar(&buffer, c);
        } else if (at < format.len && format.ptr[at] == '%') {
            luaL_addchar(&buffer, format.ptr[at++]);
        } else {
            struct spec spec;
            at = read_spec(L, format, at, &spec);
            if (++arg > last)
                return luaL_argerror(L, arg, "no value");
            add_item(L, &buffer, &spec, arg);
            kt_limit_string_size(L, luaL_bufflen(&buffer));
        }
    }
    kt_check_string_size(L, luaL_bufflen(&buffer));
    luaL_pushresult(&buffer);
    return 1;
}
