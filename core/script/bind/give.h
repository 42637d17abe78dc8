/* Effects on their way out of a promotion. */
#ifndef KT_SCRIPT_GIVE_H
#define KT_SCRIPT_GIVE_H

#include "script/bind/bind.h"

enum { KT_GIVE_EFFECTS_MAX = 200 };

/* Texts live in Lua, runs in the arena of the evaluation; lists of methods are
 * copied into that arena. */
struct kt_effects_object {
    const struct kt_class *class;
    size_t count;
    struct kt_effect items[];
};

#endif
