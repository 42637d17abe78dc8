/* Which lines of scripts a thread has run: for those who test them, never for a
 * server. A line counts when an instruction stands on it, apart from the return
 * that ends every function. */
#ifndef KT_SCRIPT_COVER_H
#define KT_SCRIPT_COVER_H

#include <lua.h>

#include "script/scan.h"

enum { KT_COVER_CODE = 1, KT_COVER_RAN = 2 };

struct kt_cover_file {
    struct kt_str path;
    struct kt_str name;
    unsigned char *lines; /* bits of KT_COVER_…; the first line is 1 */
    size_t line_count;
};

/* From now on, on this thread; hosts that are made afterwards take part. What
 * is noted lives in the arena. */
void kt_cover_begin(struct kt_arena *arena);

/* Ends it; a list of struct kt_cover_file, of all that was loaded. */
struct kt_list kt_cover_end(void);

/* Below: for the sandbox. */

bool kt_cover_is_on(void);

/* Takes the lines of a file that is loaded; NULL when nobody wants them, or
 * they are known. */
struct kt_cover_file *kt_cover_open(const struct kt_source *source);

/* Notes that a line runs. */
void kt_cover_note(lua_State *L, lua_Debug *record);

#endif
