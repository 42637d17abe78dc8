#include "http/resource.h"
#include "service/channel.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_ROUTES(channel, "channels", "channel"),
};

const struct kt_route_table kt_routes_admin_channels = KT_ROUTES(routes);
