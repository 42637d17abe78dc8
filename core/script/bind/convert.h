/* Lua values as JSON. */
#ifndef KT_SCRIPT_CONVERT_H
#define KT_SCRIPT_CONVERT_H

#include "base/buf.h"
#include "script/bind/bind.h"

/* Appends the value at index: nil, booleans, integers, texts (UTF-8), and
 * tables of them, at most 32 levels and 10 000 values. A table with the keys
 * 1..n is a list; an empty one is a list when empty_is_list. Members come in
 * the order of their names. Raises on anything else; the buffer's arena must
 * live until the evaluation ends. To be called without a shield. */
void kt_convert_json(lua_State *L, int index, bool empty_is_list,
                     struct kt_buf *buf);

#endif
