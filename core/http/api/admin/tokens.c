#include "http/resource.h"
#include "service/token_record.h"

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(token, "tokens", "List tokens, newest first"),
    { KT_POST, "/admin/v1/tokens", KT_AUTH_ADMIN, "tokens:write",
      .in = &kt_token_in_shape, .out = &kt_token_out_shape, .status = 201,
      .is_secret = true, .use = &kt_use_token_create,
      .ask = kt_resource_ask_new, .reply = kt_resource_reply_new,
      .resource = &kt_token_resource, .summary = "Create a token",
      .help =
          "The answer tells its secret; nobody can read it again, not even "
          "by the same Idempotency-Key. Nobody gives scopes that he lacks." },
    KT_RESOURCE_GET(token, "tokens", "Read a token"),
    KT_RESOURCE_DELETE(token, "tokens", "Revoke a token",
                       .help = "Who holds it is refused from now on."),
};

const struct kt_route_table kt_routes_admin_tokens = KT_ROUTES(routes);
