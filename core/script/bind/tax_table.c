/* Rates by place and tax class; see scripts/api/tax_table.lua. */
#include "script/params.h"

#include "script/bind/classes.h"
#include "script/bind/rates.h"

static const struct kt_param_value *
row_at(const struct kt_param_value *table, size_t i)
{
    return &table->rows[i * KT_TAX_COLUMN_COUNT];
}

/* How specific a row is; 0 when it is not for this place and class. */
static int
rank(const struct kt_param_value *row, const struct kt_address *address,
     struct kt_str tax_class)
{
    struct kt_str region = row[KT_TAX_REGION].text;
    struct kt_str postal = row[KT_TAX_POSTAL].text;
    if (!kt_str_eq(row[KT_TAX_COUNTRY].text, address->country) ||
        !kt_str_eq(row[KT_TAX_CLASS].text, tax_class) ||
        (region.len > 0 && !kt_str_eq(region, address->region)) ||
        !kt_str_starts(address->postal_code, postal))
        return 0;
    return 1 + (region.len > 0) + (postal.len > 0 ? 2 + (int)postal.len : 0);
}

/* Puts the row among the chosen ones: in place of one of the same name that is
 * less specific, or behind them. False when there is no room. */
static bool
choose(struct kt_rates *rates, int *ranks, const struct kt_param_value *row,
       int row_rank)
{
    size_t at = 0;
    while (at < rates->count &&
           !kt_str_eq(rates->items[at].name, row[KT_TAX_NAME].text))
        at++;
    if (at < rates->count && ranks[at] >= row_rank)
        return true;
    if (at == KT_RATES_MAX)
        return false;
    if (at == rates->count)
        rates->count++;
    ranks[at] = row_rank;
    rates->items[at] = (struct kt_tax_rate){
        .name = row[KT_TAX_NAME].text,
        .rate_ppm = row[KT_TAX_PERCENT].number,
        .is_compound = row[KT_TAX_COMPOUND].number != 0,
        .is_included = -1,
    };
    return true;
}

/* table:find(address, class) -> rates or nil */
static int
tax_table_find(lua_State *L)
{
    const struct kt_param_value *table =
        kt_check_data(L, 1, &kt_tax_table_class);
    const struct kt_address *address = kt_check_data(L, 2, &kt_address_class);
    struct kt_str tax_class = kt_check_text(L, 3);
    int ranks[KT_RATES_MAX];
    struct kt_rates *rates = kt_push_rates(L);
    kt_charge(L, 1 + table->count);
    for (size_t i = 0; i < table->count; i++) {
        int row_rank = rank(row_at(table, i), address, tax_class);
        if (row_rank > 0 && !choose(rates, ranks, row_at(table, i), row_rank))
            return luaL_error(L, "a line has at most %d rates", KT_RATES_MAX);
    }
    if (rates->count == 0)
        lua_pushnil(L);
    return 1;
}

/* table:knows(country) -> boolean */
static int
tax_table_knows(lua_State *L)
{
    const struct kt_param_value *table =
        kt_check_data(L, 1, &kt_tax_table_class);
    struct kt_str country = kt_check_text(L, 2);
    bool is_known = false;
    kt_charge(L, 1 + table->count);
    for (size_t i = 0; i < table->count && !is_known; i++)
        is_known = kt_str_eq(row_at(table, i)[KT_TAX_COUNTRY].text, country);
    lua_pushboolean(L, is_known);
    return 1;
}

static const struct kt_row rows[] = {
    KT_FUNCTION("find", tax_table_find),
    KT_FUNCTION("knows", tax_table_knows),
};

const struct kt_class kt_tax_table_class = { KT_CLASS("tax table", "tax_table",
                                                      rows, "field") };
