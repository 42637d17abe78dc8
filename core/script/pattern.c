#include "script/pattern.h"

#include <lauxlib.h>

#include "script/budget.h"

enum { DEPTH_MAX = 180 };

static const char *match_here(struct kt_match *match, const char *s,
                              const char *p);

static bool
is_alpha(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool
is_graph(int c)
{
    return c > ' ' && c < 0x7F;
}

static bool
is_hex(int c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool
is_space(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Classes of ASCII, whatever the locale. */
static bool
in_class(int c, int class)
{
    bool is_in;
    switch (class | 0x20) {
    case 'a':
        is_in = is_alpha(c);
        break;
    case 'c':
        is_in = c < ' ' || c == 0x7F;
        break;
    case 'd':
        is_in = is_digit(c);
        break;
    case 'g':
        is_in = is_graph(c);
        break;
    case 'l':
        is_in = c >= 'a' && c <= 'z';
        break;
    case 'p':
        is_in = is_graph(c) && !is_alpha(c) && !is_digit(c);
        break;
    case 's':
        is_in = is_space(c);
        break;
    case 'u':
        is_in = c >= 'A' && c <= 'Z';
        break;
    case 'w':
        is_in = is_alpha(c) || is_digit(c);
        break;
    case 'x':
        is_in = is_hex(c);
        break;
    default:
        return class == c;
    }
    return (class & 0x20) != 0 ? is_in : !is_in;
}

/* Where the single item that begins at p ends: "a", "%a", "[…]". */
static const char *
item_end(struct kt_match *match, const char *p)
{
    char first = *p++;
    if (first == '%') {
        if (p == match->pattern_end)
            luaL_error(match->lua, "malformed pattern (ends with '%%')");
        return p + 1;
    }
    if (first != '[')
        return p;
    if (p < match->pattern_end && *p == '^')
        p++;
    do {
        if (p == match->pattern_end)
            luaL_error(match->lua, "malformed pattern (missing ']')");
        if (*p++ == '%' && p < match->pattern_end)
            p++;
    } while (p == match->pattern_end || *p != ']');
    return p + 1;
}

/* set points at '[', last at its ']'. */
static bool
in_set(struct kt_match *match, int c, const char *set, const char *last)
{
    bool is_in = true;
    set++;
    if (*set == '^') {
        is_in = false;
        set++;
    }
    kt_charge(match->lua, (size_t)(last - set) / 4);
    for (; set < last; set++) {
        if (*set == '%') {
            set++;
            if (in_class(c, (unsigned char)*set))
                return is_in;
        } else if (set[1] == '-' && set + 2 < last) {
            if ((unsigned char)set[0] <= c && c <= (unsigned char)set[2])
                return is_in;
            set += 2;
        } else if ((unsigned char)*set == c) {
            return is_in;
        }
    }
    return !is_in;
}

static bool
matches_one(struct kt_match *match, const char *s, const char *p,
            const char *end)
{
    if (s >= match->text_end)
        return false;
    kt_charge(match->lua, 1);
    int c = (unsigned char)*s;
    switch (*p) {
    case '.':
        return true;
    case '%':
        return in_class(c, (unsigned char)p[1]);
    case '[':
        return in_set(match, c, p, end - 1);
    default:
        return (unsigned char)*p == c;
    }
}

/* %bxy */
static const char *
match_balance(struct kt_match *match, const char *s, const char *p)
{
    if (p + 1 >= match->pattern_end)
        luaL_error(match->lua, "malformed pattern (arguments of '%%b')");
    if (s >= match->text_end || *s != *p)
        return NULL;
    int open = 1;
    while (++s < match->text_end) {
        kt_charge(match->lua, 1);
        if (*s == p[1]) {
            if (--open == 0)
                return s + 1;
        } else if (*s == *p) {
            open++;
        }
    }
    return NULL;
}

static const char *
match_most(struct kt_match *match, const char *s, const char *p,
           const char *end)
{
    ptrdiff_t count = 0;
    while (matches_one(match, s + count, p, end))
        count++;
    for (; count >= 0; count--) {
        const char *found = match_here(match, s + count, end + 1);
        if (found != NULL)
            return found;
    }
    return NULL;
}

static const char *
match_least(struct kt_match *match, const char *s, const char *p,
            const char *end)
{
    for (;;) {
        const char *found = match_here(match, s, end + 1);
        if (found != NULL)
            return found;
        if (!matches_one(match, s, p, end))
            return NULL;
        s++;
    }
}

static const char *
open_capture(struct kt_match *match, const char *s, const char *p,
             ptrdiff_t len)
{
    if (match->capture_count == KT_PATTERN_CAPTURES_MAX)
        luaL_error(match->lua, "too many captures");
    struct kt_capture *capture = &match->captures[match->capture_count++];
    capture->start = s;
    capture->len = len;
    const char *found = match_here(match, s, p);
    if (found == NULL)
        match->capture_count--;
    return found;
}

static const char *
close_capture(struct kt_match *match, const char *s, const char *p)
{
    int i = match->capture_count - 1;
    while (i >= 0 && match->captures[i].len != KT_CAPTURE_OPEN)
        i--;
    if (i < 0)
        luaL_error(match->lua, "invalid pattern capture");
    match->captures[i].len = s - match->captures[i].start;
    const char *found = match_here(match, s, p);
    if (found == NULL)
        match->captures[i].len = KT_CAPTURE_OPEN;
    return found;
}

/* %1 to %9: the text of an earlier capture. */
static const char *
match_back(struct kt_match *match, const char *s, char digit)
{
    int i = digit - '1';
    if (i < 0 || i >= match->capture_count || match->captures[i].len < 0)
        luaL_error(match->lua, "invalid capture index %%%d", i + 1);
    size_t len = (size_t)match->captures[i].len;
    kt_charge(match->lua, 1 + len / 32);
    if ((size_t)(match->text_end - s) < len ||
        memcmp(match->captures[i].start, s, len) != 0)
        return NULL;
    return s + len;
}

/* %f[set] */
static bool
at_frontier(struct kt_match *match, const char *s, const char *p,
            const char *end)
{
    int before = s == match->text ? 0 : (unsigned char)s[-1];
    int here = s == match->text_end ? 0 : (unsigned char)*s;
    return !in_set(match, before, p, end - 1) &&
           in_set(match, here, p, end - 1);
}

/* An item and what may follow it: ? * + -. */
static const char *
match_repeated(struct kt_match *match, const char *s, const char *p)
{
    const char *end = item_end(match, p);
    char suffix = end < match->pattern_end ? *end : '\0';
    if (suffix == '*')
        return match_most(match, s, p, end);
    if (suffix == '-')
        return match_least(match, s, p, end);
    if (suffix == '+')
        return matches_one(match, s, p, end) ? match_most(match, s + 1, p, end)
                                             : NULL;
    if (suffix == '?') {
        const char *found = matches_one(match, s, p, end)
                                ? match_here(match, s + 1, end + 1)
                                : NULL;
        return found != NULL ? found : match_here(match, s, end + 1);
    }
    return matches_one(match, s, p, end) ? match_here(match, s + 1, end) : NULL;
}

static const char *
match_escape(struct kt_match *match, const char *s, const char *p)
{
    char which = p + 1 < match->pattern_end ? p[1] : '\0';
    if (which == 'b') {
        s = match_balance(match, s, p + 2);
        return s != NULL ? match_here(match, s, p + 4) : NULL;
    }
    if (which == 'f') {
        p += 2;
        if (p >= match->pattern_end || *p != '[')
            luaL_error(match->lua, "missing '[' after '%%f' in pattern");
        const char *end = item_end(match, p);
        return at_frontier(match, s, p, end) ? match_here(match, s, end) : NULL;
    }
    if (is_digit((unsigned char)which)) {
        s = match_back(match, s, which);
        return s != NULL ? match_here(match, s, p + 2) : NULL;
    }
    return match_repeated(match, s, p);
}

static const char *
match_item(struct kt_match *match, const char *s, const char *p)
{
    switch (*p) {
    case '(':
        if (p + 1 < match->pattern_end && p[1] == ')')
            return open_capture(match, s, p + 2, KT_CAPTURE_POSITION);
        return open_capture(match, s, p + 1, KT_CAPTURE_OPEN);
    case ')':
        return close_capture(match, s, p + 1);
    case '$':
        if (p + 1 == match->pattern_end)
            return s == match->text_end ? s : NULL;
        return match_repeated(match, s, p);
    case '%':
        return match_escape(match, s, p);
    default:
        return match_repeated(match, s, p);
    }
}

static const char *
match_here(struct kt_match *match, const char *s, const char *p)
{
    kt_charge(match->lua, 1);
    if (p == match->pattern_end)
        return s;
    if (++match->depth > DEPTH_MAX)
        luaL_error(match->lua, "pattern too complex");
    const char *found = match_item(match, s, p);
    match->depth--;
    return found;
}

void
kt_match_init(struct kt_match *match, lua_State *L, struct kt_str text,
              struct kt_str pattern)
{
    match->lua = L;
    match->text = text.ptr;
    match->text_end = text.ptr + text.len;
    match->pattern_end = pattern.ptr + pattern.len;
    match->depth = 0;
    match->capture_count = 0;
}

const char *
kt_match_at(struct kt_match *match, const char *at, const char *pattern)
{
    match->depth = 0;
    match->capture_count = 0;
    return match_here(match, at, pattern);
}
