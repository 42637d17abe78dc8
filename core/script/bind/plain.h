/* What the files of plain Lua's libraries share. */
#ifndef KT_SCRIPT_PLAIN_H
#define KT_SCRIPT_PLAIN_H

#include "script/bind/bind.h"

enum { KT_STRING_MAX = 1 << 20 }; /* bytes of one made string */

/* Global functions with files of their own. */
int kt_global_pairs(lua_State *L);
int kt_ipairs_step(lua_State *L);
int kt_global_getmetatable(lua_State *L);
int kt_global_setmetatable(lua_State *L);

/* string.find, match, gmatch, gsub, format; table.sort. */
int kt_string_find(lua_State *L);
int kt_string_match(lua_State *L);
int kt_string_gmatch(lua_State *L);
int kt_string_gsub(lua_State *L);
int kt_string_format(lua_State *L);
int kt_table_sort(lua_State *L);

/* The value as text, without addresses; pushed. */
struct kt_str kt_push_tostring(lua_State *L, int index);

/* Raises when a string of that length may not be made. */
void kt_limit_string_size(lua_State *L, size_t size);
/* The same, and charges for it: once for a string. */
void kt_check_string_size(lua_State *L, size_t size);

#endif
