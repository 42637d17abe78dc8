/* Products, as buyers find and see them. */

#include "base/assert.h"
#include "domain/catalog/facets.h"
#include "http/query.h"
#include "service/catalog.h"
#include "service/page.h"

#include "http/route.h"

struct list_query {
    uint64_t given;
    struct kt_str q;
    struct kt_list category;
    struct kt_list tag;
    struct kt_list vendor;
    struct kt_list attr;
    struct kt_str collection;
    int64_t price_min;
    int64_t price_max;
    bool in_stock;
    struct kt_str currency;
    struct kt_str facets;
    struct kt_str after;
    int64_t limit;
    int sort;
};

struct product_query {
    struct kt_str currency;
};

struct variants_query {
    struct kt_list attr;
    struct kt_str currency;
    struct kt_str after;
    int64_t limit;
};

#define LIST(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct list_query, member, 0, __VA_ARGS__)

static const struct kt_field list_fields[] = {
    LIST(STR, q, .min = 1, .max = 200,
         .help = "What a buyer types: words of titles, SKUs, vendors, "
                 "attributes, tags and descriptions; the last may be begun"),
    LIST(STRS, category, .min = 1, .max = 20,
         .help = "Slugs; products of the categories below them count, too"),
    LIST(STRS, tag, .min = 1, .max = 20, .help = "One of their tags"),
    LIST(STRS, vendor, .min = 1, .max = 20, .help = "Who makes them"),
    LIST(LIST, attr, .shape = &kt_query_pair_shape, .min = 1, .max = 50,
         .help = "As attr.CODE=value: an attribute, or an option by its name, "
                 "of the product or one of its variants"),
    LIST(STR, collection, .min = 1, .max = 200, .help = "Slug"),
    LIST(INT, price_min, .max = KT_MONEY_MAX,
         .help = "The buyer's price in this channel, of the cheapest variant, "
                 "in minor units"),
    LIST(INT, price_max, .max = KT_MONEY_MAX, .help = "The same, at most"),
    LIST(BOOL, in_stock, .help = "Can be bought now, or cannot"),
    LIST(STR, currency, .min = 3, .max = 3,
         .help = "One of the channel's; its first one when absent"),
    LIST(STR, facets, .min = 1, .max = 100,
         .help = "What is counted: 1 for all, or categories, price, "
                 "attributes, tags, vendor with commas between"),
    LIST(INT, limit, .min = 1, .max = KT_PAGE_LIMIT_MAX,
         .help = "How many; 20 when absent"),
    LIST(STR, after, .min = 1, .max = 2000,
         .help = "page.next of the page before"),
    KT_FIELD(ENUM, struct list_query, sort, KT_NULLABLE,
             .names = kt_product_sort_names,
             .help = "When absent relevance with q, else the newest first"),
};

static const struct kt_shape list_query_shape =
    KT_SHAPE_OF("ProductListQuery", struct list_query, list_fields,
                KT_COUNT(list_fields), "Which products");

static const struct kt_field product_fields[] = {
    KT_FIELD(STR, struct product_query, currency, 0, .min = 3, .max = 3,
             .help = "One of the channel's; its first one when absent"),
};

static const struct kt_shape product_query_shape =
    KT_SHAPE("ProductQuery", struct product_query, product_fields,
             "In which currency");

static const struct kt_field variants_fields[] = {
    KT_FIELD(LIST, struct variants_query, attr, 0,
             .shape = &kt_query_pair_shape, .min = 1, .max = 50,
             .help = "As attr.CODE=value: an option by its name, or an "
                     "attribute"),
    KT_FIELD(STR, struct variants_query, currency, 0, .min = 3, .max = 3,
             .help = "One of the channel's; its first one when absent"),
    KT_FIELD(INT, struct variants_query, limit, 0, .min = 1,
             .max = KT_PAGE_LIMIT_MAX, .help = "How many; 20 when absent"),
    KT_FIELD(STR, struct variants_query, after, 0, .min = 1, .max = 2000,
             .help = "page.next of the page before"),
};

static const struct kt_shape variants_query_shape =
    KT_SHAPE("ProductVariantsQuery", struct variants_query, variants_fields,
             "Which variants");

