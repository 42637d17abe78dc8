/* kontor.give: effects; see scripts/api/give.lua. */
#include "script/bind/give.h"

#include "base/assert.h"
#include "script/bind/classes.h"

enum { GIFTS_MAX = 10000, METHODS_MAX = 100 };

#define AT(stage) (1U << KT_STAGE_##stage)
#define GOODS     (AT(CATALOG) | AT(ITEM) | AT(ORDER))

/* Stages in which an effect may be given. */
static const unsigned stages[] = {
    [KT_EFFECT_PERCENT] = GOODS,
    [KT_EFFECT_AMOUNT_EACH] = GOODS,
    [KT_EFFECT_AMOUNT_LINE] = AT(ITEM) | AT(ORDER),
    [KT_EFFECT_AMOUNT] = AT(ITEM) | AT(ORDER),
    [KT_EFFECT_UNIT_PRICE] = GOODS,
    [KT_EFFECT_TOTAL_PRICE] = AT(ITEM) | AT(ORDER),
    [KT_EFFECT_GIFT] = AT(ITEM) | AT(ORDER),
    [KT_EFFECT_SHIPPING_PERCENT] = AT(SHIPPING),
    [KT_EFFECT_SHIPPING_AMOUNT] = AT(SHIPPING),
    [KT_EFFECT_SHIPPING_PRICE] = AT(SHIPPING),
};

static void
check_stage(lua_State *L, enum kt_effect_kind kind)
{
    const struct kt_stage_view *view = kt_run_of(L)->stage;
    if (view == NULL)
        luaL_error(L, "only promotions can give anything");
    enum kt_stage stage = kt_run_of(L)->rule->stage;
    if ((stages[kind] & (1U << stage)) == 0)
        luaL_error(L, "%s cannot be given in stage %s",
                   stages[kind] == AT(SHIPPING) ? "what is off shipping"
                                                : "this",
                   kt_stage_names[stage]);
}

static struct kt_effects_object *
push_effects(lua_State *L, size_t count)
{
    size_t size =
        sizeof(struct kt_effects_object) + count * sizeof(struct kt_effect);
    struct kt_effects_object *object =
        kt_push_object(L, &kt_effects_class, size);
    object->count = count;
    return object;
}

static int
push_effect(lua_State *L, struct kt_effect effect)
{
    push_effects(L, 1)->items[0] = effect;
    return 1;
}

/* An effect on goods with an amount at argument 2. */
static int
give_minor(lua_State *L, enum kt_effect_kind kind)
{
    check_stage(L, kind);
    return push_effect(L, (struct kt_effect){
                              .kind = kind,
                              .units = kt_check_target(L, 1),
                              .amount_minor = kt_check_amount(L, 2),
                          });
}

/* give.percent(target, rate) -> effects */
static int
give_percent(lua_State *L)
{
    check_stage(L, KT_EFFECT_PERCENT);
    return push_effect(L, (struct kt_effect){
                              .kind = KT_EFFECT_PERCENT,
                              .units = kt_check_target(L, 1),
                              .rate_ppm = kt_check_rate(L, 2),
                          });
}

/* give.free(target) -> effects */
static int
give_free(lua_State *L)
{
    check_stage(L, KT_EFFECT_PERCENT);
    return push_effect(L, (struct kt_effect){
                              .kind = KT_EFFECT_PERCENT,
                              .units = kt_check_target(L, 1),
                              .rate_ppm = KT_RATE_ONE,
                          });
}

/* give.amount(target, minor) -> effects */
static int
give_amount(lua_State *L)
{
    return give_minor(L, KT_EFFECT_AMOUNT);
}

/* give.amount_each(target, minor) -> effects */
static int
give_amount_each(lua_State *L)
{
    return give_minor(L, KT_EFFECT_AMOUNT_EACH);
}

/* give.amount_per_line(target, minor) -> effects */
static int
give_amount_per_line(lua_State *L)
{
    return give_minor(L, KT_EFFECT_AMOUNT_LINE);
}

/* give.unit_price(target, minor) -> effects */
static int
give_unit_price(lua_State *L)
{
    return give_minor(L, KT_EFFECT_UNIT_PRICE);
}

/* give.total_price(target, minor) -> effects */
static int
give_total_price(lua_State *L)
{
    return give_minor(L, KT_EFFECT_TOTAL_PRICE);
}

/* give.gift(sku, count, line) -> effects */
static int
give_gift(lua_State *L)
{
    struct kt_effect effect = { .kind = KT_EFFECT_GIFT };
    check_stage(L, KT_EFFECT_GIFT);
    effect.sku = kt_check_text(L, 1);
    effect.count = kt_opt_integer(L, 2, 1, 1, GIFTS_MAX);
    if (!lua_isnoneornil(L, 3)) {
        kt_check_object(L, 3, &kt_line_class);
        lua_getfield(L, 3, "id");
        effect.per_line = kt_check_text(L, -1);
    }
    return push_effect(L, effect);
}

