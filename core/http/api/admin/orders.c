#include "http/route.h"
#include "service/order.h"

/* ---- the list ---- */

static enum kt_status
ask_list(const struct kt_request *request, struct kt_use_state *use,
         struct kt_error *err)
{
    (void)err;
    ((struct kt_order_list_use *)use)->query = request->query;
    return KT_OK;
}

static void
reply_list(const struct kt_use_state *use, struct kt_reply *reply)
{
    const struct kt_order_list_use *state =
        (const struct kt_order_list_use *)use;
    kt_reply_list(reply, &kt_order_row_shape, state->rows.items,
                  state->rows.count, state->next);
}

/* ---- one ---- */

static void
reply_answer(const struct kt_order_answer *answer, struct kt_reply *reply)
{
    kt_reply_raw(reply, answer->json);
    reply->etag_version = answer->version;
}

struct order_query {
    bool explain;
};

static const struct kt_field order_query_fields[] = {
    KT_FIELD(BOOL, struct order_query, explain, 0,
             .help = "Also why it cost what it cost"),
};

static const struct kt_shape order_query_shape =
    KT_SHAPE("StaffOrderQuery", struct order_query, order_query_fields, NULL);

static enum kt_status
ask_one(const struct kt_request *request, struct kt_use_state *use,
        struct kt_error *err)
{
    struct kt_order_use *state = (struct kt_order_use *)use;
    (void)err;
    state->order_id = kt_request_id(request, "order_id");
    state->explain = ((const struct order_query *)request->query)->explain;
    return KT_OK;
}

static void
reply_one(const struct kt_use_state *use, struct kt_reply *reply)
{
    reply_answer(&((const struct kt_order_use *)use)->answer, reply);
}

static enum kt_status
ask_transition(const struct kt_request *request, struct kt_use_state *use,
               struct kt_error *err)
{
    struct kt_transition_use *state = (struct kt_transition_use *)use;
    (void)err;
    state->order_id = kt_request_id(request, "order_id");
    state->if_match = request->if_match;
    state->in = request->body;
    return KT_OK;
}

static void
reply_transition(const struct kt_use_state *use, struct kt_reply *reply)
{
    reply_answer(&((const struct kt_transition_use *)use)->answer, reply);
}

/* ---- routes ---- */

static const enum kt_status transition_problems[] = { KT_TRANSITION_REFUSED,
                                                      KT_REFUSED,
                                                      KT_LIMIT_REACHED,
                                                      KT_VERSION_MISMATCH,
                                                      KT_CONFLICT,
                                                      KT_RULE_FAILED,
                                                      KT_OK };

static const struct kt_route routes[] = {
    { KT_GET, "/admin/v1/orders", KT_AUTH_ADMIN, "orders:read",
      .query = &kt_order_query_shape, .out = &kt_order_row_shape,
      .out_is_list = true, .use = &kt_use_order_list, .ask = ask_list,
      .reply = reply_list, .summary = "List orders, newest first",
      .help = "Words of q are found by their beginnings, whatever their case "
              "and accents; all of them must be there." },
    { KT_GET, "/admin/v1/orders/{order_id}", KT_AUTH_ADMIN, "orders:read",
      .query = &order_query_shape, .out = &kt_order_staff_shape,
      .use = &kt_use_order_inspect, .ask = ask_one, .reply = reply_one,
      .has_etag = true, .summary = "Read an order with its history" },
    { KT_POST, "/admin/v1/orders/{order_id}/transitions", KT_AUTH_ADMIN,
      "orders:write", .in = &kt_transition_in_shape,
      .out = &kt_order_staff_shape, .use = &kt_use_order_transition,
      .ask = ask_transition, .reply = reply_transition,
      .problems = transition_problems, .summary = "Move an order on",
      .help = "An event of the order or of one of its payments. What is "
              "possible now stands in the order's events; a refusal lists it "
              "in possible." },
};

const struct kt_route_table kt_routes_admin_orders = KT_ROUTES(routes);
