/* What a promotion sees; see scripts/api/cart.lua. view.data is the quote. */
#include "script/bind/classes.h"
#include "script/state.h"

static const struct kt_quote *
check_cart(lua_State *L)
{
    return kt_check_data(L, 1, &kt_cart_class);
}

/* Gifts and gift cards count in no subtotal and no quantity. */
static bool
counts(const struct kt_quote_line *line, const struct kt_selector *selector)
{
    return !line->is_gift && !line->item->is_gift_card &&
           kt_selector_matches(selector, line->item, line->unit_minor);
}

/* The line's amount when the stage began: what the stage took off so far is
 * put back. On basis list nothing of the cart promotions counts. */
static int64_t
basis_amount(const struct kt_quote_line *line,
             const struct kt_promotion *promotion)
{
    if (promotion->basis == KT_BASIS_LIST)
        return line->subtotal_minor;
    int64_t amount = line->amount_minor;
    for (size_t i = 0; i < line->discount_count; i++) {
        if (line->discounts[i].stage == promotion->stage)
            amount += line->discounts[i].amount_minor;
    }
    return amount;
}

static int64_t
subtotal_of(lua_State *L, const struct kt_selector *selector)
{
    const struct kt_quote *quote = check_cart(L);
    const struct kt_promotion *promotion = kt_run_of(L)->stage->promotion;
    int64_t sum = 0;
    kt_charge(L, 1 + quote->line_count);
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        if (counts(line, selector) &&
            !kt_money_add(sum, basis_amount(line, promotion), &sum))
            luaL_error(L, "the cart's amount is too large");
    }
    return sum;
}

static int64_t
quantity_of(lua_State *L, const struct kt_selector *selector)
{
    const struct kt_quote *quote = check_cart(L);
    int64_t sum = 0;
    kt_charge(L, 1 + quote->line_count);
    for (size_t i = 0; i < quote->line_count; i++) {
        if (counts(&quote->lines[i], selector))
            sum += quote->lines[i].quantity;
    }
    return sum;
}

static const struct kt_selector everything;

static int
cart_subtotal(lua_State *L)
{
    lua_pushinteger(L, subtotal_of(L, &everything));
    return 1;
}

static int
cart_quantity(lua_State *L)
{
    lua_pushinteger(L, quantity_of(L, &everything));
    return 1;
}

/* cart:subtotal_of(selector) -> minor */
static int
cart_subtotal_of(lua_State *L)
{
    lua_pushinteger(L, subtotal_of(L, kt_opt_selector(L, 2)));
    return 1;
}

/* cart:quantity_of(selector) -> units */
static int
cart_quantity_of(lua_State *L)
{
    lua_pushinteger(L, quantity_of(L, kt_opt_selector(L, 2)));
    return 1;
}

static int
push_units(lua_State *L, bool untaken_only)
{
    const struct kt_quote *quote = check_cart(L);
    const struct kt_selector *selector = kt_opt_selector(L, 2);
    kt_charge(L, 1 + quote->line_count * 2);
    kt_shield_begin(L);
    struct kt_units units =
        kt_units_select(kt_run_of(L)->stage, selector, untaken_only);
    kt_shield_end(L);
    kt_push_units(L, units);
    return 1;
}

/* cart:units(selector) -> units */
static int
cart_units(lua_State *L)
{
    return push_units(L, false);
}

/* cart:untaken(selector) -> units */
static int
cart_untaken(lua_State *L)
{
    return push_units(L, true);
}

static int
cart_currency(lua_State *L)
{
    lua_pushstring(L, kt_run_of(L)->currency->code);
    return 1;
}

static int
cart_lines(lua_State *L)
{
    kt_push_lines(L, check_cart(L), false);
    return 1;
}

static int
cart_buyer(lua_State *L)
{
    kt_push_buyer(L, &check_cart(L)->in->buyer);
    return 1;
}

static int
cart_destination(lua_State *L)
{
    const struct kt_quote_input *in = check_cart(L)->in;
    kt_push_destination(L, in->shipping_address, in->settings.home_country);
    return 1;
}

static int
cart_points(lua_State *L)
{
    lua_pushinteger(L, kt_quote_points_left(check_cart(L)));
    return 1;
}

static int
cart_channel(lua_State *L)
{
    kt_push_str(L, check_cart(L)->in->settings.channel);
    return 1;
}

static int
cart_locale(lua_State *L)
{
    kt_push_str(L, check_cart(L)->in->settings.locale);
    return 1;
}

static int
cart_now(lua_State *L)
{
    kt_script_note_moment();
    lua_pushinteger(L, check_cart(L)->in->now_ms);
    return 1;
}

static int
cart_time(lua_State *L)
{
    kt_script_note_moment();
    kt_push_time(L, kt_quote_local_ms(check_cart(L)->in));
    return 1;
}

static int
cart_coupons(lua_State *L)
{
    kt_push_coupons(L, check_cart(L)->in);
    return 1;
}

static int
cart_shipping(lua_State *L)
{
    kt_push_view(L, &kt_shipping_class, &check_cart(L)->shipping, NULL);
    return 1;
}

static void
push_coupon(lua_State *L, const struct kt_list_view *list, size_t index)
{
    kt_push_str(L, ((const struct kt_coupon *)list->data)[index].code);
}

void
kt_push_coupons(lua_State *L, const struct kt_quote_input *in)
{
    kt_push_list(L, &(struct kt_list_view){ .count = in->coupon_count,
                                            .data = in->coupons,
                                            .push = push_coupon });
}

int64_t
kt_quote_units_of(const struct kt_quote *quote,
                  const struct kt_selector *selector)
{
    int64_t sum = 0;
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        if (!line->is_gift &&
            kt_selector_matches(selector, line->item, line->unit_minor))
            sum += line->quantity;
    }
    return sum;
}

bool
kt_quote_has_tag(const struct kt_quote *quote, struct kt_str tag)
{
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_item *item = quote->lines[i].item;
        for (size_t t = 0; t < item->tag_count; t++) {
            if (kt_str_eq(item->tags[t], tag))
                return true;
        }
    }
    return false;
}

static const struct kt_row rows[] = {
    KT_PUSH_OF("buyer", cart_buyer, &kt_buyer_class),
    KT_PUSH("channel", cart_channel),
    KT_PUSH_LIST("coupons", cart_coupons, NULL),
    KT_PUSH("currency", cart_currency),
    KT_PUSH_OF("destination", cart_destination, &kt_address_class),
    KT_PUSH_LIST("lines", cart_lines, &kt_line_class),
    KT_PUSH("locale", cart_locale),
    KT_PUSH("now", cart_now),
    KT_PUSH("points", cart_points),
    KT_PUSH("quantity", cart_quantity),
    KT_FUNCTION("quantity_of", cart_quantity_of),
    KT_PUSH_OF("shipping", cart_shipping, &kt_shipping_class),
    KT_PUSH("subtotal", cart_subtotal),
    KT_FUNCTION("subtotal_of", cart_subtotal_of),
    KT_PUSH_OF("time", cart_time, &kt_time_class),
    KT_FUNCTION_OF("units", cart_units, &kt_units_class),
    KT_FUNCTION_OF("untaken", cart_untaken, &kt_units_class),
};

const struct kt_class kt_cart_class = { KT_CLASS("cart", "cart", rows,
                                                 "field") };
