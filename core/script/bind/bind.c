#include "script/bind/bind.h"

#include "base/assert.h"
#include "base/text.h"
#include "script/bind/classes.h"
#include "script/state.h"

/* Its address is the registry's key of the one metatable. */
static const char metatable_key;

/* wanted may hold NUL bytes, so that it is no C string. */
static int
compare_name(const char *name, struct kt_str wanted)
{
    return kt_str_cmp(kt_str_of(name), wanted);
}

const struct kt_row *
kt_class_find(const struct kt_class *class, struct kt_str name)
{
    size_t low = 0;
    size_t high = class->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_name(class->rows[middle].name, name);
        if (order == 0)
            return &class->rows[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const char *
kt_push_nearest(lua_State *L, struct kt_str word, const char *const *names,
                size_t count)
{
    kt_shield_begin(L);
    const char *nearest = kt_text_nearest(word, names, count);
    kt_shield_end(L);
    if (nearest == NULL)
        return lua_pushliteral(L, "");
    return lua_pushfstring(L, ", did you mean '%s'?", nearest);
}

/* What plain Lua has and scripts have not: it could reach out of the sandbox,
 * or differ between two runs. */
static const char *const withheld[] = {
    "_G",       "clock",  "collectgarbage", "coroutine",
    "date",     "debug",  "dofile",         "dump",
    "execute",  "getenv", "getfenv",        "getupvalue",
    "io",       "load",   "loadfile",       "loadstring",
    "newproxy", "os",     "pack",           "package",
    "packsize", "random", "randomseed",     "setfenv",
    "sethook",  "unpack", "warn",
};

static bool
is_withheld(const struct kt_class *class, struct kt_str name)
{
    bool is_plain = class == &kt_globals_class || class == &kt_body_class ||
                    class == &kt_math_class || class == &kt_string_class;
    for (size_t i = 0; is_plain && i < KT_COUNT(withheld); i++) {
        if (kt_str_eq(kt_str_of(withheld[i]), name))
            return true;
    }
    return false;
}

static int
unknown_name(lua_State *L, const struct kt_class *class, int key)
{
    if (lua_type(L, key) != LUA_TSTRING)
        return luaL_error(L, "%s has no %s of type %s", class->name,
                          class->noun, luaL_typename(L, key));
    struct kt_str word;
    word.ptr = lua_tolstring(L, key, &word.len);
    char advice[KT_ADVICE_MAX];
    kt_shield_begin(L);
    kt_class_advice(class, word, advice);
    kt_shield_end(L);
    return kt_refuse(L,
                     is_withheld(class, word) ? KT_OUTCOME_DENIED
                                              : KT_OUTCOME_ERROR,
                     "%s has no %s '%s'%s", class->name, class->noun, word.ptr,
                     advice);
}

static void
push_row(lua_State *L, const struct kt_row *row)
{
    const struct kt_view *view = lua_touserdata(L, 1);
    if (row->kind == KT_ROW_FUNCTION) {
        lua_pushcfunction(L, row->call);
        return;
    }
    if (row->kind == KT_ROW_CLASS) {
        kt_push_module(L, row->class);
        return;
    }
    if (row->kind == KT_ROW_PUSH) {
        lua_settop(L, 1);
        row->call(L);
        return;
    }
    const char *base = row->is_more ? view->more : view->data;
    const void *member = base + row->offset;
    if (row->kind == KT_ROW_TEXT)
        kt_push_str(L, *(const struct kt_str *)member);
    else if (row->kind == KT_ROW_INTEGER)
        lua_pushinteger(L, *(const int64_t *)member);
    else
        lua_pushboolean(L, *(const bool *)member);
}

int
kt_object_index(lua_State *L)
{
    const struct kt_view *view = lua_touserdata(L, 1);
    const struct kt_class *class = view->class;
    kt_charge(L, 1);
    if (lua_type(L, 2) == LUA_TSTRING) {
        struct kt_str name;
        name.ptr = lua_tolstring(L, 2, &name.len);
        const struct kt_row *row = kt_class_find(class, name);
        if (row != NULL) {
            push_row(L, row);
            return 1;
        }
    }
    if (class->index != NULL && class->index(L, view))
        return 1;
    return unknown_name(L, class, 2);
}

static int
object_newindex(lua_State *L)
{
    const struct kt_view *view = lua_touserdata(L, 1);
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2)
                                                    : luaL_typename(L, 2);
    if (view->class == &kt_globals_class || view->class == &kt_body_class)
        return kt_refuse(L, KT_OUTCOME_DENIED,
                         "a script has no globals: write local %s", key);
    return kt_refuse(L, KT_OUTCOME_DENIED,
                     "%s is read-only ('%s' was assigned)", view->class->name,
                     key);
}

static int
object_len(lua_State *L)
{
    const struct kt_view *view = lua_touserdata(L, 1);
    if (view->class->length == NULL)
        return luaL_error(L, "%s has no length", view->class->name);
    lua_pushinteger(L, (lua_Integer)view->class->length(view));
    return 1;
}

void
kt_bind_open(lua_State *L)
{
    static const luaL_Reg methods[] = {
        { "__index", kt_object_index },
        { "__newindex", object_newindex },
        { "__len", object_len },
        { NULL, NULL },
    };
    lua_createtable(L, 0, KT_COUNT(methods) - 1);
    luaL_setfuncs(L, methods, 0);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &metatable_key);
}

