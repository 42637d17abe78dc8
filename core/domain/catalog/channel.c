#include "domain/catalog/channel.h"

#include <strings.h>

#include "base/assert.h"
#include "domain/catalog/localized.h"

struct kt_pricing_settings
kt_channel_pricing(const struct kt_channel *channel,
                   const struct kt_currency *currency, struct kt_str locale)
{
    return (struct kt_pricing_settings){
        .channel_id = channel->id,
        .channel = channel->code,
        .currency = currency != NULL ? currency
                                     : kt_channel_currency(channel, KT_STR("")),
        .locale = kt_channel_locale(channel, locale),
        .tax_mode = channel->tax_mode,
        .tax_level = channel->tax_level,
        .price_rounding = channel->price_rounding,
        .tax_rounding = channel->tax_rounding,
        .weighted_shipping_tax = channel->weighted_shipping_tax,
        .price_keeps = channel->price_keeps,
        .coupons_max = channel->coupons_max,
        .home_country = channel->home_country,
    };
}

bool
kt_channel_delivers_to(const struct kt_channel *channel, struct kt_str country)
{
    const struct kt_str *countries = channel->countries.items;
    for (size_t i = 0; i < channel->countries.count; i++)
        if (kt_str_eq(countries[i], country))
            return true;
    return channel->countries.count == 0;
}

const struct kt_currency *
kt_channel_currency(const struct kt_channel *channel, struct kt_str code)
{
    const struct kt_str *codes = channel->currencies.items;
    KT_ASSERT(channel->currencies.count > 0);
    if (kt_str_is_empty(code))
        return kt_currency_find(codes[0]);
    for (size_t i = 0; i < channel->currencies.count; i++) {
        if (kt_str_eq(codes[i], code))
            return kt_currency_find(code);
    }
    return NULL;
}

static bool
is_same_tag(struct kt_str a, struct kt_str b)
{
    return a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

struct kt_str
kt_channel_locale(const struct kt_channel *channel, struct kt_str wanted)
{
    const struct kt_str *locales = channel->locales.items;
    size_t count = channel->locales.count;
    KT_ASSERT(count > 0);
    if (kt_str_is_empty(wanted))
        return locales[0];
    struct kt_str language = kt_locale_language(wanted);
    for (size_t i = 0; i < count; i++) {
        if (is_same_tag(locales[i], wanted))
            return locales[i];
    }
    for (size_t i = 0; i < count; i++) {
        if (is_same_tag(locales[i], language))
            return locales[i];
    }
    for (size_t i = 0; i < count; i++) {
        if (is_same_tag(kt_locale_language(locales[i]), language))
            return locales[i];
    }
    return locales[0];
}

bool
kt_channel_allows(const struct kt_channel *channel, struct kt_str origin)
{
    const struct kt_str *origins = channel->origins.items;
    for (size_t i = 0; i < channel->origins.count; i++) {
        if (kt_str_eq(origins[i], origin))
            return true;
    }
    return channel->origins.count == 0;
}