static bool
is_given(const struct list_query *query, const char *name)
{
    return kt_shape_was_given(&list_query_shape, query, name);
}

static enum kt_status
ask_list(const struct kt_request *request, struct kt_use_state *base,
         struct kt_error *err)
{
    struct kt_product_list_use *state = (struct kt_product_list_use *)base;
    const struct list_query *query = request->query;
    (void)err;
    state->wish = (struct kt_product_wish){
        .q = query->q,
        .category = query->category,
        .tag = query->tag,
        .vendor = query->vendor,
        .attr = query->attr,
        .collection = query->collection,
        .currency = query->currency,
        .price_min = is_given(query, "price_min") ? query->price_min : -1,
        .price_max = is_given(query, "price_max") ? query->price_max : -1,
        .in_stock = is_given(query, "in_stock") ? query->in_stock : -1,
    };
    state->facets = query->facets;
    state->after = query->after;
    state->limit = query->limit;
    state->sort = query->sort;
    return KT_OK;
}

static void
reply_list(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct kt_product_list_use *state =
        (const struct kt_product_list_use *)base;
    kt_reply_shown(reply, &state->shown);
}

static enum kt_status
ask_product(const struct kt_request *request, struct kt_use_state *base,
            struct kt_error *err)
{
    struct kt_product_use *state = (struct kt_product_use *)base;
    const struct product_query *query = request->query;
    (void)err;
    state->name = kt_request_text(request, "slug_or_id");
    state->currency = query->currency;
    return KT_OK;
}

static void
reply_product(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct kt_product_use *state = (const struct kt_product_use *)base;
    kt_reply_shown(reply, &state->shown);
}

static enum kt_status
ask_variants(const struct kt_request *request, struct kt_use_state *base,
             struct kt_error *err)
{
    struct kt_product_variants_use *state =
        (struct kt_product_variants_use *)base;
    const struct variants_query *query = request->query;
    (void)err;
    state->name = kt_request_text(request, "slug_or_id");
    state->currency = query->currency;
    state->attr = query->attr;
    state->after = query->after;
    state->limit = query->limit;
    return KT_OK;
}

static void
reply_variants(const struct kt_use_state *base, struct kt_reply *reply)
{
    kt_reply_shown(reply,
                   &((const struct kt_product_variants_use *)base)->shown);
}

static const enum kt_status list_problems[] = { KT_RULE_FAILED, KT_OK };
static const enum kt_status product_problems[] = { KT_NOT_FOUND, KT_RULE_FAILED,
                                                   KT_OK };

static const struct kt_route routes[] = {
    { KT_GET, "/store/v1/products", KT_AUTH_STORE, .query = &list_query_shape,
      .out = &kt_product_row_shape, .out_is_list = true,
      .facets = &kt_facets_shape, .use = &kt_use_product_list, .ask = ask_list,
      .reply = reply_list, .is_public = true, .problems = list_problems,
      .summary = "List or search products",
      .help = "Values of one parameter are alternatives, parameters narrow "
              "each other. Counts of a facet are those that a choice in it "
              "would give." },
    { KT_GET, "/store/v1/products/{slug_or_id}", KT_AUTH_STORE,
      .query = &product_query_shape, .out = &kt_product_shown_shape,
      .use = &kt_use_product_get, .ask = ask_product, .reply = reply_product,
      .is_public = true, .problems = product_problems,
      .summary = "Show a product with its variants" },
    { KT_GET, "/store/v1/products/{slug_or_id}/variants", KT_AUTH_STORE,
      .query = &variants_query_shape, .out = &kt_variant_shown_shape,
      .out_is_list = true, .use = &kt_use_product_variants, .ask = ask_variants,
      .reply = reply_variants, .is_public = true, .problems = product_problems,
      .summary = "List the variants of a product",
      .help = "In their order, those with a price in this channel. Values of "
              "one attr are alternatives, parameters narrow each other: one "
              "value for each option finds the variant that a buyer chose." },
};

const struct kt_route_table kt_routes_store_products = KT_ROUTES(routes);