static void *
push_object(lua_State *L, const struct kt_class *class, size_t size, int values)
{
    kt_charge(L, 4);
    struct kt_view *object = lua_newuserdatauv(L, size, values);
    object->class = class;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &metatable_key);
    lua_setmetatable(L, -2);
    return object;
}

void *
kt_push_object(lua_State *L, const struct kt_class *class, size_t size)
{
    return push_object(L, class, size, 0);
}

void *
kt_push_owner(lua_State *L, const struct kt_class *class, size_t size)
{
    return push_object(L, class, size, 1);
}

void
kt_push_view(lua_State *L, const struct kt_class *class, const void *data,
             const void *more)
{
    struct kt_view *view = kt_push_object(L, class, sizeof *view);
    view->data = data;
    view->more = more;
}

void
kt_push_module(lua_State *L, const struct kt_class *class)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, class) != LUA_TNIL)
        return;
    lua_pop(L, 1);
    kt_push_object(L, class, sizeof(struct kt_view));
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, class);
}

void
kt_push_str(lua_State *L, struct kt_str str)
{
    kt_charge(L, str.len / 32);
    lua_pushlstring(L, str.len > 0 ? str.ptr : "", str.len);
}

const struct kt_class *
kt_class_of(lua_State *L, int index)
{
    const struct kt_view *view = lua_touserdata(L, index);
    if (view == NULL || lua_type(L, index) != LUA_TUSERDATA)
        return NULL;
    return view->class;
}

const char *
kt_value_name(lua_State *L, int index)
{
    const struct kt_class *class = kt_class_of(L, index);
    if (class != NULL)
        return class->name;
    if (lua_type(L, index) == LUA_TNUMBER && !lua_isinteger(L, index))
        return "a number with a fraction (float)";
    return luaL_typename(L, index);
}

void *
kt_check_object(lua_State *L, int arg, const struct kt_class *class)
{
    if (kt_class_of(L, arg) != class)
        luaL_argerror(L, arg,
                      lua_pushfstring(L, "%s expected, got %s", class->name,
                                      kt_value_name(L, arg)));
    return lua_touserdata(L, arg);
}

const void *
kt_check_data(lua_State *L, int arg, const struct kt_class *class)
{
    const struct kt_view *view = kt_check_object(L, arg, class);
    return view->data;
}

int64_t
kt_check_integer(lua_State *L, int arg, int64_t min, int64_t max)
{
    if (!lua_isinteger(L, arg))
        luaL_argerror(L, arg,
                      lua_pushfstring(L, "an integer expected, got %s",
                                      kt_value_name(L, arg)));
    int64_t number = lua_tointeger(L, arg);
    if (number < min || number > max)
        luaL_argerror(L, arg,
                      lua_pushfstring(L, "%I is not between %I and %I",
                                      (LUAI_UACINT)number, (LUAI_UACINT)min,
                                      (LUAI_UACINT)max));
    return number;
}

int64_t
kt_opt_integer(lua_State *L, int arg, int64_t otherwise, int64_t min,
               int64_t max)
{
    if (lua_isnoneornil(L, arg))
        return otherwise;
    return kt_check_integer(L, arg, min, max);
}

int64_t
kt_check_amount(lua_State *L, int arg)
{
    if (!lua_isinteger(L, arg))
        luaL_argerror(L, arg,
                      lua_pushfstring(L,
                                      "an amount in minor units (an integer) "
                                      "expected, got %s",
                                      kt_value_name(L, arg)));
    return kt_check_integer(L, arg, 0, KT_MONEY_MAX);
}

int64_t
kt_check_rate(lua_State *L, int arg)
{
    if (!lua_isinteger(L, arg))
        luaL_argerror(L, arg,
                      lua_pushfstring(L,
                                      "a rate in parts per million (an "
                                      "integer) expected, got %s",
                                      kt_value_name(L, arg)));
    return kt_check_integer(L, arg, 0, KT_RATE_ONE);
}

struct kt_str
kt_check_text(lua_State *L, int arg)
{
    if (lua_type(L, arg) != LUA_TSTRING)
        luaL_argerror(L, arg,
                      lua_pushfstring(L, "a string expected, got %s",
                                      kt_value_name(L, arg)));
    struct kt_str text;
    text.ptr = lua_tolstring(L, arg, &text.len);
    return text;
}

bool
kt_is_absent(lua_State *L, int arg)
{
    return !lua_toboolean(L, arg);
}

struct kt_run *
kt_run_of(lua_State *L)
{
    struct kt_run *run = kt_state_of(L)->run;
    if (run == NULL)
        luaL_error(L, "this can only be called while the rule is evaluated");
    return run;
}
