/* What is told while a buyer types. */

#include "domain/catalog/suggestions.h"
#include "service/catalog.h"

#include "http/route.h"

struct suggest_query {
    struct kt_str q;
    struct kt_str currency;
    int64_t limit;
};

static const struct kt_field fields[] = {
    KT_FIELD(STR, struct suggest_query, q, KT_REQUIRED, .min = 1, .max = 200,
             .help = "What was typed so far; its last word may be begun"),
    KT_FIELD(STR, struct suggest_query, currency, 0, .min = 3, .max = 3,
             .help = "One of the channel's; its first one when absent"),
    KT_FIELD(INT, struct suggest_query, limit, 0, .min = 1, .max = 10,
             .help = "How many of each kind; 5 when absent"),
};

static const struct kt_shape query_shape =
    KT_SHAPE("SuggestQuery", struct suggest_query, fields, "What was typed");

static enum kt_status
ask(const struct kt_request *request, struct kt_use_state *base,
    struct kt_error *err)
{
    struct kt_suggest_use *state = (struct kt_suggest_use *)base;
    const struct suggest_query *query = request->query;
    (void)err;
    state->q = query->q;
    state->currency = query->currency;
    state->limit = query->limit;
    return KT_OK;
}

static void
reply(const struct kt_use_state *base, struct kt_reply *out)
{
    kt_reply_shown(out, &((const struct kt_suggest_use *)base)->shown);
}

static const enum kt_status problems[] = { KT_RULE_FAILED, KT_OK };

static const struct kt_route routes[] = {
    { KT_GET, "/store/v1/search/suggest", KT_AUTH_STORE, .query = &query_shape,
      .out = &kt_suggestions_shape, .use = &kt_use_search_suggest, .ask = ask,
      .reply = reply, .is_public = true, .problems = problems,
      .summary = "Suggest words, products and categories",
      .help = "For a field that is typed into. Words of five letters or more "
              "may have one typing error." },
};

const struct kt_route_table kt_routes_store_search = KT_ROUTES(routes);
