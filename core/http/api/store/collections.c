/* Collections: products that a shop shows together. */

#include "service/collection.h"

#include "domain/catalog/product_out.h"
#include "http/route.h"

struct products_query {
    struct kt_str currency;
    struct kt_str after;
    int64_t limit;
};

static const struct kt_field products_fields[] = {
    KT_FIELD(STR, struct products_query, currency, 0, .min = 3, .max = 3,
             .help = "One of the channel's; its first one when absent"),
    KT_FIELD(STR, struct products_query, after, 0, .min = 1, .max = 100,
             .help = "page.next of the page before"),
    KT_FIELD(INT, struct products_query, limit, 0, .min = 1,
             .max = KT_PAGE_LIMIT_MAX, .help = "How many; 20 when absent"),
};

static const struct kt_shape products_query_shape =
    KT_SHAPE("CollectionProductsQuery", struct products_query, products_fields,
             "Which products");

static enum kt_status
ask_collection(const struct kt_request *request, struct kt_use_state *base,
               struct kt_error *err)
{
    (void)err;
    ((struct kt_collection_use *)base)->slug = kt_request_text(request, "slug");
    return KT_OK;
}

static void
reply_shown(const struct kt_use_state *base, struct kt_reply *reply)
{
    kt_reply_shown(reply, &((const struct kt_collection_use *)base)->shown);
}

static enum kt_status
ask_products(const struct kt_request *request, struct kt_use_state *base,
             struct kt_error *err)
{
    struct kt_collection_products_use *state =
        (struct kt_collection_products_use *)base;
    const struct products_query *query = request->query;
    (void)err;
    state->slug = kt_request_text(request, "slug");
    state->currency = query->currency;
    state->after = query->after;
    state->limit = query->limit;
    return KT_OK;
}

static void
reply_products(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct kt_collection_products_use *state =
        (const struct kt_collection_products_use *)base;
    kt_reply_shown(reply, &state->shown);
}

static const enum kt_status products_problems[] = { KT_RULE_FAILED, KT_OK };

static const struct kt_route routes[] = {
    { KT_GET, "/store/v1/collections", KT_AUTH_STORE,
      .out = &kt_collection_shown_shape, .out_is_list = true,
      .use = &kt_use_collection_list, .reply = reply_shown, .is_public = true,
      .summary = "List collections" },
    { KT_GET, "/store/v1/collections/{slug}", KT_AUTH_STORE,
      .out = &kt_collection_shown_shape, .use = &kt_use_collection_get,
      .ask = ask_collection, .reply = reply_shown, .is_public = true,
      .summary = "Show a collection" },
    { KT_GET, "/store/v1/collections/{slug}/products", KT_AUTH_STORE,
      .query = &products_query_shape, .out = &kt_product_row_shape,
      .out_is_list = true, .use = &kt_use_collection_products,
      .ask = ask_products, .reply = reply_products, .is_public = true,
      .problems = products_problems,
      .summary = "List the products of a collection",
      .help = "In the order in which they were chosen; chosen by rule, the "
              "newest first." },
};

const struct kt_route_table kt_routes_store_collections = KT_ROUTES(routes);
