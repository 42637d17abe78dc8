#include "http/route.h"
#include "service/settings.h"

static enum kt_status
ask(const struct kt_request *request, struct kt_use_state *use,
    struct kt_error *err)
{
    struct kt_settings_use *state = (struct kt_settings_use *)use;
    (void)err;
    state->if_match = request->if_match;
    state->patch = request->body;
    return KT_OK;
}

static void
reply_settings(const struct kt_use_state *use, struct kt_reply *reply)
{
    const struct kt_settings_use *state = (const struct kt_settings_use *)use;
    kt_reply_shape(reply, &kt_shop_settings_shape, &state->settings);
    reply->etag_version = state->version;
}

static const enum kt_status change_problems[] = { KT_VERSION_MISMATCH, KT_OK };

static const struct kt_route routes[] = {
    { KT_GET, "/admin/v1/settings", KT_AUTH_ADMIN, "settings:read",
      .out = &kt_shop_settings_shape, .use = &kt_use_settings_get, .ask = ask,
      .reply = reply_settings, .has_etag = true,
      .summary = "Read the settings of the shop" },
    { KT_PATCH, "/admin/v1/settings", KT_AUTH_ADMIN, "settings:write",
      .in = &kt_shop_settings_shape, .out = &kt_shop_settings_shape,
      .use = &kt_use_settings_update, .ask = ask, .reply = reply_settings,
      .problems = change_problems, .summary = "Change the settings of the shop",
      .help = "What is not given stays. They hold from the next request." },
};

const struct kt_route_table kt_routes_admin_settings = KT_ROUTES(routes);
