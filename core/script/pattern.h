/* Lua's patterns, matched with a charge of one step for every single try, so
 * that no pattern takes more time than the budget has. */
#ifndef KT_SCRIPT_PATTERN_H
#define KT_SCRIPT_PATTERN_H

#include <lua.h>

#include <kontor/str.h>

enum { KT_PATTERN_CAPTURES_MAX = 32 };

struct kt_capture {
    const char *start;
    ptrdiff_t len; /* KT_CAPTURE_… or the number of bytes */
};

enum { KT_CAPTURE_OPEN = -1, KT_CAPTURE_POSITION = -2 };

struct kt_match {
    lua_State *lua; /* to charge and to raise */
    const char *text;
    const char *text_end;
    const char *pattern_end;
    int depth;
    int capture_count;
    struct kt_capture captures[KT_PATTERN_CAPTURES_MAX];
};

void kt_match_init(struct kt_match *match, lua_State *L, struct kt_str text,
                   struct kt_str pattern);

/* Matches pattern at `at`; the end of what matched, or NULL. Raises on a
 * malformed pattern. */
const char *kt_match_at(struct kt_match *match, const char *at,
                        const char *pattern);

#endif
