/* What the loader refuses because Lua 5.4.4 compiles it wrongly: a comparison
 * as an index (t[a < b] may index another table) and functions with so many
 * constants that integer operators pick wrong operands. */
#ifndef KT_SCRIPT_LINT_H
#define KT_SCRIPT_LINT_H

#include <lua.h>

#include "script/scan.h"

enum { KT_LINT_CONSTANTS_MAX = 250 };

/* Both raise an error with file and line. The second one looks at the function
 * on the top of the stack. */
void kt_lint_text(lua_State *L, const struct kt_source *source);
void kt_lint_function(lua_State *L, const struct kt_source *source);

/* The line of the first `name =` at or after from_line; from_line when there
 * is none. */
int kt_lint_line_of(const struct kt_source *source, int from_line,
                    struct kt_str name);

#endif
