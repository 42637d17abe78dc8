/* Rates on their way into a treatment. */
#ifndef KT_SCRIPT_RATES_H
#define KT_SCRIPT_RATES_H

#include "script/bind/bind.h"
#include "script/params.h"

struct kt_rates {
    const struct kt_class *class;
    size_t count;
    struct kt_tax_rate
        items[KT_RATES_MAX]; /* texts live in Lua, params or input */
};

struct kt_treatment_object {
    const struct kt_class *class;
    struct kt_rates rates;
    bool is_exempt, is_reverse_charge;
    struct kt_str note;
};

/* Pushes an empty list of rates. */
struct kt_rates *kt_push_rates(lua_State *L);

#endif
