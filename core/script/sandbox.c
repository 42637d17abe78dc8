#include "script/sandbox.h"

#include <stdarg.h>

#include "base/assert.h"
#include "script/bind/classes.h"
#include "script/bind/declaration.h"
#include "script/lint.h"
#include "script/registry.h"
#include "script/state.h"

/* A module of ours: an object, or a function that declares. */
struct module {
    const char *name;
    const struct kt_class *class;
    lua_CFunction declare;
};

static const struct module modules[] = {
    { "kontor.checkout_check", NULL, kt_declare_check },
    { "kontor.give", &kt_give_class, NULL },
    { "kontor.hint", &kt_hint_module, NULL },
    { "kontor.job", &kt_job_module, NULL },
    { "kontor.money", &kt_money_class, NULL },
    { "kontor.order_guard", NULL, kt_declare_guard },
    { "kontor.param", &kt_param_module, NULL },
    { "kontor.price_rule", NULL, kt_declare_price },
    { "kontor.promotion", NULL, kt_declare_promotion },
    { "kontor.rate", &kt_rate_class, NULL },
    { "kontor.reaction", NULL, kt_declare_reaction },
    { "kontor.shipping_method", NULL, kt_declare_shipping },
    { "kontor.tax", &kt_tax_module, NULL },
    { "kontor.tax_rule", NULL, kt_declare_tax },
    { "kontor.verdict", &kt_verdict_module, NULL },
};

static int
string_index(lua_State *L)
{
    kt_push_module(L, &kt_string_class);
    lua_replace(L, 1);
    return kt_object_index(L);
}

void
kt_sandbox_open(lua_State *L)
{
    kt_bind_open(L);
    lua_pushliteral(L, "");
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, string_index);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

void
kt_raise_at(lua_State *L, const struct kt_source *source, int line,
            const char *format, ...)
{
    va_list args;
    lua_pushfstring(L, "%s:%d: ", source->name.ptr, line);
    va_start(args, format);
    lua_pushvfstring(L, format, args);
    va_end(args);
    lua_concat(L, 2);
    lua_error(L);
    KT_ASSERT(false);
}

struct kt_load *
kt_load_of(lua_State *L)
{
    struct kt_load *load = kt_state_of(L)->load;
    if (load == NULL)
        luaL_error(L, "this can only be called while the file is loaded");
    return load;
}

/* What people bring from other languages, or forget; both words stand in Lua's
 * message. */
static const struct {
    const char *word, *other, *advice;
} mistakes[] = {
    { "near '!'", "", "not equal is ~=, and not is a word" },
    { "expected near '='", "", "== compares" },
    { "near '&'", "", "and is a word" },
    { "near '|'", "", "or is a word" },
    { "syntax error near '+'", "", "write x = x + 1" },
    { "syntax error near '-'", "", "write x = x - 1" },
    { "syntax error near '*'", "", "write x = x * 2" },
    { "syntax error near", "", "a name alone is no statement" },
    { "'}' expected", "(to close", "is a comma missing?" },
    { "unexpected symbol near ','", "", "is an end missing before it?" },
    { "unexpected symbol near '}'", "", "is an end missing before it?" },
    { "near '<\\", "", "outside of texts there are only ASCII characters" },
};

/* With advice behind Lua's message. */
static _Noreturn void
raise_mistake(lua_State *L, const struct kt_source *source)
{
    const char *message = lua_tostring(L, -1);
    if (message != NULL && strcmp(message, "C stack overflow") == 0)
        kt_raise_at(L, source, 1,
                    "this is nested too deeply, or has too long a chain of "
                    "operators");
    for (size_t i = 0; message != NULL && i < KT_COUNT(mistakes); i++) {
        if (strstr(message, mistakes[i].word) != NULL &&
            strstr(message, mistakes[i].other) != NULL) {
            lua_pushfstring(L, "%s: %s", message, mistakes[i].advice);
            break;
        }
    }
    lua_error(L);
    KT_ASSERT(false);
}

void
kt_sandbox_run(lua_State *L, const struct kt_source *source, int results)
{
    kt_lint_text(L, source);
    const char *name = lua_pushfstring(L, "@%s", source->name.ptr);
    if (luaL_loadbufferx(L, source->text.ptr, source->text.len, name, "t") !=
        LUA_OK)
        raise_mistake(L, source);
    kt_lint_function(L, source);
    const struct kt_load *load = kt_load_of(L);
    bool is_body = load->is_body && load->source == source;
    kt_push_module(L, is_body ? &kt_body_class : &kt_globals_class);
    lua_setupvalue(L, -2, 1);
    lua_remove(L, -2);
    lua_call(L, 0, results);
}

