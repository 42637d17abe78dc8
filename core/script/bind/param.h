/* Declared params on their way from Lua into the registry. */
#ifndef KT_SCRIPT_BIND_PARAM_H
#define KT_SCRIPT_BIND_PARAM_H

#include "script/bind/bind.h"

/* What param.money {…} gives: the options stay in Lua, as its user value. */
struct kt_param_object {
    const struct kt_class *class;
    enum kt_param_kind kind;
    int64_t position; /* order in the file */
};

/* A param's name is a-z, 0-9 and _: it stands in JSON pointers and titles. */
bool kt_param_is_name(struct kt_str name);

/* Reads a table of names and params at index, in the order in which they stand
 * in the file; shields are the caller's. Raises. */
const struct kt_param_spec *kt_read_specs(lua_State *L, int index,
                                          struct kt_arena *arena,
                                          size_t *count);

#endif
