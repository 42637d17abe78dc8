/* string.find, match, gmatch and gsub on pattern.c. */
#include "script/bind/plain.h"
#include "script/pattern.h"

static void
push_capture(struct kt_match *match, int i, const char *start, const char *end)
{
    lua_State *L = match->lua;
    if (match->capture_count == 0 && i == 0) {
        kt_push_str(L, (struct kt_str){ start, (size_t)(end - start) });
        return;
    }
    if (i >= match->capture_count)
        luaL_error(L, "invalid capture index %%%d", i + 1);
    const struct kt_capture *capture = &match->captures[i];
    if (capture->len == KT_CAPTURE_OPEN)
        luaL_error(L, "unfinished capture");
    if (capture->len == KT_CAPTURE_POSITION)
        lua_pushinteger(L, capture->start - match->text + 1);
    else
        kt_push_str(L, (struct kt_str){ capture->start, (size_t)capture->len });
}

/* All captures; the whole match when there are none and start is given. */
static int
push_captures(struct kt_match *match, const char *start, const char *end)
{
    int count = match->capture_count;
    if (count == 0 && start != NULL)
        count = 1;
    luaL_checkstack(match->lua, count, "too many captures");
    for (int i = 0; i < count; i++)
        push_capture(match, i, start, end);
    return count;
}

static bool
is_plain(struct kt_str pattern)
{
    static const char specials[] = "^$*+?.([%-";
    for (size_t i = 0; i < pattern.len; i++) {
        if (pattern.ptr[i] != '\0' && strchr(specials, pattern.ptr[i]) != NULL)
            return false;
    }
    return true;
}

static bool
is_anchored(struct kt_str pattern)
{
    return pattern.len > 0 && pattern.ptr[0] == '^';
}

/* The start of the text from which argument arg says; false beyond its end. */
static bool
first_position(lua_State *L, int arg, struct kt_str text, size_t *first)
{
    int64_t position = kt_opt_integer(L, arg, 1, INT64_MIN, INT64_MAX);
    if (position < 0)
        position = position < -(int64_t)text.len
                       ? 1
                       : (int64_t)text.len + position + 1;
    if (position == 0)
        position = 1;
    *first = (size_t)position - 1;
    return *first <= text.len;
}

static int
find_plain(lua_State *L, struct kt_str text, struct kt_str wanted, size_t first)
{
    const char *found = text.ptr + first;
    kt_charge(L, 1 + (text.len - first) / 8);
    if (wanted.len > 0)
        found = memmem(found, text.len - first, wanted.ptr, wanted.len);
    if (found == NULL) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, found - text.ptr + 1);
    lua_pushinteger(L, found - text.ptr + (lua_Integer)wanted.len);
    return 2;
}

static int
search(lua_State *L, bool wants_positions)
{
    struct kt_str text = kt_check_text(L, 1);
    struct kt_str pattern = kt_check_text(L, 2);
    size_t first;
    if (!first_position(L, 3, text, &first)) {
        lua_pushnil(L);
        return 1;
    }
    if (wants_positions && (lua_toboolean(L, 4) || is_plain(pattern)))
        return find_plain(L, text, pattern, first);

    struct kt_match match;
    kt_match_init(&match, L, text, pattern);
    const char *item = pattern.ptr + is_anchored(pattern);
    const char *at = text.ptr + first;
    do {
        const char *end = kt_match_at(&match, at, item);
        if (end != NULL && !wants_positions)
            return push_captures(&match, at, end);
        if (end != NULL) {
            lua_pushinteger(L, at - text.ptr + 1);
            lua_pushinteger(L, end - text.ptr);
            return 2 + push_captures(&match, NULL, NULL);
        }
    } while (at++ < match.text_end && !is_anchored(pattern));
    lua_pushnil(L);
    return 1;
}

/* string.find(s, pattern, init, plain) */
int
kt_string_find(lua_State *L)
{
    return search(L, true);
}

/* string.match(s, pattern, init) */
int
kt_string_match(lua_State *L)
{
    return search(L, false);
}

