#include "http/route.h"
#include "service/rules.h"

struct rules_query {
    int kind;
};

static const struct kt_field query_fields[] = {
    KT_FIELD(ENUM, struct rules_query, kind, KT_NULLABLE,
             .names = kt_rule_kind_names),
};

static const struct kt_shape query_shape =
    KT_SHAPE("RulesQuery", struct rules_query, query_fields, NULL);

static enum kt_status
ask(const struct kt_request *request, struct kt_use_state *use,
    struct kt_error *err)
{
    (void)err;
    ((struct kt_rules_use *)use)->kind =
        ((const struct rules_query *)request->query)->kind;
    return KT_OK;
}

static void
reply_rules(const struct kt_use_state *use, struct kt_reply *reply)
{
    kt_reply_shape(reply, &kt_rules_out_shape,
                   &((const struct kt_rules_use *)use)->out);
}

static enum kt_status
ask_one(const struct kt_request *request, struct kt_use_state *use,
        struct kt_error *err)
{
    struct kt_rule_get_use *state = (struct kt_rule_get_use *)use;
    (void)err;
    state->kind = kt_request_text(request, "kind");
    state->code = kt_request_text(request, "code");
    return KT_OK;
}

static void
reply_one(const struct kt_use_state *use, struct kt_reply *reply)
{
    kt_reply_shape(reply, &kt_rule_detail_out_shape,
                   &((const struct kt_rule_get_use *)use)->out);
}

static const enum kt_status problems[] = { KT_NOT_FOUND, KT_OK };

static const struct kt_route routes[] = {
    { KT_GET, "/admin/v1/rules", KT_AUTH_ADMIN, "rules:read",
      .query = &query_shape, .out = &kt_rules_out_shape,
      .use = &kt_use_rules_list, .ask = ask, .reply = reply_rules,
      .summary = "List the rules in force",
      .help = "With the JSON schema of their params, and with the faults of "
              "files that changed since and do not load." },
    { KT_GET, "/admin/v1/rules/{kind}/{code}", KT_AUTH_ADMIN, "rules:read",
      .out = &kt_rule_detail_out_shape, .use = &kt_use_rule_get, .ask = ask_one,
      .reply = reply_one, .problems = problems,
      .summary = "Read a rule, and how it fares",
      .help = "Counts and the last error are those of this process since it "
              "began, whichever shop they happened in." },
};

const struct kt_route_table kt_routes_admin_rules = KT_ROUTES(routes);
