/* Orders as their buyers see them: who knows the id may see the order. */

#include "service/order.h"

#include "http/route.h"

static enum kt_status
ask_order(const struct kt_request *request, struct kt_use_state *base,
          struct kt_error *err)
{
    struct kt_order_use *state = (struct kt_order_use *)base;
    (void)err;
    state->order_id = kt_request_id(request, "order_id");
    return KT_OK;
}

static void
reply_order(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct kt_order_answer *answer =
        &((const struct kt_order_use *)base)->answer;
    kt_reply_raw(reply, answer->json);
    reply->etag_version = answer->version;
}

static const enum kt_status problems[] = { KT_NOT_FOUND, KT_OK };

static const struct kt_route routes[] = {
    { KT_GET, "/store/v1/orders/{order_id}", KT_AUTH_STORE,
      .out = &kt_order_out_shape, .use = &kt_use_order_get, .ask = ask_order,
      .reply = reply_order, .has_etag = true, .problems = problems,
      .summary = "Show an order" },
};

const struct kt_route_table kt_routes_store_orders = KT_ROUTES(routes);