static const struct module *
find_module(struct kt_str name)
{
    for (size_t i = 0; i < KT_COUNT(modules); i++) {
        if (kt_str_eq(kt_str_of(modules[i].name), name))
            return &modules[i];
    }
    return NULL;
}

const struct kt_class *
kt_sandbox_module(struct kt_str name)
{
    const struct module *module = find_module(name);
    return module != NULL ? module->class : NULL;
}

bool
kt_sandbox_has_module(struct kt_str name)
{
    return find_module(name) != NULL;
}

static bool
require_own(lua_State *L, struct kt_str name)
{
    const struct module *module = find_module(name);
    if (module == NULL)
        return false;
    if (module->declare != NULL)
        lua_pushcfunction(L, module->declare);
    else
        kt_push_module(L, module->class);
    return true;
}

static int
unknown_module(lua_State *L, const struct kt_load *load, struct kt_str name)
{
    const char *names[KT_COUNT(modules)];
    for (size_t i = 0; i < KT_COUNT(modules); i++)
        names[i] = modules[i].name;
    const char *nearest = kt_push_nearest(L, name, names, KT_COUNT(modules));
    const char *full = lua_pushfstring(L, "kontor.%s", name.ptr);
    if (kt_sandbox_has_module(kt_str_of(full)))
        nearest = lua_pushfstring(L, ", did you mean '%s'?", full);
    const char *own = lua_pushfstring(L, "lib.%s", name.ptr);
    if (kt_scan_module(&load->registry->scan, load->source->folder, name) !=
        NULL)
        nearest = lua_pushfstring(L, ", did you mean '%s'?", own);
    bool is_ours = kt_str_starts(name, KT_STR("kontor"));
    return kt_refuse(L, is_ours ? KT_OUTCOME_ERROR : KT_OUTCOME_DENIED,
                     "no module '%s'%s", name.ptr, nearest);
}

void
kt_check_module(lua_State *L, const struct kt_source *source)
{
    const struct kt_class *class = kt_class_of(L, -1);
    if (class == &kt_declaration_class)
        kt_raise_at(L, source, 1,
                    "a rule stands in the folder of its kind, lib/ has what "
                    "rules share");
    if (!lua_istable(L, -1) && !lua_isfunction(L, -1))
        kt_raise_at(L, source, 1,
                    "the module must return a table or a function, it returns "
                    "%s",
                    kt_value_name(L, -1));
}

/* Of the files in lib/. */
static const char *
nearest_file(lua_State *L, const struct kt_load *load, struct kt_str code)
{
    enum { NAMES_MAX = 64 };
    const char *names[NAMES_MAX];
    const struct kt_scan *scan = &load->registry->scan;
    size_t count = 0;
    for (size_t i = 0; i < scan->count && count < NAMES_MAX; i++) {
        if (scan->sources[i].place->kinds == 0)
            names[count++] = scan->sources[i].code.ptr;
    }
    return kt_push_nearest(L, code, names, count);
}

/* Each module runs once for a rule; its value stands in the registry under its
 * source, false while it is being loaded. */
static int
require_file(lua_State *L, struct kt_load *load, struct kt_str name)
{
    struct kt_str code = { name.ptr + 4, name.len - 4 };
    const struct kt_source *source =
        kt_scan_module(&load->registry->scan, load->source->folder, code);
    if (source == NULL)
        return luaL_error(L, "no module '%s': there is no lib/%s.lua%s",
                          name.ptr, code.ptr, nearest_file(L, load, code));
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, source) == LUA_TBOOLEAN)
        return luaL_error(L, "module '%s' requires itself", name.ptr);
    if (!lua_isnil(L, -1))
        return 1;
    if (load->module_count == KT_SANDBOX_MODULES_MAX)
        return luaL_error(L, "a rule may require %d files",
                          KT_SANDBOX_MODULES_MAX);
    load->modules[load->module_count++] = source;
    lua_pushboolean(L, false);
    lua_rawsetp(L, LUA_REGISTRYINDEX, source);
    kt_sandbox_run(L, source, 1);
    kt_check_module(L, source);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, source);
    return 1;
}

int
kt_sandbox_require(lua_State *L)
{
    struct kt_str name = kt_check_text(L, 1);
    struct kt_load *load = kt_load_of(L);
    if (require_own(L, name))
        return 1;
    if (kt_str_starts(name, KT_STR("lib.")))
        return require_file(L, load, name);
    return unknown_module(L, load, name);
}
