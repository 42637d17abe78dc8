/* A channel as storefronts see it. */
#ifndef KT_DOMAIN_CHANNEL_OUT_H
#define KT_DOMAIN_CHANNEL_OUT_H

#include "domain/catalog/channel.h"

struct kt_channel_out {
    struct kt_str code;
    struct kt_str name;
    struct kt_list currencies;
    struct kt_list locales;
    int tax_mode;
    struct kt_str home_country; /* ptr NULL: none */
    struct kt_list countries;
};

extern const struct kt_shape kt_channel_shown_shape;

struct kt_channel_out kt_channel_tell(const struct kt_channel *channel);

#endif
