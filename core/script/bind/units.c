/* Some units of the cart; see scripts/api/units.lua. Runs live in the arena of
 * the evaluation. */
#include "script/bind/classes.h"

struct units_object {
    const struct kt_class *class;
    struct kt_units units;
};

static struct kt_units
check_units(lua_State *L, int arg)
{
    const struct units_object *object =
        kt_check_object(L, arg, &kt_units_class);
    return object->units;
}

void
kt_push_units(lua_State *L, struct kt_units units)
{
    kt_charge(L, 1 + units.run_count);
    struct units_object *object =
        kt_push_object(L, &kt_units_class, sizeof *object);
    object->units = units;
}

static size_t
units_length(const void *object)
{
    return (size_t)kt_units_count(((const struct units_object *)object)->units);
}

static int
units_count(lua_State *L)
{
    lua_pushinteger(L, kt_units_count(check_units(L, 1)));
    return 1;
}

static int
units_amount(lua_State *L)
{
    lua_pushinteger(L, kt_units_amount(check_units(L, 1)));
    return 1;
}

/* How many of them argument 2 wants; more than there are is all. */
static int64_t
check_number(lua_State *L)
{
    return kt_check_integer(L, 2, 0, KT_MONEY_MAX);
}

static int
choose(lua_State *L,
       struct kt_units (*function)(struct kt_units, int64_t, struct kt_arena *))
{
    struct kt_units units = check_units(L, 1);
    int64_t n = check_number(L);
    struct kt_run *run = kt_run_of(L);
    kt_charge(L, 1 + units.run_count * 8);
    kt_shield_begin(L);
    struct kt_units chosen = function(units, n, run->arena);
    kt_shield_end(L);
    kt_push_units(L, chosen);
    return 1;
}

/* The first n in the order of runs. A run that is cut keeps its dearest units,
 * which are its first. */
static struct kt_units
first_of(struct kt_units units, int64_t n, struct kt_arena *arena)
{
    struct kt_unit_run *runs =
        KT_NEW_ARRAY(arena, struct kt_unit_run, units.run_count);
    size_t count = 0;
    for (size_t i = 0; i < units.run_count && n > 0; i++) {
        struct kt_units one = { &units.runs[i], 1 };
        if (units.runs[i].count > n)
            one = kt_units_per_line(one, n, arena);
        runs[count] = one.runs[0];
        n -= runs[count++].count;
    }
    return (struct kt_units){ runs, count };
}

/* units:cheapest(n) -> units */
static int
units_cheapest(lua_State *L)
{
    return choose(L, kt_units_cheapest);
}

/* units:dearest(n) -> units */
static int
units_dearest(lua_State *L)
{
    return choose(L, kt_units_dearest);
}

/* units:first(n) -> units */
static int
units_first(lua_State *L)
{
    return choose(L, first_of);
}

/* units:fullest(n) -> units */
static int
units_fullest(lua_State *L)
{
    return choose(L, kt_units_fullest);
}

/* units:per_line(n) -> units */
static int
units_per_line(lua_State *L)
{
    return choose(L, kt_units_per_line);
}

/* units:without(others) -> units */
static int
units_without(lua_State *L)
{
    struct kt_units units = check_units(L, 1);
    struct kt_units others = kt_check_target(L, 2);
    struct kt_run *run = kt_run_of(L);
    kt_charge(L, 1 + units.run_count * (1 + others.run_count));
    kt_shield_begin(L);
    struct kt_units rest = kt_units_without(units, others, run->arena);
    kt_shield_end(L);
    kt_push_units(L, rest);
    return 1;
}

static struct kt_units
select_runs(const struct kt_run *run, struct kt_units units,
            const struct kt_selector *selector)
{
    struct kt_unit_run *runs =
        KT_NEW_ARRAY(run->arena, struct kt_unit_run, units.run_count);
    size_t count = 0;
    for (size_t i = 0; i < units.run_count; i++) {
        const struct kt_quote_line *line =
            &run->quote->lines[units.runs[i].line];
        if (kt_selector_matches(selector, line->item, line->unit_minor))
            runs[count++] = units.runs[i];
    }
    return (struct kt_units){ runs, count };
}

