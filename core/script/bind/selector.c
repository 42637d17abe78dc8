/* A choice of products; see scripts/api/selector.lua. */
#include "script/bind/classes.h"

static int
selector_takes_all(lua_State *L)
{
    const struct kt_selector *selector =
        kt_check_data(L, 1, &kt_selector_class);
    lua_pushboolean(L, kt_selector_takes_all(selector));
    return 1;
}

/* selector:matches(line or item) -> boolean */
static int
selector_matches(lua_State *L)
{
    const struct kt_selector *selector =
        kt_check_data(L, 1, &kt_selector_class);
    kt_charge(L, 10);
    if (kt_class_of(L, 2) == &kt_item_class) {
        const struct kt_item *item = kt_check_data(L, 2, &kt_item_class);
        lua_pushboolean(L, kt_selector_matches(selector, item, 0));
        return 1;
    }
    const struct kt_quote_line *line = kt_check_data(L, 2, &kt_line_class);
    lua_pushboolean(L, kt_selector_matches(selector, line->item,
                                           line->unit_minor));
    return 1;
}

const struct kt_selector *
kt_opt_selector(lua_State *L, int arg)
{
    static const struct kt_selector everything;
    if (lua_isnoneornil(L, arg))
        return &everything;
    return kt_check_data(L, arg, &kt_selector_class);
}

static const struct kt_row rows[] = {
    KT_FUNCTION("matches", selector_matches),
    KT_PUSH("takes_all", selector_takes_all),
};

const struct kt_class kt_selector_class = { KT_CLASS("selector", "selector",
                                                     rows, "field") };
