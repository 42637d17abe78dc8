#include "http/route.h"
#include "service/page.h"
#include "service/promotion.h"

/* ---- one ---- */

static enum kt_status
ask_create(const struct kt_request *request, struct kt_use_state *use,
           struct kt_error *err)
{
    (void)err;
    ((struct kt_promotion_use *)use)->in = request->body;
    return KT_OK;
}

static enum kt_status
ask_one(const struct kt_request *request, struct kt_use_state *use,
        struct kt_error *err)
{
    struct kt_promotion_use *state = (struct kt_promotion_use *)use;
    (void)err;
    state->promotion_id = kt_request_id(request, "promotion_id");
    state->if_match = request->if_match;
    state->in = request->body;
    return KT_OK;
}

static void
reply_one(const struct kt_use_state *use, struct kt_reply *reply)
{
    const struct kt_promotion_use *state = (const struct kt_promotion_use *)use;
    kt_reply_shape(reply, &kt_promotion_out_shape, &state->out);
    reply->etag_version = state->out.version;
}

static void
reply_created(const struct kt_use_state *use, struct kt_reply *reply)
{
    struct kt_str id = kt_id_text(reply->arena, use->resource, "promo");
    reply_one(use, reply);
    reply->location = kt_arena_format(reply->arena, "/admin/v1/promotions/%.*s",
                                      KT_STR_FMT(id));
}

/* ---- the list ---- */

struct list_query {
    struct kt_str rule;
    int is_active;
    struct kt_str after;
    int64_t limit;
};

static const char *const truths[] = { "false", "true", NULL };

/* clang-format off */
static const struct kt_field list_query_fields[] = {
    KT_FIELD(STR, struct list_query, rule, 0, .min = 1, .max = 64, .help = "Code of their rule"),
    KT_FIELD(ENUM, struct list_query, is_active, KT_NULLABLE, .names = truths),
    KT_FIELD(STR, struct list_query, after, 0, .max = 100, .help = "page.next of the page before"),
    KT_FIELD(INT, struct list_query, limit, 0, .min = 1, .max = KT_PAGE_LIMIT_MAX,
             .help = "20 by default"),
};
/* clang-format on */

static const struct kt_shape list_query_shape =
    KT_SHAPE("PromotionQuery", struct list_query, list_query_fields, NULL);

static enum kt_status
ask_list(const struct kt_request *request, struct kt_use_state *use,
         struct kt_error *err)
{
    struct kt_promotion_list_use *state = (struct kt_promotion_list_use *)use;
    const struct list_query *query = request->query;
    (void)err;
    state->rule = query->rule;
    state->is_active = query->is_active;
    state->after = query->after;
    state->limit = query->limit;
    return KT_OK;
}

static void
reply_list(const struct kt_use_state *use, struct kt_reply *reply)
{
    const struct kt_promotion_list_use *state =
        (const struct kt_promotion_list_use *)use;
    kt_reply_list(reply, &kt_promotion_out_shape, state->rows.items,
                  state->rows.count, state->next);
}

/* ---- routes ---- */

static const enum kt_status change_problems[] = { KT_VERSION_MISMATCH,
                                                  KT_CONFLICT, KT_OK };
static const enum kt_status delete_problems[] = { KT_VERSION_MISMATCH,
                                                  KT_CONFLICT, KT_IN_USE,
                                                  KT_OK };

static const struct kt_route routes[] = {
    { KT_GET, "/admin/v1/promotions", KT_AUTH_ADMIN, "promotions:read",
      .query = &list_query_shape, .out = &kt_promotion_out_shape,
      .out_is_list = true, .use = &kt_use_promotion_list, .ask = ask_list,
      .reply = reply_list, .summary = "List promotions, newest first" },
    { KT_POST, "/admin/v1/promotions", KT_AUTH_ADMIN, "promotions:write",
      .in = &kt_promotion_in_shape, .out = &kt_promotion_out_shape,
      .status = 201, .use = &kt_use_promotion_create, .ask = ask_create,
      .reply = reply_created, .summary = "Create a promotion",
      .help = "Names a rule and gives its params. It holds for the next "
              "cart that is priced." },
    { KT_GET, "/admin/v1/promotions/{promotion_id}", KT_AUTH_ADMIN,
      "promotions:read", .out = &kt_promotion_out_shape,
      .use = &kt_use_promotion_get, .ask = ask_one, .reply = reply_one,
      .summary = "Read a promotion" },
    { KT_PATCH, "/admin/v1/promotions/{promotion_id}", KT_AUTH_ADMIN,
      "promotions:write", .in = &kt_promotion_patch_shape,
      .out = &kt_promotion_out_shape, .use = &kt_use_promotion_update,
      .ask = ask_one, .reply = reply_one, .problems = change_problems,
      .summary = "Change a promotion",
      .help = "What is not given stays; lists, products and params are "
              "replaced as a whole." },
    { KT_DELETE, "/admin/v1/promotions/{promotion_id}", KT_AUTH_ADMIN,
      "promotions:write", .use = &kt_use_promotion_delete, .ask = ask_one,
      .problems = delete_problems,
      .summary = "Delete a promotion with its coupons",
      .help = "Placed orders keep what it gave them." },
};

const struct kt_route_table kt_routes_admin_promotions = KT_ROUTES(routes);