/* The codes at arg, a list or a table of texts; none: any method. */
static struct kt_list
check_methods(lua_State *L, int arg)
{
    struct kt_list methods = { NULL, 0 };
    if (lua_isnoneornil(L, arg))
        return methods;
    luaL_argexpected(L,
                     lua_istable(L, arg) ||
                         kt_class_of(L, arg) == &kt_list_class,
                     arg, "a list of codes");
    lua_Integer count = luaL_len(L, arg);
    luaL_argcheck(L, count <= METHODS_MAX, arg, "too many methods");
    struct kt_run *run = kt_run_of(L);
    kt_shield_begin(L);
    struct kt_str *codes =
        KT_NEW_ARRAY(run->arena, struct kt_str, (size_t)count);
    kt_shield_end(L);
    for (lua_Integer i = 0; i < count; i++) {
        lua_geti(L, arg, i + 1);
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_argerror(L, arg, "codes of shipping methods expected");
        struct kt_str code = kt_check_text(L, -1);
        kt_shield_begin(L);
        codes[i] = kt_arena_str(run->arena, code);
        kt_shield_end(L);
        lua_pop(L, 1);
    }
    return (struct kt_list){ codes, (size_t)count };
}

/* give.shipping_percent(rate, methods) -> effects */
static int
give_shipping_percent(lua_State *L)
{
    check_stage(L, KT_EFFECT_SHIPPING_PERCENT);
    return push_effect(L, (struct kt_effect){
                              .kind = KT_EFFECT_SHIPPING_PERCENT,
                              .rate_ppm = kt_check_rate(L, 1),
                              .methods = check_methods(L, 2),
                          });
}

static int
give_shipping_minor(lua_State *L, enum kt_effect_kind kind)
{
    check_stage(L, kind);
    return push_effect(L, (struct kt_effect){
                              .kind = kind,
                              .amount_minor = kt_check_amount(L, 1),
                              .methods = check_methods(L, 2),
                          });
}

/* give.shipping_amount(minor, methods) -> effects */
static int
give_shipping_amount(lua_State *L)
{
    return give_shipping_minor(L, KT_EFFECT_SHIPPING_AMOUNT);
}

/* give.shipping_price(minor, methods) -> effects */
static int
give_shipping_price(lua_State *L)
{
    return give_shipping_minor(L, KT_EFFECT_SHIPPING_PRICE);
}

/* give.free_shipping(methods) -> effects */
static int
give_free_shipping(lua_State *L)
{
    check_stage(L, KT_EFFECT_SHIPPING_PERCENT);
    return push_effect(L, (struct kt_effect){
                              .kind = KT_EFFECT_SHIPPING_PERCENT,
                              .rate_ppm = KT_RATE_ONE,
                              .methods = check_methods(L, 1),
                          });
}

/* The effects at the top of the stack; NULL for nil and false. */
static const struct kt_effects_object *
part_at_top(lua_State *L)
{
    if (kt_is_absent(L, -1))
        return NULL;
    if (kt_class_of(L, -1) != &kt_effects_class)
        luaL_error(L, "give.all takes effects, got %s", kt_value_name(L, -1));
    return lua_touserdata(L, -1);
}

/* How many effects stand in the entries; items, if given, takes them. */
static size_t
gather(lua_State *L, lua_Integer last, struct kt_effect *items)
{
    size_t count = 0;
    for (lua_Integer i = 1; i <= last; i++) {
        lua_rawgeti(L, 1, i);
        const struct kt_effects_object *part = part_at_top(L);
        size_t more = part != NULL ? part->count : 0;
        if (items != NULL && more > 0)
            memcpy(items + count, part->items, more * sizeof *items);
        count += more;
        lua_pop(L, 1);
    }
    if (count > KT_GIVE_EFFECTS_MAX)
        luaL_error(L, "a promotion gives at most %d effects",
                   KT_GIVE_EFFECTS_MAX);
    return count;
}

/* The highest index, so that holes (conditions that were not met) may stand
 * between effects. */
static lua_Integer
last_index(lua_State *L, int table)
{
    lua_Integer last = 0;
    lua_pushnil(L);
    while (lua_next(L, table) != 0) {
        kt_charge(L, 1);
        lua_pop(L, 1);
        if (!lua_isinteger(L, -1))
            luaL_error(L, "give.all takes a list of effects");
        if (lua_tointeger(L, -1) > last)
            last = lua_tointeger(L, -1);
    }
    if (last > KT_GIVE_EFFECTS_MAX)
        luaL_error(L, "a promotion gives at most %d effects",
                   KT_GIVE_EFFECTS_MAX);
    return last;
}

