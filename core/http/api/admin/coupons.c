#include "http/route.h"
#include "service/coupon.h"
#include "service/page.h"

/* A code stands in one shop once, whatever it turns on: coupons are a resource
 * of their own, so that staff finds a code without knowing its promotion. */

/* ---- one ---- */

static enum kt_status
ask_create(const struct kt_request *request, struct kt_use_state *use,
           struct kt_error *err)
{
    (void)err;
    ((struct kt_coupon_use *)use)->in = request->body;
    return KT_OK;
}

static enum kt_status
ask_one(const struct kt_request *request, struct kt_use_state *use,
        struct kt_error *err)
{
    struct kt_coupon_use *state = (struct kt_coupon_use *)use;
    (void)err;
    state->coupon_id = kt_request_id(request, "coupon_id");
    state->if_match = request->if_match;
    state->in = request->body;
    return KT_OK;
}

static void
reply_one(const struct kt_use_state *use, struct kt_reply *reply)
{
    const struct kt_coupon_use *state = (const struct kt_coupon_use *)use;
    kt_reply_shape(reply, &kt_coupon_row_shape, &state->out);
    reply->etag_version = state->out.version;
}

static void
reply_created(const struct kt_use_state *use, struct kt_reply *reply)
{
    struct kt_str id = kt_id_text(reply->arena, use->resource, "coupon");
    reply_one(use, reply);
    reply->location =
        kt_arena_format(reply->arena, "/admin/v1/coupons/%.*s", KT_STR_FMT(id));
}

/* ---- the list ---- */

struct list_query {
    struct kt_id promotion_id;
    struct kt_str code;
    struct kt_str after;
    int64_t limit;
};

/* clang-format off */
static const struct kt_field list_query_fields[] = {
    KT_FIELD(ID, struct list_query, promotion_id, 0, .prefix = "promo", .help = "Of this one only"),
    KT_FIELD(STR, struct list_query, code, 0, .min = 1, .max = 100, .help = "As a buyer enters it"),
    KT_FIELD(STR, struct list_query, after, 0, .max = 100, .help = "page.next of the page before"),
    KT_FIELD(INT, struct list_query, limit, 0, .min = 1, .max = KT_PAGE_LIMIT_MAX,
             .help = "20 by default"),
};
/* clang-format on */

static const struct kt_shape list_query_shape =
    KT_SHAPE("CouponQuery", struct list_query, list_query_fields, NULL);

static enum kt_status
ask_list(const struct kt_request *request, struct kt_use_state *use,
         struct kt_error *err)
{
    struct kt_coupon_list_use *state = (struct kt_coupon_list_use *)use;
    const struct list_query *query = request->query;
    (void)err;
    state->promotion_id = query->promotion_id;
    state->code = query->code;
    state->after = query->after;
    state->limit = query->limit;
    return KT_OK;
}

static void
reply_list(const struct kt_use_state *use, struct kt_reply *reply)
{
    const struct kt_coupon_list_use *state =
        (const struct kt_coupon_list_use *)use;
    kt_reply_list(reply, &kt_coupon_row_shape, state->rows.items,
                  state->rows.count, state->next);
}

/* ---- routes ---- */

static const enum kt_status create_problems[] = { KT_ALREADY_EXISTS,
                                                  KT_CONFLICT, KT_OK };
static const enum kt_status change_problems[] = { KT_ALREADY_EXISTS,
                                                  KT_VERSION_MISMATCH,
                                                  KT_CONFLICT, KT_OK };
static const enum kt_status delete_problems[] = { KT_VERSION_MISMATCH,
                                                  KT_CONFLICT, KT_OK };

static const struct kt_route routes[] = {
    { KT_GET, "/admin/v1/coupons", KT_AUTH_ADMIN, "coupons:read",
      .query = &list_query_shape, .out = &kt_coupon_row_shape,
      .out_is_list = true, .use = &kt_use_coupon_list, .ask = ask_list,
      .reply = reply_list, .summary = "List coupons, newest first" },
    { KT_POST, "/admin/v1/coupons", KT_AUTH_ADMIN, "coupons:write",
      .in = &kt_coupon_record_in_shape, .out = &kt_coupon_row_shape,
      .status = 201, .use = &kt_use_coupon_create, .ask = ask_create,
      .reply = reply_created, .problems = create_problems,
      .summary = "Create a coupon of a promotion" },
    { KT_GET, "/admin/v1/coupons/{coupon_id}", KT_AUTH_ADMIN, "coupons:read",
      .out = &kt_coupon_row_shape, .use = &kt_use_coupon_get, .ask = ask_one,
      .reply = reply_one, .summary = "Read a coupon" },
    { KT_PATCH, "/admin/v1/coupons/{coupon_id}", KT_AUTH_ADMIN, "coupons:write",
      .in = &kt_coupon_patch_shape, .out = &kt_coupon_row_shape,
      .use = &kt_use_coupon_update, .ask = ask_one, .reply = reply_one,
      .problems = change_problems, .summary = "Change a coupon" },
    { KT_DELETE, "/admin/v1/coupons/{coupon_id}", KT_AUTH_ADMIN,
      "coupons:write", .use = &kt_use_coupon_delete, .ask = ask_one,
      .problems = delete_problems, .summary = "Delete a coupon",
      .help = "Placed orders keep what it gave them." },
};

const struct kt_route_table kt_routes_admin_coupons = KT_ROUTES(routes);
