/* The channel that a storefront sells in. */

#include "service/catalog.h"

#include "http/route.h"

static void
reply_channel(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct kt_channel_use *state = (const struct kt_channel_use *)base;
    kt_reply_shape(reply, &kt_channel_shown_shape, &state->out);
}

static const struct kt_route routes[] = {
    { KT_GET, "/store/v1/channel", KT_AUTH_STORE,
      .out = &kt_channel_shown_shape, .use = &kt_use_channel_get,
      .reply = reply_channel, .is_public = true,
      .summary = "Show the channel: its currencies, languages and countries" },
};

const struct kt_route_table kt_routes_store_channel = KT_ROUTES(routes);
