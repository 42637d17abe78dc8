/* kontor.param: declares params; see scripts/api/param.lua. */
#include "script/bind/param.h"

#include "base/assert.h"
#include "base/text.h"
#include "script/bind/classes.h"
#include "script/bind/convert.h"
#include "script/sandbox.h"

enum { LENGTH_MAX = 10000 }; /* of texts and lists */

/* Which options a kind knows beside label, help, default and optional. */
enum { HAS_LIMITS = 1, HAS_OF = 2, HAS_ASCENDING = 4 };

static const unsigned more_options[KT_PARAM_KIND_COUNT] = {
    [KT_PARAM_QUANTITY] = HAS_LIMITS,
    [KT_PARAM_INTEGER] = HAS_LIMITS,
    [KT_PARAM_MONEY] = HAS_LIMITS,
    [KT_PARAM_PERCENT] = HAS_LIMITS,
    [KT_PARAM_TEXT] = HAS_LIMITS,
    [KT_PARAM_CHOICE] = HAS_OF,
    [KT_PARAM_SKU] = HAS_LIMITS,
    [KT_PARAM_SKUS] = HAS_LIMITS,
    [KT_PARAM_CODE] = HAS_LIMITS,
    [KT_PARAM_CUSTOMER_GROUP] = HAS_LIMITS,
    [KT_PARAM_PRICE_LIST] = HAS_LIMITS,
    [KT_PARAM_SHIPPING_METHODS] = HAS_LIMITS,
    [KT_PARAM_COUNTRIES] = HAS_LIMITS,
    [KT_PARAM_TEXTS] = HAS_LIMITS,
    [KT_PARAM_LIST] = HAS_LIMITS | HAS_OF | HAS_ASCENDING,
    [KT_PARAM_TAX_TABLE] = HAS_LIMITS,
};

static void
check_options(lua_State *L, enum kt_param_kind kind)
{
    const char *allowed[10] = { "label", "help", "default", "optional" };
    size_t count = 4;
    unsigned more = more_options[kind];
    if (more & HAS_LIMITS) {
        allowed[count++] = "min";
        allowed[count++] = "max";
    }
    if (more & HAS_OF)
        allowed[count++] = "of";
    if (more & HAS_ASCENDING)
        allowed[count++] = "ascending";
    kt_check_keys(L, 1, allowed);
}

