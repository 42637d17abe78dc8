#include "http/resource.h"
#include "service/stock.h"

static const enum kt_status move_problems[] = { KT_OUT_OF_STOCK, KT_OK };

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(level, "stock", "List what each location has"),
    { KT_GET, "/admin/v1/stock/movements", KT_AUTH_ADMIN, "stock:read",
      .query = &kt_stock_move_query_shape, .out = &kt_stock_move_out_shape,
      .out_is_list = true, .use = &kt_use_resource_list,
      .ask = kt_resource_ask_list, .reply = kt_resource_reply_list,
      .resource = &kt_stock_move_resource,
      .summary = "List the ledger of stock, newest first" },
    { KT_POST, "/admin/v1/stock/movements", KT_AUTH_ADMIN, "stock:write",
      .in = &kt_stock_move_in_shape, .out = &kt_stock_move_out_shape,
      .status = 201, .use = &kt_use_resource_create, .ask = kt_resource_ask_new,
      .reply = kt_resource_reply_new, .problems = move_problems,
      .resource = &kt_stock_move_resource, .summary = "Set or adjust stock",
      .help = "set is what was counted, adjust what came or went. What lies "
              "there never falls below what orders hold of it, unless the "
              "variant may be sold on backorder." },
    { KT_GET, "/admin/v1/stock/movements/{movement_id}", KT_AUTH_ADMIN,
      "stock:read", .out = &kt_stock_move_out_shape,
      .use = &kt_use_resource_get, .ask = kt_resource_ask_one,
      .reply = kt_resource_reply_one, .resource = &kt_stock_move_resource,
      .summary = "Read a move of stock" },
};

const struct kt_route_table kt_routes_admin_stock = KT_ROUTES(routes);
