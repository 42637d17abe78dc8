/* A channel is one way to sell: a web shop, an app, a kiosk. It fixes the
 * currencies, the languages and how tax is counted. */
#ifndef KT_DOMAIN_CHANNEL_H
#define KT_DOMAIN_CHANNEL_H

#include "domain/catalog/localized.h"
#include "domain/pricing/quote.h"

enum { KT_CHANNEL_ORIGINS_MAX = 50 };

struct kt_channel {
    struct kt_id id;
    struct kt_str code;
    struct kt_str name;
    struct kt_str publishable_key; /* "pk_…", names the channel, no secret */
    bool is_active;
    struct kt_list currencies; /* of struct kt_str, the first by default */
    struct kt_list locales;    /* of struct kt_str, the first by default */
    enum kt_tax_mode tax_mode;
    enum kt_tax_level tax_level;
    enum kt_rounding price_rounding;
    enum kt_rounding tax_rounding;
    struct kt_str home_country;
    struct kt_str time_zone;  /* IANA; empty: UTC */
    struct kt_list countries; /* it delivers to; empty: anywhere */
    bool weighted_shipping_tax;
    enum kt_price_keeps price_keeps;
    int64_t coupons_max;      /* 0: any number */
    int64_t prior_price_days; /* 0: KT_PRIOR_PRICE_DAYS */
    struct kt_list origins; /* of browsers that may use its key, "https://…" */
    int64_t version;
};

/* The settings of a quote in this channel; currency NULL: the first one. */
struct kt_pricing_settings kt_channel_pricing(
    const struct kt_channel *channel, const struct kt_currency *currency,
    struct kt_str locale);

/* Whether a page of this origin may use the channel's key: any may while the
 * channel names none. */
bool kt_channel_allows(const struct kt_channel *channel, struct kt_str origin);

/* The channel's currency with this code, NULL when it does not sell in it;
 * an empty code gives the first. */
const struct kt_currency *kt_channel_currency(const struct kt_channel *channel,
                                              struct kt_str code);

/* Whether it ships to a country (ISO 3166-1): to all when it names none. */
bool kt_channel_delivers_to(const struct kt_channel *channel,
                            struct kt_str country);

/* The best of the channel's locales for a wanted one ("de-AT" finds "de"). */
struct kt_str kt_channel_locale(const struct kt_channel *channel,
                                struct kt_str wanted);

#endif
