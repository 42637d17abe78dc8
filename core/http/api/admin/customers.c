#include "http/resource.h"
#include "service/customer.h"

/* The customer stands in the path. */
static enum kt_status
ask_move(const struct kt_request *request, struct kt_use_state *use,
         struct kt_error *err)
{
    struct kt_resource_use *state = (struct kt_resource_use *)use;
    struct kt_point_move *move =
        KT_NEW(request->call.arena, struct kt_point_move);
    KT_TRY(kt_resource_ask_new(request, use, err));
    *move = *(const struct kt_point_move *)request->body;
    move->customer_id = kt_request_id(request, "customer_id");
    state->asked = move;
    return KT_OK;
}

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(customer, "customers", "List customers, newest first"),
    KT_RESOURCE_CREATE(customer, "customers", "Create a customer"),
    KT_RESOURCE_GET(customer, "customers", "Read a customer"),
    KT_RESOURCE_UPDATE(customer, "customers", "Change a customer",
                       .help = "What is not given stays. Orders keep the "
                               "address they were placed with."),
    KT_RESOURCE_DELETE(customer, "customers", "Delete a customer",
                       .help = "One with orders, or with points that were ever "
                               "moved, stays."),
    { KT_POST, "/admin/v1/customers/{customer_id}/points", KT_AUTH_ADMIN,
      "customers:write", .in = &kt_point_move_in_shape,
      .out = &kt_point_move_out_shape, .status = 201,
      .use = &kt_use_resource_create, .ask = ask_move,
      .reply = kt_resource_reply_new, .problems = kt_resource_create_problems,
      .resource = &kt_point_move_resource,
      .summary = "Give points to a customer or take them",
      .help = "Never more than there are. With an Idempotency-Key a repeated "
              "call moves nothing." },
    { KT_GET, "/admin/v1/point-moves", KT_AUTH_ADMIN, "customers:read",
      .query = &kt_point_move_query_shape, .out = &kt_point_move_out_shape,
      .out_is_list = true, .use = &kt_use_resource_list,
      .ask = kt_resource_ask_list, .reply = kt_resource_reply_list,
      .resource = &kt_point_move_resource,
      .summary = "List the ledger of points, newest first" },
    { KT_GET, "/admin/v1/point-moves/{point_move_id}", KT_AUTH_ADMIN,
      "customers:read", .out = &kt_point_move_out_shape,
      .use = &kt_use_resource_get, .ask = kt_resource_ask_one,
      .reply = kt_resource_reply_one, .resource = &kt_point_move_resource,
      .summary = "Read a move of points" },
};

const struct kt_route_table kt_routes_admin_customers = KT_ROUTES(routes);
