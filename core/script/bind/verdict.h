/* Verdicts and hints on their way out. */
#ifndef KT_SCRIPT_VERDICT_H
#define KT_SCRIPT_VERDICT_H

#include "script/bind/bind.h"

struct kt_verdict_object {
    const struct kt_class *class;
    struct kt_verdict verdict; /* texts live in Lua */
};

struct kt_hint_object {
    const struct kt_class *class;
    struct kt_hint hint;
};

#endif
