/* A variant that a price is wanted for; see scripts/api/item.lua. view.data is
 * the item. */
#include "script/bind/classes.h"
#include "script/state.h"

static const struct kt_item *
check_item(lua_State *L)
{
    return kt_check_data(L, 1, &kt_item_class);
}

static bool
has_text(const struct kt_str *texts, size_t count, struct kt_str wanted)
{
    for (size_t i = 0; i < count; i++) {
        if (kt_str_eq(texts[i], wanted))
            return true;
    }
    return false;
}

int
kt_item_has_tag(lua_State *L, const struct kt_item *item)
{
    kt_charge(L, 1 + item->tag_count);
    lua_pushboolean(L,
                    has_text(item->tags, item->tag_count, kt_check_text(L, 2)));
    return 1;
}

int
kt_item_is_in(lua_State *L, const struct kt_item *item)
{
    kt_charge(L, 1 + item->category_count);
    lua_pushboolean(L, has_text(item->categories, item->category_count,
                                kt_check_text(L, 2)));
    return 1;
}

int
kt_item_attribute(lua_State *L, const struct kt_item *item)
{
    struct kt_str code = kt_check_text(L, 2);
    kt_charge(L, 1 + item->attribute_count);
    for (size_t i = 0; i < item->attribute_count; i++) {
        if (kt_str_eq(item->attributes[i].name, code)) {
            kt_push_str(L, item->attributes[i].value);
            return 1;
        }
    }
    lua_pushnil(L);
    return 1;
}

/* item:has_tag(tag) -> boolean */
static int
item_has_tag(lua_State *L)
{
    return kt_item_has_tag(L, check_item(L));
}

/* item:is_in(category) -> boolean */
static int
item_is_in(lua_State *L)
{
    return kt_item_is_in(L, check_item(L));
}

/* item:attribute(code) -> text or nil */
static int
item_attribute(lua_State *L)
{
    return kt_item_attribute(L, check_item(L));
}

/* The list's code as far as it is one: a script may look for anything. */
static void
note_list(char *to, size_t size, struct kt_str code)
{
    size_t len = code.len < size ? code.len : 0;
    for (size_t i = 0; i < len; i++) {
        if (code.ptr[i] <= ' ' || code.ptr[i] >= 0x7f)
            len = 0;
        to[i] = code.ptr[i];
    }
    if (len == 0 && code.len > 0)
        to[len++] = '?';
    to[len] = '\0';
}

/* For who asks why; a rule may look more than once, the last time tells. */
static void
note_look(struct kt_price_told *told, const struct kt_str *list,
          const struct kt_price *price)
{
    told->has_looked = true;
    told->is_any_list = list == NULL;
    told->price = price;
    note_list(told->list, sizeof told->list, list != NULL ? *list : KT_STR(""));
}

static int
push_price(lua_State *L, const struct kt_str *list)
{
    struct kt_run *run = kt_run_of(L);
    const struct kt_item *item = check_item(L);
    kt_charge(L, 1 + item->price_count);
    const struct kt_price *price = kt_price_select(item, run->context, list);
    if (run->context->told != NULL)
        note_look(run->context->told, list, price);
    if (price == NULL) {
        lua_pushnil(L);
        return 1;
    }
    if (price->pool == KT_POOL_PRODUCT)
        run->price.counts_product = true;
    lua_pushinteger(L, price->amount_minor);
    if (price->compare_at_minor > 0)
        lua_pushinteger(L, price->compare_at_minor);
    else
        lua_pushnil(L);
    lua_pushboolean(L, price->bands == KT_BANDS_GRADUATED);
    return 3;
}

/* item:best_price() -> minor, was, is_graduated; or nil */
static int
item_best_price(lua_State *L)
{
    return push_price(L, NULL);
}

/* item:price_in(list) -> minor, was, is_graduated; or nil */
static int
item_price_in(lua_State *L)
{
    struct kt_str list = kt_check_text(L, 2);
    return push_price(L, &list);
}

/* item:base_price() -> minor, was, is_graduated; or nil */
static int
item_base_price(lua_State *L)
{
    struct kt_str list = { "", 0 };
    return push_price(L, &list);
}

static int
item_quantity(lua_State *L)
{
    lua_pushinteger(L, kt_run_of(L)->context->quantity);
    return 1;
}

static int
item_product_quantity(lua_State *L)
{
    struct kt_run *run = kt_run_of(L);
    run->price.counts_product = true;
    lua_pushinteger(L, run->context->product_quantity);
    return 1;
}

static int
item_currency(lua_State *L)
{
    lua_pushstring(L, kt_run_of(L)->currency->code);
    return 1;
}

static int
item_country(lua_State *L)
{
    kt_push_str(L, kt_run_of(L)->context->country);
    return 1;
}

static int
item_now(lua_State *L)
{
    kt_script_note_moment();
    lua_pushinteger(L, kt_run_of(L)->now_ms);
    return 1;
}

static int
item_time(lua_State *L)
{
    kt_script_note_moment();
    kt_push_time(L, kt_run_of(L)->local_ms);
    return 1;
}

static const struct kt_row rows[] = {
    KT_FUNCTION("attribute", item_attribute),
    KT_FUNCTION("base_price", item_base_price),
    KT_FUNCTION("best_price", item_best_price),
    KT_PUSH("country", item_country),
    KT_PUSH("currency", item_currency),
    KT_FUNCTION("has_tag", item_has_tag),
    KT_BOOL("is_gift_card", struct kt_item, is_gift_card),
    KT_FUNCTION("is_in", item_is_in),
    KT_PUSH("now", item_now),
    KT_FUNCTION("price_in", item_price_in),
    KT_TEXT("product", struct kt_item, product),
    KT_PUSH("product_quantity", item_product_quantity),
    KT_PUSH("quantity", item_quantity),
    KT_BOOL("requires_shipping", struct kt_item, requires_shipping),
    KT_TEXT("sku", struct kt_item, sku),
    KT_TEXT("tax_class", struct kt_item, tax_class),
    KT_PUSH_OF("time", item_time, &kt_time_class),
    KT_TEXT("title", struct kt_item, title),
    KT_TEXT("variant_title", struct kt_item, variant_title),
    KT_TEXT("vendor", struct kt_item, vendor),
    KT_INTEGER("weight_g", struct kt_item, weight_g),
};

const struct kt_class kt_item_class = { KT_CLASS("item", "item", rows,
                                                 "field") };
