#include "http/resource.h"
#include "service/coupon_batch.h"

static enum kt_status
ask_export(const struct kt_request *request, struct kt_use_state *base,
           struct kt_error *err)
{
    struct kt_coupon_export_use *state = (struct kt_coupon_export_use *)base;
    (void)err;
    state->batch_id = kt_request_id(request, "coupon_batch_id");
    return KT_OK;
}

static void
reply_export(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct kt_coupon_export_use *state =
        (const struct kt_coupon_export_use *)base;
    reply->body = state->csv;
    reply->content_type = "text/csv; charset=utf-8";
    reply->disposition =
        kt_arena_format(reply->arena, "attachment; filename=\"%.*s.csv\"",
                        KT_STR_FMT(state->name));
}

static const enum kt_status export_problems[] = { KT_NOT_FOUND, KT_OK };

static const struct kt_route routes[] = {
    { KT_GET, "/admin/v1/coupon-batches", KT_AUTH_ADMIN, "coupons:read",
      .query = &kt_coupon_batch_query_shape, .out = &kt_coupon_batch_out_shape,
      .out_is_list = true, .use = &kt_use_resource_list,
      .ask = kt_resource_ask_list, .reply = kt_resource_reply_list,
      .resource = &kt_coupon_batch_resource,
      .summary = "List batches of coupons, newest first" },
    { KT_POST, "/admin/v1/coupon-batches", KT_AUTH_ADMIN, "coupons:write",
      .in = &kt_coupon_batch_in_shape, .out = &kt_coupon_batch_out_shape,
      .status = 201, .use = &kt_use_coupon_batch_create,
      .ask = kt_resource_ask_new, .reply = kt_resource_reply_new,
      .problems = kt_resource_create_problems,
      .resource = &kt_coupon_batch_resource,
      .summary = "Make many coupons of a promotion",
      .help = "A thousand in a transaction. When it was broken off, asking for "
              "the same batch again makes what is missing." },
    { KT_GET, "/admin/v1/coupon-batches/{coupon_batch_id}", KT_AUTH_ADMIN,
      "coupons:read", .out = &kt_coupon_batch_out_shape,
      .use = &kt_use_resource_get, .ask = kt_resource_ask_one,
      .reply = kt_resource_reply_one, .resource = &kt_coupon_batch_resource,
      .summary = "Read a batch of coupons" },
    { KT_GET, "/admin/v1/coupon-batches/{coupon_batch_id}/codes", KT_AUTH_ADMIN,
      "coupons:read", .media_type = "text/csv",
      .use = &kt_use_coupon_batch_export, .ask = ask_export,
      .reply = reply_export, .problems = export_problems,
      .summary = "Export the codes of a batch as CSV" },
};

const struct kt_route_table kt_routes_admin_coupon_batches = KT_ROUTES(routes);
