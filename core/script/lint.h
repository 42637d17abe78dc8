/* What the loader refuses: what Lua 5.4.4 compiles wrongly (a comparison as an
 * index, as t[a < b] may index another table; functions with so many constants
 * that integer operators pick wrong operands), and names that are not there. */
#ifndef KT_SCRIPT_LINT_H
#define KT_SCRIPT_LINT_H

#include <lua.h>

#include "script/scan.h"

enum { KT_LINT_CONSTANTS_MAX = 250 };

/* Both raise an error with file and line. The second one looks at the function
 * on the top of the stack. */
void kt_lint_text(lua_State *L, const struct kt_source *source);
void kt_lint_function(lua_State *L, const struct kt_source *source);

/* Notes in the load where the file reads a name that is not there. The entry
 * function of the rule is on the top of the stack; info is NULL for a module of
 * lib/ (lint_names.c). */
void kt_lint_names(lua_State *L, const struct kt_source *source,
                   const struct kt_rule_info *info);

/* The line of the first `name =` at or after from_line; from_line when there
 * is none. */
int kt_lint_line_of(const struct kt_source *source, int from_line,
                    struct kt_str name);

#endif
