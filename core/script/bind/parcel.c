/* What is to be shipped; see scripts/api/parcel.lua. view.data is the quote.
 * Gifts are shipped too, so they count here. */
#include "script/bind/classes.h"

static const struct kt_quote *
check_parcel(lua_State *L)
{
    const struct kt_quote *quote = kt_check_data(L, 1, &kt_parcel_class);
    kt_charge(L, 1 + quote->line_count);
    return quote;
}

/* Sums a number of each unit over the lines that are shipped. */
static int
push_sum(lua_State *L, int64_t (*of_unit)(const struct kt_item *item))
{
    const struct kt_quote *quote = check_parcel(L);
    int64_t sum = 0;
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        int64_t of_line;
        if (!line->item->requires_shipping)
            continue;
        if (!kt_money_mul(of_unit(line->item), line->quantity, &of_line) ||
            !kt_money_add(sum, of_line, &sum))
            return luaL_error(L, "the parcel is too large");
    }
    lua_pushinteger(L, sum);
    return 1;
}

static int64_t
unit_weight(const struct kt_item *item)
{
    return item->weight_g;
}

static int64_t
unit_volume(const struct kt_item *item)
{
    int64_t volume = 0;
    if (!kt_money_mul(item->length_mm, item->width_mm, &volume) ||
        !kt_money_mul(volume, item->height_mm, &volume))
        return INT64_MAX;
    return volume;
}

static int64_t
unit_count(const struct kt_item *item)
{
    (void)item;
    return 1;
}

static int
parcel_weight_g(lua_State *L)
{
    return push_sum(L, unit_weight);
}

static int
parcel_volume_mm3(lua_State *L)
{
    return push_sum(L, unit_volume);
}

static int
parcel_quantity(lua_State *L)
{
    return push_sum(L, unit_count);
}

static int64_t
longest_edge(const struct kt_item *item)
{
    int64_t longest = item->length_mm;
    if (item->width_mm > longest)
        longest = item->width_mm;
    return item->height_mm > longest ? item->height_mm : longest;
}

static int
parcel_longest_mm(lua_State *L)
{
    const struct kt_quote *quote = check_parcel(L);
    int64_t longest = 0;
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_item *item = quote->lines[i].item;
        if (item->requires_shipping && longest_edge(item) > longest)
            longest = longest_edge(item);
    }
    lua_pushinteger(L, longest);
    return 1;
}

/* Goods after discounts, all of them, with tax where the pipeline has computed
 * it already. */
static int
parcel_subtotal(lua_State *L)
{
    const struct kt_quote *quote = check_parcel(L);
    int64_t sum = 0;
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        int64_t amount = line->gross_minor > line->amount_minor
                             ? line->gross_minor
                             : line->amount_minor;
        if (!line->item->is_gift_card && !kt_money_add(sum, amount, &sum))
            return luaL_error(L, "the parcel's amount is too large");
    }
    lua_pushinteger(L, sum);
    return 1;
}

static int
parcel_lines(lua_State *L)
{
    kt_push_lines(L, check_parcel(L), true);
    return 1;
}

static int
parcel_buyer(lua_State *L)
{
    kt_push_buyer(L, &check_parcel(L)->in->buyer);
    return 1;
}

static int
parcel_currency(lua_State *L)
{
    lua_pushstring(L, kt_run_of(L)->currency->code);
    return 1;
}

static int
parcel_channel(lua_State *L)
{
    kt_push_str(L, check_parcel(L)->in->settings.channel);
    return 1;
}

static int
parcel_now(lua_State *L)
{
    lua_pushinteger(L, check_parcel(L)->in->now_ms);
    return 1;
}

static int
parcel_time(lua_State *L)
{
    kt_push_time(L, kt_quote_local_ms(check_parcel(L)->in));
    return 1;
}

/* parcel:has_tag(tag) -> boolean */
static int
parcel_has_tag(lua_State *L)
{
    const struct kt_quote *quote = check_parcel(L);
    lua_pushboolean(L, kt_quote_has_tag(quote, kt_check_text(L, 2)));
    return 1;
}

/* parcel:quantity_of(selector) -> units */
static int
parcel_quantity_of(lua_State *L)
{
    const struct kt_quote *quote = check_parcel(L);
    lua_pushinteger(L, kt_quote_units_of(quote, kt_opt_selector(L, 2)));
    return 1;
}

static const struct kt_row rows[] = {
    KT_PUSH_OF("buyer", parcel_buyer, &kt_buyer_class),
    KT_PUSH("channel", parcel_channel),
    KT_PUSH("currency", parcel_currency),
    KT_FUNCTION("has_tag", parcel_has_tag),
    KT_PUSH_LIST("lines", parcel_lines, &kt_line_class),
    KT_PUSH("longest_mm", parcel_longest_mm),
    KT_PUSH("now", parcel_now),
    KT_PUSH("quantity", parcel_quantity),
    KT_FUNCTION("quantity_of", parcel_quantity_of),
    KT_PUSH("subtotal", parcel_subtotal),
    KT_PUSH_OF("time", parcel_time, &kt_time_class),
    KT_PUSH("volume_mm3", parcel_volume_mm3),
    KT_PUSH("weight_g", parcel_weight_g),
};

const struct kt_class kt_parcel_class = { KT_CLASS("parcel", "parcel", rows,
                                                   "field") };
