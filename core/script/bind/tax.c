/* kontor.tax: treatments; see scripts/api/tax.lua. */
#include "script/bind/classes.h"
#include "script/bind/rates.h"

struct kt_rates *
kt_push_rates(lua_State *L)
{
    struct kt_rates *rates = kt_push_object(L, &kt_rates_class, sizeof *rates);
    rates->count = 0;
    return rates;
}

/* The rate of tax.rate: percent or ppm, one of them. */
static int64_t
read_rate(lua_State *L)
{
    int64_t ppm = 0;
    bool has_ppm = kt_field_integer(L, 1, "ppm", 0, KT_RATE_ONE, &ppm);
    lua_getfield(L, 1, "percent");
    if (lua_isnil(L, -1) != has_ppm)
        luaL_error(L, "tax.rate takes either percent or ppm");
    if (has_ppm)
        return ppm;
    struct kt_str text = { NULL, 0 };
    bool is_right = false;
    if (lua_isinteger(L, -1)) {
        is_right = kt_money_mul(lua_tointeger(L, -1), KT_RATE_ONE / 100, &ppm);
    } else if (lua_type(L, -1) == LUA_TSTRING) {
        text.ptr = lua_tolstring(L, -1, &text.len);
        is_right = kt_rate_parse_percent(text, &ppm);
    }
    if (!is_right || ppm < 0 || ppm > KT_RATE_ONE)
        luaL_error(L, "field 'percent': 0 to 100 as an integer or as text "
                      "expected");
    return ppm;
}

/* tax.rate(fields) -> rates */
static int
tax_rate(lua_State *L)
{
    static const char *const names[] = { "name",     "percent",  "ppm",
                                         "compound", "included", NULL };
    kt_check_keys(L, 1, names);
    struct kt_tax_rate rate = {
        .name = kt_field_text(L, 1, "name", true),
        .rate_ppm = read_rate(L),
        .is_compound = kt_field_bool(L, 1, "compound"),
        .is_included = -1,
    };
    if (lua_getfield(L, 1, "included") != LUA_TNIL)
        rate.is_included = kt_field_bool(L, 1, "included");
    struct kt_rates *rates = kt_push_rates(L);
    rates->items[rates->count++] = rate;
    return 1;
}

static struct kt_treatment_object *
push_treatment(lua_State *L)
{
    struct kt_treatment_object *treatment =
        kt_push_object(L, &kt_treatment_class, sizeof *treatment);
    const struct kt_class *class = treatment->class;
    *treatment =
        (struct kt_treatment_object){ .class = class, .note = { "", 0 } };
    return treatment;
}

/* tax.at(rates, …) -> treatment */
static int
tax_at(lua_State *L)
{
    int count = lua_gettop(L);
    struct kt_treatment_object *treatment = push_treatment(L);
    for (int arg = 1; arg <= count; arg++) {
        if (lua_isnil(L, arg))
            continue;
        const struct kt_rates *rates = kt_check_object(L, arg, &kt_rates_class);
        if (treatment->rates.count + rates->count > KT_RATES_MAX)
            return luaL_error(L, "a line has at most %d rates", KT_RATES_MAX);
        memcpy(&treatment->rates.items[treatment->rates.count], rates->items,
               rates->count * sizeof *rates->items);
        treatment->rates.count += rates->count;
    }
    return 1;
}

static struct kt_str
opt_note(lua_State *L)
{
    return lua_isnoneornil(L, 1) ? KT_STR("") : kt_check_text(L, 1);
}

/* tax.exempt(note) -> treatment */
static int
tax_exempt(lua_State *L)
{
    struct kt_str note = opt_note(L);
    struct kt_treatment_object *treatment = push_treatment(L);
    treatment->is_exempt = true;
    treatment->note = note;
    return 1;
}

/* tax.reverse_charge(note) -> treatment */
static int
tax_reverse_charge(lua_State *L)
{
    struct kt_str note = opt_note(L);
    struct kt_treatment_object *treatment = push_treatment(L);
    treatment->is_reverse_charge = true;
    treatment->note = note;
    return 1;
}

static const struct kt_row rows[] = {
    KT_FUNCTION("at", tax_at),
    KT_FUNCTION("exempt", tax_exempt),
    KT_FUNCTION("rate", tax_rate),
    KT_FUNCTION("reverse_charge", tax_reverse_charge),
};

const struct kt_class kt_tax_module = { KT_CLASS("kontor.tax", "tax", rows,
                                                 "function") };

const struct kt_class kt_rates_class = { .name = "rates", .noun = "field" };

const struct kt_class kt_treatment_class = { .name = "a treatment",
                                             .noun = "field" };
