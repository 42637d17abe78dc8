/* The tree of categories. */

#include "service/catalog.h"

#include "http/route.h"

static void
reply_shown(const struct kt_use_state *base, struct kt_reply *reply)
{
    kt_reply_shown(reply, &((const struct kt_category_use *)base)->shown);
}

static enum kt_status
ask_category(const struct kt_request *request, struct kt_use_state *base,
             struct kt_error *err)
{
    struct kt_category_use *state = (struct kt_category_use *)base;
    (void)err;
    state->slug = kt_request_text(request, "slug");
    return KT_OK;
}

static const enum kt_status problems[] = { KT_NOT_FOUND, KT_OK };

static const struct kt_route routes[] = {
    { KT_GET, "/store/v1/categories", KT_AUTH_STORE,
      .out = &kt_category_row_shape, .out_is_list = true,
      .use = &kt_use_category_list, .reply = reply_shown, .is_public = true,
      .summary = "Show the tree of categories" },
    { KT_GET, "/store/v1/categories/{slug}", KT_AUTH_STORE,
      .out = &kt_category_shown_shape, .use = &kt_use_category_get,
      .ask = ask_category, .reply = reply_shown, .is_public = true,
      .problems = problems,
      .summary = "Show a category with what stands above and below it" },
};

const struct kt_route_table kt_routes_store_categories = KT_ROUTES(routes);