/* Percent limits are per cent; others are integers. */
static void
read_limit(lua_State *L, int index, enum kt_param_kind kind, const char *key,
           int64_t *limit)
{
    lua_pushstring(L, key);
    int type = lua_rawget(L, index);
    bool is_percent = kt_param_types[kind].form == KT_FORM_PERCENT;
    if (type == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    if (is_percent && type == LUA_TSTRING) {
        struct kt_str text;
        text.ptr = lua_tolstring(L, -1, &text.len);
        if (!kt_rate_parse_percent(text, limit))
            luaL_error(L, "field '%s': '%s' is not per cent", key, text.ptr);
    } else if (lua_isinteger(L, -1)) {
        *limit = lua_tointeger(L, -1);
        if (is_percent && !kt_money_mul(*limit, KT_RATE_ONE / 100, limit))
            luaL_error(L, "field '%s' is no per cent", key);
    } else {
        luaL_error(L, "field '%s': an integer expected, got %s", key,
                   kt_value_name(L, -1));
    }
    lua_pop(L, 1);
}

static struct kt_str
copy_field(lua_State *L, int index, const char *key, struct kt_arena *arena)
{
    struct kt_str text =
        kt_arena_str(arena, kt_field_text(L, index, key, false));
    lua_pop(L, 1);
    return text;
}

static void
read_choices(lua_State *L, int index, struct kt_param_spec *spec,
             struct kt_arena *arena)
{
    lua_getfield(L, index, "of");
    spec->choice_count = lua_rawlen(L, -1);
    struct kt_str *choices =
        KT_NEW_ARRAY(arena, struct kt_str, spec->choice_count);
    if (spec->choice_count == 0)
        luaL_error(L, "field 'of' is empty");
    for (size_t i = 0; i < spec->choice_count; i++) {
        if (lua_rawgeti(L, -1, (lua_Integer)i + 1) != LUA_TSTRING)
            luaL_error(L, "field 'of': choices are texts, got %s",
                       kt_value_name(L, -1));
        choices[i] = kt_arena_str(arena, kt_check_text(L, -1));
        lua_pop(L, 1);
    }
    spec->choices = choices;
    lua_pop(L, 1);
}

static void
read_fields(lua_State *L, int index, struct kt_param_spec *spec,
            struct kt_arena *arena)
{
    if (spec->kind == KT_PARAM_TAX_TABLE) {
        spec->fields = kt_tax_table_fields;
        spec->field_count = KT_TAX_COLUMN_COUNT;
        return;
    }
    lua_getfield(L, index, "of");
    spec->fields = kt_read_specs(L, lua_gettop(L), arena, &spec->field_count);
    lua_pop(L, 1);
}

/* The default as JSON, held against the spec like any value. */
static void
read_default(lua_State *L, int index, struct kt_param_spec *spec,
             struct kt_arena *arena)
{
    if (lua_getfield(L, index, "default") == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    if (lua_type(L, -1) == LUA_TNUMBER && !lua_isinteger(L, -1))
        luaL_error(L,
                   "the default is wrong: %s expected, got a number with a "
                   "fraction",
                   kt_param_types[spec->kind].noun);
    struct kt_buf buf;
    struct kt_error err;
    struct kt_param_value value = { 0 };
    const struct cJSON *node = NULL;
    enum kt_param_form form = kt_param_types[spec->kind].form;
    kt_buf_init(&buf, arena, 64);
    kt_convert_json(L, -1, form == KT_FORM_TEXTS || form == KT_FORM_ROWS, &buf);
    kt_error_init(&err, arena);
    if (kt_json_parse(arena, kt_buf_view(&buf), &node, &err) == KT_OK)
        kt_param_read(spec, node, KT_STR(""), arena, &value, &err);
    if (err.status != KT_OK)
        luaL_error(L, "the default is wrong: %s",
                   err.item_count > 0
                       ? kt_arena_cstr(arena, err.items[0].detail)
                       : kt_arena_cstr(arena, err.detail));
    spec->default_json = kt_buf_view(&buf);
    lua_pop(L, 1);
}

static void
check_ascending(lua_State *L, const struct kt_param_spec *spec)
{
    for (size_t i = 0; i < spec->field_count; i++) {
        enum kt_param_form form = kt_param_types[spec->fields[i].kind].form;
        if (kt_str_eq(spec->fields[i].name, spec->ascending) &&
            (form == KT_FORM_INTEGER || form == KT_FORM_PERCENT))
            return;
    }
    luaL_error(L, "field 'ascending' must name a number of the list");
}

/* What a kind says is a default: a rule may set other limits, within reason. */
static void
check_limits(lua_State *L, const struct kt_param_spec *spec)
{
    enum kt_param_form form = kt_param_types[spec->kind].form;
    bool is_number = form == KT_FORM_INTEGER || form == KT_FORM_PERCENT;
    int64_t most = is_number ? KT_MONEY_MAX : LENGTH_MAX;
    int64_t least = is_number ? -KT_MONEY_MAX : 0;
    if (spec->min < least || spec->max > most)
        luaL_error(L, "min and max are between %I and %I", (LUAI_UACINT)least,
                   (LUAI_UACINT)most);
    if (spec->min > spec->max)
        luaL_error(L, "min is more than max");
}

/* The options table stands at index. */
static void
read_spec(lua_State *L, int index, struct kt_param_spec *spec,
          struct kt_arena *arena)
{
    const struct kt_param_type *type = &kt_param_types[spec->kind];
    spec->min = type->min;
    spec->max = type->max;
    read_limit(L, index, spec->kind, "min", &spec->min);
    read_limit(L, index, spec->kind, "max", &spec->max);
    check_limits(L, spec);
    spec->label = copy_field(L, index, "label", arena);
    spec->help = copy_field(L, index, "help", arena);
    spec->is_optional = kt_field_bool(L, index, "optional");
    lua_pop(L, 1);
    if (spec->kind == KT_PARAM_CHOICE)
        read_choices(L, index, spec, arena);
    if (type->form == KT_FORM_ROWS)
        read_fields(L, index, spec, arena);
    spec->ascending = copy_field(L, index, "ascending", arena);
    if (spec->ascending.len > 0)
        check_ascending(L, spec);
    read_default(L, index, spec, arena);
}

/* Inserts by position: there are few. */
static void
insert_spec(struct kt_param_spec *specs, size_t count,
            struct kt_param_spec spec)
{
    size_t at = count;
    while (at > 0 && specs[at - 1].position > spec.position) {
        specs[at] = specs[at - 1];
        at--;
    }
    specs[at] = spec;
}

bool
kt_param_is_name(struct kt_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return name.len > 0;
}

static size_t
count_params(lua_State *L, int index)
{
    size_t count = 0;
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
        kt_charge(L, 2);
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "a param needs a name");
        if (!kt_param_is_name(kt_check_text(L, -2)))
            luaL_error(L,
                       "the param '%s' has a wrong name: a-z, 0-9 and _ "
                       "expected",
                       lua_tostring(L, -2));
        if (kt_class_of(L, -1) != &kt_param_class)
            luaL_error(L, "'%s' is no param: declare it with kontor.param",
                       lua_tostring(L, -2));
        lua_pop(L, 1);
        count++;
    }
    return count;
}

