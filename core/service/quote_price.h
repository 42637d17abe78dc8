/* Pricing a cart that nobody keeps: what would it cost, for whom, when. */
#ifndef KT_SERVICE_QUOTE_PRICE_H
#define KT_SERVICE_QUOTE_PRICE_H

#include "domain/pricing/quote_in.h"
#include "service/quote_load.h"

struct kt_quote_use {
    struct kt_use_state use; /* first */
    const struct kt_quote_in *in;
    struct kt_priced_out out;
    const struct kt_quote *quote; /* what out tells; in the call's arena */
};

/* INVALID_BODY names unknown channels, currencies and variants. */
extern const struct kt_use kt_use_quote_price;

#endif
