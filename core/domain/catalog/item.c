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

/* One condition of a price row: no opinion, fits, or does not. */
enum fit { UNSET, FITS, MISSES };

static enum fit
fit_of(bool is_set, bool is_met)
{
    return !is_set ? UNSET : is_met ? FITS : MISSES;
}

static int64_t
count_units(const struct kt_price *price,
            const struct kt_price_context *context)
{
    return price->pool == KT_POOL_PRODUCT ? context->product_quantity
                                          : context->quantity;
}

/* How many of its conditions the context meets; -1 when it misses one. */
static int
count_conditions(const struct kt_price *price,
                 const struct kt_price_context *context)
{
    int64_t units = count_units(price, context);
    const enum fit fits[] = {
        fit_of(price->list.len > 0, true),
        fit_of(!kt_id_is_null(price->channel_id),
               kt_id_eq(price->channel_id, context->channel_id)),
        fit_of(price->customer_group.len > 0,
               kt_buyer_is_in(context->buyer, price->customer_group)),
        fit_of(price->country.len > 0,
               kt_str_eq(price->country, context->country)),
        fit_of(price->quantity_min > 1, units >= price->quantity_min),
        fit_of(price->quantity_max > 0, units <= price->quantity_max),
        fit_of(price->starts_ms > 0, context->now_ms >= price->starts_ms),
        fit_of(price->ends_ms > 0, context->now_ms < price->ends_ms),
    };
    int met = 0;
    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++) {
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
