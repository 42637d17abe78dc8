/* JSON objects as guards and reactions see them; see scripts/api/record.lua.
 * view.data is the node. */
#include "script/bind/classes.h"

enum { NAMES_MAX = 64 };

static void
push_entry(lua_State *L, const struct kt_list_view *list, size_t index)
{
    kt_push_node(L, ((const struct cJSON *const *)list->data)[index]);
}

static void
push_array(lua_State *L, const struct cJSON *node)
{
    struct kt_run *run = kt_run_of(L);
    size_t count = kt_json_size(node);
    kt_charge(L, 1 + count);
    kt_shield_begin(L);
    const struct cJSON **entries =
        KT_NEW_ARRAY(run->arena, const struct cJSON *, count);
    kt_shield_end(L);
    const struct cJSON *entry = kt_json_first(node);
    for (size_t i = 0; i < count; i++, entry = kt_json_next(entry))
        entries[i] = entry;
    kt_push_list(L, &(struct kt_list_view){
                        .count = count, .data = entries, .push = push_entry });
}

/* A number with a fraction stays the text that it was. */
static void
push_number_text(lua_State *L, const struct cJSON *node)
{
    struct kt_run *run = kt_run_of(L);
    kt_shield_begin(L);
    struct kt_str text = kt_json_text(node, run->arena);
    kt_shield_end(L);
    kt_push_str(L, text);
}

void
kt_push_node(lua_State *L, const struct cJSON *node)
{
    switch (kt_json_kind(node)) {
    case KT_JSON_NULL:
        lua_pushnil(L);
        break;
    case KT_JSON_BOOL:
        lua_pushboolean(L, kt_json_get_bool(node));
        break;
    case KT_JSON_INT:
        lua_pushinteger(L, kt_json_get_int(node));
        break;
    case KT_JSON_NUMBER:
        push_number_text(L, node);
        break;
    case KT_JSON_STR:
        kt_push_str(L, kt_json_get_str(node));
        break;
    case KT_JSON_ARRAY:
        push_array(L, node);
        break;
    case KT_JSON_OBJECT:
        kt_push_record(L, node);
        break;
    }
}

static int
unknown_member(lua_State *L, const struct cJSON *object, struct kt_str name)
{
    const char *names[NAMES_MAX];
    size_t count = 0;
    const struct cJSON *node = kt_json_first(object);
    for (; node != NULL && count < NAMES_MAX; node = kt_json_next(node))
        names[count++] = kt_json_name(node).ptr;
    return luaL_error(L, "the record has no member '%s'%s", name.ptr,
                      kt_push_nearest(L, name, names, count));
}

static bool
record_index(lua_State *L, const void *object)
{
    const struct kt_view *view = object;
    if (lua_type(L, 2) != LUA_TSTRING)
        return false;
    struct kt_str name;
    name.ptr = lua_tolstring(L, 2, &name.len);
    kt_charge(L, 4);
    const struct cJSON *node = kt_json_find(view->data, name);
    if (node == NULL)
        return unknown_member(L, view->data, name) != 0;
    kt_push_node(L, node);
    return true;
}

/* record:get(name) -> value or nil */
static int
record_get(lua_State *L)
{
    const struct cJSON *object = kt_check_data(L, 1, &kt_record_class);
    kt_charge(L, 4);
    const struct cJSON *node = kt_json_find(object, kt_check_text(L, 2));
    if (node == NULL)
        lua_pushnil(L);
    else
        kt_push_node(L, node);
    return 1;
}

void
kt_push_record(lua_State *L, const struct cJSON *node)
{
    kt_push_view(L, &kt_record_class, node, NULL);
}

static const struct kt_row rows[] = {
    KT_FUNCTION("get", record_get),
};

const struct kt_class kt_record_class = {
    KT_CLASS("record", "record", rows, "member"), .index = record_index
};