/* give.all {effects, …} -> effects */
static int
give_all(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_Integer last = last_index(L, 1);
    struct kt_effects_object *object = push_effects(L, gather(L, last, NULL));
    gather(L, last, object->items);
    return 1;
}

/* A copy of the effects at argument 1, to be changed. */
static struct kt_effects_object *
push_copy(lua_State *L)
{
    const struct kt_effects_object *object =
        kt_check_object(L, 1, &kt_effects_class);
    struct kt_effects_object *copy = push_effects(L, object->count);
    memcpy(copy->items, object->items, object->count * sizeof *copy->items);
    return copy;
}

/* effects:taking(units) -> effects */
static int
effects_taking(lua_State *L)
{
    struct kt_units takes = { NULL, 0 };
    kt_check_object(L, 1, &kt_effects_class);
    if (!lua_isnoneornil(L, 2))
        takes = kt_check_target(L, 2);
    struct kt_effects_object *copy = push_copy(L);
    for (size_t i = 0; i < copy->count; i++) {
        copy->items[i].takes_units = true;
        copy->items[i].takes = takes;
    }
    return 1;
}

/* effects:capped(minor) -> effects */
static int
effects_capped(lua_State *L)
{
    kt_check_object(L, 1, &kt_effects_class);
    int64_t cap = kt_check_amount(L, 2);
    luaL_argcheck(L, cap > 0, 2, "a cap is more than 0");
    struct kt_effects_object *copy = push_copy(L);
    for (size_t i = 0; i < copy->count; i++)
        copy->items[i].cap_minor = cap;
    return 1;
}

/* effects:for_points(points) -> effects */
static int
effects_for_points(lua_State *L)
{
    kt_check_object(L, 1, &kt_effects_class);
    int64_t points = kt_check_amount(L, 2);
    luaL_argcheck(L, points > 0, 2, "a price is more than 0 points");
    struct kt_effects_object *copy = push_copy(L);
    if (copy->count != 1 || copy->items[0].kind != KT_EFFECT_AMOUNT)
        return luaL_error(L, "points pay for one give.amount");
    copy->items[0].points = points;
    return 1;
}

/* effects:including_shipping() -> effects */
static int
effects_including_shipping(lua_State *L)
{
    struct kt_effects_object *copy = push_copy(L);
    if (kt_run_of(L)->rule->stage != KT_STAGE_ORDER)
        return luaL_error(L, "only an order promotion can include shipping");
    for (size_t i = 0; i < copy->count; i++)
        copy->items[i].includes_shipping = true;
    return 1;
}

static const struct kt_row effects_rows[] = {
    KT_FUNCTION_OF("capped", effects_capped, &kt_effects_class),
    KT_FUNCTION_OF("for_points", effects_for_points, &kt_effects_class),
    KT_FUNCTION_OF("including_shipping", effects_including_shipping,
                   &kt_effects_class),
    KT_FUNCTION_OF("taking", effects_taking, &kt_effects_class),
};

const struct kt_class kt_effects_class = { KT_CLASS("effects", "give",
                                                    effects_rows, "method") };

static const struct kt_row rows[] = {
    KT_FUNCTION_OF("all", give_all, &kt_effects_class),
    KT_FUNCTION_OF("amount", give_amount, &kt_effects_class),
    KT_FUNCTION_OF("amount_each", give_amount_each, &kt_effects_class),
    KT_FUNCTION_OF("amount_per_line", give_amount_per_line, &kt_effects_class),
    KT_FUNCTION_OF("free", give_free, &kt_effects_class),
    KT_FUNCTION_OF("free_shipping", give_free_shipping, &kt_effects_class),
    KT_FUNCTION_OF("gift", give_gift, &kt_effects_class),
    KT_FUNCTION_OF("percent", give_percent, &kt_effects_class),
    KT_FUNCTION_OF("shipping_amount", give_shipping_amount, &kt_effects_class),
    KT_FUNCTION_OF("shipping_percent", give_shipping_percent,
                   &kt_effects_class),
    KT_FUNCTION_OF("shipping_price", give_shipping_price, &kt_effects_class),
    KT_FUNCTION_OF("total_price", give_total_price, &kt_effects_class),
    KT_FUNCTION_OF("unit_price", give_unit_price, &kt_effects_class),
};

const struct kt_class kt_give_class = { KT_CLASS("kontor.give", "give", rows,
                                                 "function") };