/* units:matching(selector) -> units */
static int
units_matching(lua_State *L)
{
    struct kt_units units = check_units(L, 1);
    const struct kt_selector *selector =
        kt_check_data(L, 2, &kt_selector_class);
    kt_charge(L, 1 + units.run_count * 4);
    kt_shield_begin(L);
    struct kt_units matching = select_runs(kt_run_of(L), units, selector);
    kt_shield_end(L);
    kt_push_units(L, matching);
    return 1;
}

/* Upvalues: the units, the position. */
static int
runs_step(lua_State *L)
{
    struct kt_units units = check_units(L, lua_upvalueindex(1));
    size_t at = (size_t)lua_tointeger(L, lua_upvalueindex(2));
    if (at >= units.run_count)
        return 0;
    lua_pushinteger(L, (lua_Integer)at + 1);
    lua_replace(L, lua_upvalueindex(2));
    kt_push_line(L, &kt_run_of(L)->quote->lines[units.runs[at].line]);
    lua_pushinteger(L, units.runs[at].count);
    lua_pushinteger(L, units.runs[at].unit_minor);
    return 3;
}

/* units:runs(): for line, count, price in units:runs() */
static int
units_runs(lua_State *L)
{
    check_units(L, 1);
    lua_settop(L, 1);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, runs_step, 2);
    return 1;
}

/* The units of one line among all of the cart. */
static struct kt_units
units_of_line(const struct kt_run *run, const struct kt_quote_line *line)
{
    static const struct kt_selector everything;
    struct kt_units all = kt_units_select(run->stage, &everything, false);
    struct kt_unit_run *runs =
        KT_NEW_ARRAY(run->arena, struct kt_unit_run, all.run_count);
    size_t count = 0;
    for (size_t i = 0; i < all.run_count; i++) {
        if (&run->quote->lines[all.runs[i].line] == line)
            runs[count++] = all.runs[i];
    }
    return (struct kt_units){ runs, count };
}

struct kt_units
kt_check_target(lua_State *L, int arg)
{
    static const struct kt_selector everything;
    const struct kt_class *class = kt_class_of(L, arg);
    struct kt_run *run = kt_run_of(L);
    struct kt_units units = { NULL, 0 };
    if (class == &kt_units_class)
        return check_units(L, arg);
    if (class != &kt_cart_class && class != &kt_line_class)
        luaL_argerror(L, arg,
                      lua_pushfstring(L,
                                      "units, a line or the cart expected, "
                                      "got %s",
                                      kt_value_name(L, arg)));
    kt_charge(L, 1 + run->quote->line_count * 2);
    kt_shield_begin(L);
    if (class == &kt_cart_class)
        units = kt_units_select(run->stage, &everything, false);
    else
        units = units_of_line(run, kt_check_data(L, arg, &kt_line_class));
    kt_shield_end(L);
    return units;
}

static const struct kt_row rows[] = {
    KT_PUSH("amount", units_amount),
    KT_FUNCTION_OF("cheapest", units_cheapest, &kt_units_class),
    KT_PUSH("count", units_count),
    KT_FUNCTION_OF("dearest", units_dearest, &kt_units_class),
    KT_FUNCTION_OF("first", units_first, &kt_units_class),
    KT_FUNCTION_OF("fullest", units_fullest, &kt_units_class),
    KT_FUNCTION_OF("matching", units_matching, &kt_units_class),
    KT_FUNCTION_OF("per_line", units_per_line, &kt_units_class),
    KT_FUNCTION_WALK("runs", units_runs, &kt_line_class),
    KT_FUNCTION_OF("without", units_without, &kt_units_class),
};

const struct kt_class kt_units_class = {
    KT_CLASS("units", "units", rows, "field"), .length = units_length
};
