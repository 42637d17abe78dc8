/* kontor.hint; see scripts/api/hint.lua. */
#include "script/bind/classes.h"
#include "script/bind/verdict.h"

static int
push_hint(lua_State *L, struct kt_hint hint)
{
    struct kt_hint_object *object =
        kt_push_object(L, &kt_hint_class, sizeof *object);
    object->hint = hint;
    return 1;
}

/* missing, and the whole threshold when it is told. */
static int
push_missing(lua_State *L, struct kt_str kind, bool is_money)
{
    int64_t missing = kt_check_integer(L, 1, -KT_MONEY_MAX, KT_MONEY_MAX);
    int64_t wanted = kt_opt_integer(L, 2, 0, 0, KT_MONEY_MAX);
    if (missing <= 0) {
        lua_pushnil(L);
        return 1;
    }
    return push_hint(L, (struct kt_hint){
                            .kind = kind,
                            .wanted = wanted,
                            .actual = wanted > missing ? wanted - missing : 0,
                            .missing = missing,
                            .is_money = is_money,
                        });
}

/* hint.spend(missing, wanted) -> hint or nil */
static int
hint_spend(lua_State *L)
{
    return push_missing(L, KT_STR("spend"), true);
}

/* hint.add_units(missing, wanted) -> hint or nil */
static int
hint_add_units(lua_State *L)
{
    return push_missing(L, KT_STR("add_units"), false);
}

/* hint.of(fields) -> hint */
static int
hint_of(lua_State *L)
{
    static const char *const names[] = { "kind", "wanted", "actual", "is_money",
                                         NULL };
    struct kt_hint hint = { 0 };
    kt_check_keys(L, 1, names);
    hint.kind = kt_field_text(L, 1, "kind", true);
    if (!kt_field_integer(L, 1, "wanted", -KT_MONEY_MAX, KT_MONEY_MAX,
                          &hint.wanted) ||
        !kt_field_integer(L, 1, "actual", -KT_MONEY_MAX, KT_MONEY_MAX,
                          &hint.actual))
        return luaL_error(L, "hint.of needs wanted and actual");
    hint.missing = hint.wanted - hint.actual;
    hint.is_money = kt_field_bool(L, 1, "is_money");
    return push_hint(L, hint);
}

static const struct kt_row rows[] = {
    KT_FUNCTION("add_units", hint_add_units),
    KT_FUNCTION("of", hint_of),
    KT_FUNCTION("spend", hint_spend),
};

const struct kt_class kt_hint_module = { KT_CLASS("kontor.hint", "hint", rows,
                                                  "function") };

const struct kt_class kt_hint_class = { .name = "a hint", .noun = "field" };
