#include "http/resource.h"
#include "service/price.h"
#include "service/price_history.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(price, "prices", "List prices, oldest first"),
    KT_RESOURCE_CREATE(price, "prices", "Create a price",
                       .help = "Of a variant that is there. Among the prices "
                               "that fit a buyer the one with the most "
                               "conditions holds, then the lowest."),
    KT_RESOURCE_GET(price, "prices", "Read a price"),
    KT_RESOURCE_UPDATE(price, "prices", "Change a price",
                       .help = "What is not given stays. It holds for the "
                               "next page and the next cart that is priced."),
    KT_RESOURCE_DELETE(price, "prices", "Delete a price"),
    { KT_GET, "/admin/v1/price-history", KT_AUTH_ADMIN, "prices:read",
      .query = &kt_price_history_query_shape,
      .out = &kt_price_history_out_shape, .out_is_list = true,
      .use = &kt_use_resource_list, .ask = kt_resource_ask_list,
      .reply = kt_resource_reply_list, .resource = &kt_price_history_resource,
      .summary = "List prices that held before, the last one that ended first",
      .help = "Of one unit, for everybody: what pages could show. Catalogue "
              "promotions are not in it." },
};

const struct kt_route_table kt_routes_admin_prices = KT_ROUTES(routes);
