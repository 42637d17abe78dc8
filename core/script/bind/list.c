/* Read-only lists; see scripts/api/list.lua. */
#include "script/bind/classes.h"

static size_t
list_length(const void *object)
{
    const struct kt_list_view *list = object;
    return list->count;
}

/* An index beyond the end is nil, as in any list: ipairs ends there. */
static bool
list_index(lua_State *L, const void *object)
{
    const struct kt_list_view *list = object;
    if (!lua_isinteger(L, 2))
        return false;
    lua_Integer i = lua_tointeger(L, 2);
    if (i < 1 || (uint64_t)i > list->count)
        lua_pushnil(L);
    else
        list->push(L, list, (size_t)i - 1);
    return true;
}

/* list:has(value) -> boolean */
static int
list_has(lua_State *L)
{
    const struct kt_list_view *list = kt_check_object(L, 1, &kt_list_class);
    bool is_found = false;
    luaL_checkany(L, 2);
    lua_settop(L, 2);
    for (size_t i = 0; i < list->count && !is_found; i++) {
        kt_charge(L, 1);
        list->push(L, list, i);
        is_found = lua_rawequal(L, 2, -1);
        lua_settop(L, 2);
    }
    lua_pushboolean(L, is_found);
    return 1;
}

void
kt_push_list(lua_State *L, const struct kt_list_view *list)
{
    struct kt_list_view *view = kt_push_object(L, &kt_list_class, sizeof *view);
    *view = *list;
    view->class = &kt_list_class;
}

static void
push_text(lua_State *L, const struct kt_list_view *list, size_t index)
{
    kt_push_str(L, ((const struct kt_str *)list->data)[index]);
}

void
kt_push_texts(lua_State *L, const struct kt_str *texts, size_t count)
{
    kt_push_list(L, &(struct kt_list_view){
                        .count = count, .data = texts, .push = push_text });
}

static const struct kt_row rows[] = {
    KT_FUNCTION("has", list_has),
};

const struct kt_class kt_list_class = { KT_CLASS("list", "list", rows, "field"),
                                        .index = list_index,
                                        .length = list_length };
