/* kontor.verdict; see scripts/api/verdict.lua. */
#include "script/bind/verdict.h"

#include "script/bind/classes.h"

static struct kt_str
check_slug(lua_State *L, int arg)
{
    struct kt_str slug = kt_check_text(L, arg);
    for (size_t i = 0; i < slug.len; i++) {
        char c = slug.ptr[i];
        bool is_right = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                        c == '-' || c == '_';
        luaL_argcheck(L, is_right, arg, "a code of a-z, 0-9, - and _ expected");
    }
    luaL_argcheck(L, slug.len > 0 && slug.len <= 64, arg,
                  "1 to 64 characters expected");
    return slug;
}

static int
push_verdict(lua_State *L, struct kt_verdict verdict)
{
    struct kt_verdict_object *object =
        kt_push_object(L, &kt_verdict_class, sizeof *object);
    object->verdict = verdict;
    return 1;
}

/* verdict.refuse(slug, {field=, detail=}) -> verdict */
static int
verdict_refuse(lua_State *L)
{
    static const char *const names[] = { "field", "detail", NULL };
    struct kt_verdict verdict = { .kind = KT_VERDICT_REFUSE,
                                  .slug = check_slug(L, 1) };
    if (!lua_isnoneornil(L, 2)) {
        kt_check_keys(L, 2, names);
        verdict.pointer = kt_field_text(L, 2, "field", false);
        verdict.detail = kt_field_text(L, 2, "detail", false);
        if (verdict.pointer.len > 0 && verdict.pointer.ptr[0] != '/')
            return luaL_error(L, "field 'field': a JSON pointer begins with /");
    }
    return push_verdict(L, verdict);
}

/* verdict.hold(reason, detail) -> verdict */
static int
verdict_hold(lua_State *L)
{
    struct kt_verdict verdict = { .kind = KT_VERDICT_HOLD,
                                  .slug = check_slug(L, 1) };
    if (!lua_isnoneornil(L, 2))
        verdict.detail = kt_check_text(L, 2);
    return push_verdict(L, verdict);
}

static const struct kt_row rows[] = {
    KT_FUNCTION("hold", verdict_hold),
    KT_FUNCTION("refuse", verdict_refuse),
};

const struct kt_class kt_verdict_module = {
    KT_CLASS("kontor.verdict", "verdict", rows, "function")
};

const struct kt_class kt_verdict_class = { .name = "a verdict",
                                           .noun = "field" };