const struct kt_param_spec *
kt_read_specs(lua_State *L, int index, struct kt_arena *arena, size_t *count)
{
    luaL_checkstack(L, 10, "too deep");
    *count = count_params(L, index);
    struct kt_param_spec *specs =
        KT_NEW_ARRAY(arena, struct kt_param_spec, *count);
    size_t at = 0;
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
        const struct kt_param_object *object = lua_touserdata(L, -1);
        struct kt_param_spec spec = { .kind = object->kind,
                                      .position = object->position };
        struct kt_str name;
        name.ptr = lua_tolstring(L, -2, &name.len);
        spec.name = kt_arena_str(arena, name);
        lua_getiuservalue(L, -1, 1);
        read_spec(L, lua_gettop(L), &spec, arena);
        lua_pop(L, 2);
        insert_spec(specs, at++, spec);
    }
    return specs;
}

/* What can be wrong in the options is told here, where the line is known: the
 * whole spec is read once, for its faults only. */
static void
check_spec(lua_State *L, enum kt_param_kind kind)
{
    struct kt_load *load = kt_load_of(L);
    struct kt_param_spec spec = { .kind = kind };
    if (kt_field_text(L, 1, "label", true).len == 0)
        luaL_error(L, "field 'label' is empty");
    if (kind == KT_PARAM_CHOICE || kind == KT_PARAM_LIST) {
        if (lua_getfield(L, 1, "of") != LUA_TTABLE)
            luaL_error(L, "field 'of' is missing: a table expected");
    }
    lua_settop(L, 1);
    if (load->arena != NULL) {
        kt_shield_begin(L);
        read_spec(L, 1, &spec, load->arena);
        kt_shield_end(L);
    }
    lua_settop(L, 1);
}

static int
declare(lua_State *L, enum kt_param_kind kind)
{
    struct kt_load *load = kt_load_of(L);
    check_options(L, kind);
    lua_settop(L, 1);
    check_spec(L, kind);
    struct kt_param_object *object =
        kt_push_owner(L, &kt_param_class, sizeof *object);
    object->kind = kind;
    object->position = load->positions++;
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    return 1;
}

#define DECLARE(name, KIND)                                                    \
    static int param_##name(lua_State *L)                                      \
    {                                                                          \
        return declare(L, KT_PARAM_##KIND);                                    \
    }

/* param.<kind>(options) -> param */
DECLARE(boolean, BOOLEAN)
DECLARE(choice, CHOICE)
DECLARE(code, CODE)
DECLARE(countries, COUNTRIES)
DECLARE(country, COUNTRY)
DECLARE(customer_group, CUSTOMER_GROUP)
DECLARE(integer, INTEGER)
DECLARE(list, LIST)
DECLARE(money, MONEY)
DECLARE(percent, PERCENT)
DECLARE(price_list, PRICE_LIST)
DECLARE(products, PRODUCTS)
DECLARE(quantity, QUANTITY)
DECLARE(shipping_methods, SHIPPING_METHODS)
DECLARE(sku, SKU)
DECLARE(skus, SKUS)
DECLARE(tax_table, TAX_TABLE)
DECLARE(text, TEXT)
DECLARE(texts, TEXTS)

static const struct kt_row rows[] = {
    KT_FUNCTION("boolean", param_boolean),
    KT_FUNCTION("choice", param_choice),
    KT_FUNCTION("code", param_code),
    KT_FUNCTION("countries", param_countries),
    KT_FUNCTION("country", param_country),
    KT_FUNCTION("customer_group", param_customer_group),
    KT_FUNCTION("integer", param_integer),
    KT_FUNCTION("list", param_list),
    KT_FUNCTION("money", param_money),
    KT_FUNCTION("percent", param_percent),
    KT_FUNCTION("price_list", param_price_list),
    KT_FUNCTION("products", param_products),
    KT_FUNCTION("quantity", param_quantity),
    KT_FUNCTION("shipping_methods", param_shipping_methods),
    KT_FUNCTION("sku", param_sku),
    KT_FUNCTION("skus", param_skus),
    KT_FUNCTION("tax_table", param_tax_table),
    KT_FUNCTION("text", param_text),
    KT_FUNCTION("texts", param_texts),
};

const struct kt_class kt_param_module = { KT_CLASS("kontor.param", "param",
                                                   rows, "function") };

const struct kt_class kt_param_class = { .name = "a param", .noun = "field" };