/* Upvalues: text, pattern, where to go on, where the last match ended. */
static int
gmatch_step(lua_State *L)
{
    struct kt_str text = kt_check_text(L, lua_upvalueindex(1));
    struct kt_str pattern = kt_check_text(L, lua_upvalueindex(2));
    const char *at = text.ptr + lua_tointeger(L, lua_upvalueindex(3));
    lua_Integer last = lua_tointeger(L, lua_upvalueindex(4));
    struct kt_match match;
    kt_match_init(&match, L, text, pattern);
    for (; at <= match.text_end; at++) {
        const char *end = kt_match_at(&match, at, pattern.ptr);
        if (end == NULL || end - text.ptr == last)
            continue;
        lua_pushinteger(L, end - text.ptr);
        lua_copy(L, -1, lua_upvalueindex(3));
        lua_replace(L, lua_upvalueindex(4));
        return push_captures(&match, at, end);
    }
    return 0;
}

/* string.gmatch(s, pattern) */
int
kt_string_gmatch(lua_State *L)
{
    kt_check_text(L, 1);
    kt_check_text(L, 2);
    lua_settop(L, 2);
    lua_pushinteger(L, 0);
    lua_pushinteger(L, -1);
    lua_pushcclosure(L, gmatch_step, 4);
    return 1;
}

static void
add_template(struct kt_match *match, luaL_Buffer *buffer, const char *start,
             const char *end)
{
    lua_State *L = match->lua;
    struct kt_str template = kt_check_text(L, 3);
    for (size_t i = 0; i < template.len; i++) {
        char c = template.ptr[i];
        if (c != '%') {
            luaL_addchar(buffer, c);
            continue;
        }
        char next = ++i < template.len ? template.ptr[i] : '\0';
        if (next == '%') {
            luaL_addchar(buffer, '%');
        } else if (next == '0') {
            luaL_addlstring(buffer, start, (size_t)(end - start));
        } else if (next >= '1' && next <= '9') {
            push_capture(match, next - '1', start, end);
            luaL_addvalue(buffer);
        } else {
            luaL_error(L, "invalid use of '%%' in replacement string");
        }
    }
}

/* The value of a table or function; false and nil keep what was there. */
static void
add_value(struct kt_match *match, luaL_Buffer *buffer, const char *start,
          const char *end)
{
    lua_State *L = match->lua;
    if (lua_istable(L, 3)) {
        push_capture(match, 0, start, end);
        lua_gettable(L, 3);
    } else {
        lua_pushvalue(L, 3);
        lua_call(L, push_captures(match, start, end), 1);
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        kt_push_str(L, (struct kt_str){ start, (size_t)(end - start) });
    } else if (!lua_isstring(L, -1)) {
        luaL_error(L, "invalid replacement value (a %s)", kt_value_name(L, -1));
    }
    luaL_addvalue(buffer);
}

static void
add_replacement(struct kt_match *match, luaL_Buffer *buffer, const char *start,
                const char *end)
{
    if (lua_type(match->lua, 3) == LUA_TSTRING)
        add_template(match, buffer, start, end);
    else
        add_value(match, buffer, start, end);
    kt_limit_string_size(match->lua, luaL_bufflen(buffer));
}

/* string.gsub(s, pattern, replacement, n) */
int
kt_string_gsub(lua_State *L)
{
    struct kt_str text = kt_check_text(L, 1);
    struct kt_str pattern = kt_check_text(L, 2);
    int type = lua_type(L, 3);
    luaL_argexpected(L,
                     type == LUA_TSTRING || type == LUA_TTABLE ||
                         type == LUA_TFUNCTION,
                     3, "string, function or table");
    int64_t times_max =
        kt_opt_integer(L, 4, (int64_t)text.len + 1, INT64_MIN, INT64_MAX);
    lua_settop(L, 4);

    struct kt_match match;
    luaL_Buffer buffer;
    kt_match_init(&match, L, text, pattern);
    luaL_buffinit(L, &buffer);
    const char *item = pattern.ptr + is_anchored(pattern);
    const char *at = text.ptr;
    const char *last = NULL;
    int64_t times = 0;
    while (times < times_max) {
        const char *end = kt_match_at(&match, at, item);
        if (end != NULL && end != last) {
            times++;
            add_replacement(&match, &buffer, at, end);
            at = last = end;
        } else if (at < match.text_end) {
            luaL_addchar(&buffer, *at++);
        } else {
            break;
        }
        if (is_anchored(pattern))
            break;
    }
    luaL_addlstring(&buffer, at, (size_t)(match.text_end - at));
    kt_check_string_size(L, luaL_bufflen(&buffer));
    luaL_pushresult(&buffer);
    lua_pushinteger(L, times);
    return 2;
}
