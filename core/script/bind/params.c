/* The params of a row, and the entries of their lists; see
 * scripts/api/params.lua. */
#include "script/params.h"

#include "base/assert.h"
#include "script/bind/classes.h"

struct params_view {
    const struct kt_class *class;
    const struct kt_param_spec *specs;
    size_t count;
    const struct kt_param_value *values;
};

static void
push_row(lua_State *L, const struct kt_list_view *list, size_t index)
{
    const struct kt_param_spec *spec = list->more;
    const struct kt_param_value *rows = list->data;
    kt_push_params(L, spec->fields, spec->field_count,
                   &rows[index * spec->field_count]);
}

static void
push_rows(lua_State *L, const struct kt_param_spec *spec,
          const struct kt_param_value *value)
{
    if (spec->kind == KT_PARAM_TAX_TABLE) {
        kt_push_view(L, &kt_tax_table_class, value, NULL);
        return;
    }
    kt_push_list(L, &(struct kt_list_view){ .count = value->count,
                                            .data = value->rows,
                                            .more = spec,
                                            .push = push_row });
}

static void
push_value(lua_State *L, const struct kt_param_spec *spec,
           const struct kt_param_value *value)
{
    if (!value->is_set) {
        lua_pushnil(L);
        return;
    }
    switch (kt_param_types[spec->kind].form) {
    case KT_FORM_INTEGER:
    case KT_FORM_PERCENT:
        lua_pushinteger(L, value->number);
        break;
    case KT_FORM_BOOLEAN:
        lua_pushboolean(L, value->number != 0);
        break;
    case KT_FORM_TEXT:
        kt_push_str(L, value->text);
        break;
    case KT_FORM_TEXTS:
        kt_push_texts(L, value->texts, value->count);
        break;
    case KT_FORM_SELECTOR:
        kt_push_view(L, &kt_selector_class, value->selector, NULL);
        break;
    case KT_FORM_ROWS:
        push_rows(L, spec, value);
        break;
    }
}

static int
unknown_param(lua_State *L, const struct params_view *view, struct kt_str name)
{
    const char *names[64];
    size_t count =
        view->count < KT_COUNT(names) ? view->count : KT_COUNT(names);
    for (size_t i = 0; i < count; i++)
        names[i] = view->specs[i].name.ptr;
    return luaL_error(L, "there is no param '%s'%s", name.ptr,
                      kt_push_nearest(L, name, names, count));
}

/* Names of specs end with NUL: they are literals or copies in an arena. */
static bool
params_index(lua_State *L, const void *object)
{
    const struct params_view *view = object;
    if (lua_type(L, 2) != LUA_TSTRING)
        return false;
    struct kt_str name;
    name.ptr = lua_tolstring(L, 2, &name.len);
    for (size_t i = 0; i < view->count; i++) {
        if (kt_str_eq(view->specs[i].name, name)) {
            push_value(L, &view->specs[i], &view->values[i]);
            return true;
        }
    }
    return unknown_param(L, view, name) != 0;
}

void
kt_push_params(lua_State *L, const struct kt_param_spec *specs, size_t count,
               const struct kt_param_value *values)
{
    struct params_view *view =
        kt_push_object(L, &kt_params_class, sizeof *view);
    view->specs = specs;
    view->count = count;
    view->values = values;
}

const struct kt_class kt_params_class = {
    .name = "params", .stub = "params", .noun = "param", .index = params_index
};
