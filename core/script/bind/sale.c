/* The surroundings of a line for a tax rule; see scripts/api/sale.lua.
 * view.data is the quote's input. */
#include "script/bind/classes.h"
#include "script/bind/rates.h"

static const struct kt_quote_input *
check_sale(lua_State *L)
{
    return kt_check_data(L, 1, &kt_sale_class);
}

static int
sale_buyer(lua_State *L)
{
    kt_push_buyer(L, &check_sale(L)->buyer);
    return 1;
}

static int
sale_destination(lua_State *L)
{
    const struct kt_quote_input *in = check_sale(L);
    kt_push_destination(L, kt_quote_tax_address(in), in->settings.home_country);
    return 1;
}

static int
sale_is_cross_border(lua_State *L)
{
    const struct kt_quote_input *in = check_sale(L);
    const struct kt_address *address = kt_quote_tax_address(in);
    lua_pushboolean(L,
                    address != NULL && !kt_str_eq(address->country,
                                                  in->settings.home_country));
    return 1;
}

static int
sale_tax_mode(lua_State *L)
{
    lua_pushstring(L, kt_tax_mode_names[check_sale(L)->settings.tax_mode]);
    return 1;
}

static int
sale_currency(lua_State *L)
{
    lua_pushstring(L, check_sale(L)->settings.currency->code);
    return 1;
}

static int
sale_time(lua_State *L)
{
    kt_push_time(L, kt_quote_local_ms(check_sale(L)));
    return 1;
}

/* sale:rates(class) -> rates or nil */
static int
sale_rates(lua_State *L)
{
    const struct kt_quote_input *in = check_sale(L);
    struct kt_str tax_class = kt_check_text(L, 2);
    struct kt_rates *rates = kt_push_rates(L);
    kt_charge(L, 1 + in->tax_rate_count);
    for (size_t i = 0; i < in->tax_rate_count; i++) {
        const struct kt_due_rate *due = &in->tax_rates[i];
        if (!kt_str_eq(due->tax_class, tax_class))
            continue;
        if (rates->count == KT_RATES_MAX)
            return luaL_error(L, "a line has at most %d rates", KT_RATES_MAX);
        if (rates->count == 0)
            kt_run_of(L)->treatment.due_first = i;
        rates->items[rates->count++] = (struct kt_tax_rate){
            .name = due->name,
            .rate_ppm = due->rate_ppm,
            .is_compound = due->is_compound,
            .is_included = -1,
        };
    }
    if (rates->count == 0)
        lua_pushnil(L);
    else
        kt_run_of(L)->treatment.due_count = rates->count;
    return 1;
}

static const struct kt_row rows[] = {
    KT_PUSH_OF("buyer", sale_buyer, &kt_buyer_class),
    KT_TEXT("channel", struct kt_quote_input, settings.channel),
    KT_PUSH("currency", sale_currency),
    KT_PUSH_OF("destination", sale_destination, &kt_address_class),
    KT_TEXT("home_country", struct kt_quote_input, settings.home_country),
    KT_PUSH("is_cross_border", sale_is_cross_border),
    KT_INTEGER("now", struct kt_quote_input, now_ms),
    KT_FUNCTION("rates", sale_rates),
    KT_PUSH("tax_mode", sale_tax_mode),
    KT_PUSH_OF("time", sale_time, &kt_time_class),
};

const struct kt_class kt_sale_class = { KT_CLASS("sale", "sale", rows,
                                                 "field") };
