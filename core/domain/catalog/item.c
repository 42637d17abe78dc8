#include "domain/catalog/item.h"

bool
kt_buyer_is_in(const struct kt_buyer *buyer, struct kt_str group)
{
    for (size_t i = 0; i < buyer->group_count; i++) {
        if (kt_str_eq(buyer->groups[i], group))
            return true;
    }
    return false;
}

const char *const kt_price_condition_names[] = {
    [KT_PRICE_LIST] = "list",
    [KT_PRICE_CHANNEL] = "channel",
    [KT_PRICE_GROUP] = "customer_group",
    [KT_PRICE_COUNTRY] = "country",
    [KT_PRICE_QUANTITY_MIN] = "quantity_min",
    [KT_PRICE_QUANTITY_MAX] = "quantity_max",
    [KT_PRICE_STARTS] = "starts_at",
    [KT_PRICE_ENDS] = "ends_at",
    NULL
};

/* One condition of a price row: no opinion, fits, or does not. */
enum fit { UNSET, FITS, MISSES };

static enum fit
fit_of(bool is_set, bool is_met)
{
    return !is_set ? UNSET : is_met ? FITS : MISSES;
}

int64_t
kt_price_units(const struct kt_price *price,
               const struct kt_price_context *context)
{
    return price->pool == KT_POOL_PRODUCT ? context->product_quantity
                                          : context->quantity;
}

static inline void
test(const struct kt_price *price, const struct kt_price_context *context,
     enum fit *fits)
{
    int64_t units = kt_price_units(price, context);
    fits[KT_PRICE_LIST] = fit_of(price->list.len > 0, true);
    fits[KT_PRICE_CHANNEL] =
        fit_of(!kt_id_is_null(price->channel_id),
               kt_id_eq(price->channel_id, context->channel_id));
    fits[KT_PRICE_GROUP] =
        fit_of(price->customer_group.len > 0,
               kt_buyer_is_in(context->buyer, price->customer_group));
    fits[KT_PRICE_COUNTRY] =
        fit_of(price->country.len > 0,
               kt_str_eq(price->country, context->country));
    fits[KT_PRICE_QUANTITY_MIN] =
        fit_of(price->quantity_min > 1, units >= price->quantity_min);
    fits[KT_PRICE_QUANTITY_MAX] =
        fit_of(price->quantity_max > 0, units <= price->quantity_max);
    fits[KT_PRICE_STARTS] =
        fit_of(price->starts_ms > 0, context->now_ms >= price->starts_ms);
    fits[KT_PRICE_ENDS] =
        fit_of(price->ends_ms > 0, context->now_ms < price->ends_ms);
}

struct kt_price_fit
kt_price_fit(const struct kt_price *price,
             const struct kt_price_context *context)
{
    enum fit fits[KT_PRICE_CONDITION_COUNT];
    struct kt_price_fit fit = { 0, 0 };
    test(price, context, fits);
    for (unsigned i = 0; i < KT_PRICE_CONDITION_COUNT; i++) {
        fit.set |= (unsigned)(fits[i] != UNSET) << i;
        fit.met |= (unsigned)(fits[i] == FITS) << i;
    }
    return fit;
}

/* How many of its conditions the context meets; -1 when it misses one. */
static int
count_conditions(const struct kt_price *price,
                 const struct kt_price_context *context)
{
    enum fit fits[KT_PRICE_CONDITION_COUNT];
    int met = 0;
    test(price, context, fits);
    for (size_t i = 0; i < KT_PRICE_CONDITION_COUNT; i++) {
        if (fits[i] == MISSES)
            return -1;
        met += fits[i] == FITS;
    }
    return met;
}

const struct kt_price *
kt_price_select(const struct kt_item *item,
                const struct kt_price_context *context,
                const struct kt_str *list)
{
    const struct kt_price *best = NULL;
    int best_met = -1;

    for (size_t i = 0; i < item->price_count; i++) {
        const struct kt_price *price = &item->prices[i];
        if (list != NULL && !kt_str_eq(*list, price->list))
            continue;
        int met = count_conditions(price, context);
        if (met > best_met || (met == best_met && met >= 0 &&
                               price->amount_minor < best->amount_minor)) {
            best = price;
            best_met = met;
        }
    }
    return best;
}

const char *const kt_price_pool_names[] = { "line", "product", NULL };
const char *const kt_price_bands_names[] = { "volume", "graduated", NULL };
