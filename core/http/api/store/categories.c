/* The tree of categories. */

#include "service/catalog.h"

#include "http/route.h"

struct tree_query {
    int64_t levels;
};

static const struct kt_field tree_fields[] = {
    KT_FIELD(INT, struct tree_query, levels, 0, .min = 1,
             .max = KT_CATEGORY_DEPTH_MAX,
             .help = "How many, from the top; all when absent"),
};

static const struct kt_shape tree_query_shape =
    KT_SHAPE("CategoryTreeQuery", struct tree_query, tree_fields,
             "How much of the tree");

static void
reply_shown(const struct kt_use_state *base, struct kt_reply *reply)
{
    kt_reply_shown(reply, &((const struct kt_category_use *)base)->shown);
}

static enum kt_status
ask_tree(const struct kt_request *request, struct kt_use_state *base,
         struct kt_error *err)
{
    const struct tree_query *query = request->query;
    (void)err;
    ((struct kt_category_use *)base)->levels = query->levels;
    return KT_OK;
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
    { KT_GET, "/store/v1/categories", KT_AUTH_STORE, .query = &tree_query_shape,
      .out = &kt_category_row_shape, .out_is_list = true,
      .use = &kt_use_category_list, .ask = ask_tree, .reply = reply_shown,
      .is_public = true, .summary = "Show the tree of categories",
      .help = "The tree of a large shop is large: ask for its first levels, "
              "and for what stands below a category at its own page." },
    { KT_GET, "/store/v1/categories/{slug}", KT_AUTH_STORE,
      .out = &kt_category_shown_shape, .use = &kt_use_category_get,
      .ask = ask_category, .reply = reply_shown, .is_public = true,
      .problems = problems,
      .summary = "Show a category with what stands above and below it" },
};

const struct kt_route_table kt_routes_store_categories = KT_ROUTES(routes);
