#include "http/auth.h"
#include "http/route.h"
#include "service/bulk.h"

/* Before anything is done: one that may not be done is none that fails. */
static enum kt_status
check_scopes(const struct kt_request *request, const struct kt_bulk_in *in,
             struct kt_error *err)
{
    const struct kt_bulk_operation *operations = in->operations.items;
    struct kt_arena *arena = request->call.arena;
    uint64_t checked = 0;
    for (size_t i = 0; i < in->operations.count; i++) {
        uint64_t bit = UINT64_C(1) << operations[i].resource;
        if ((checked & bit) != 0)
            continue;
        checked |= bit;
        struct kt_str scope = kt_bulk_scope(&operations[i], arena);
        if (!kt_scopes_allow(request->call.actor.scopes, scope, arena))
            return kt_fail_forbidden(err, scope);
    }
    return KT_OK;
}

static enum kt_status
ask(const struct kt_request *request, struct kt_use_state *use,
    struct kt_error *err)
{
    ((struct kt_bulk_use *)use)->in = request->body;
    return check_scopes(request, request->body, err);
}

static void
reply_results(const struct kt_use_state *use, struct kt_reply *reply)
{
    kt_reply_shape(reply, &kt_bulk_out_shape,
                   &((const struct kt_bulk_use *)use)->out);
}

static const enum kt_status problems[] = { KT_BULK_REFUSED, KT_CONFLICT,
                                           KT_OK };

static const struct kt_route routes[] = {
    { KT_POST, "/admin/v1/bulk", KT_AUTH_ADMIN, "bulk:write",
      .in = &kt_bulk_in_shape, .body_max = KT_BULK_BODY_MAX,
      .out = &kt_bulk_out_shape, .use = &kt_use_bulk, .ask = ask,
      .reply = reply_results, .problems = problems,
      .summary = "Make, change and delete many records",
      .help = "In one transaction, in their order. Each operation wants the "
              "scope of its resource, too; all are asked for before anything "
              "is done." },
};

const struct kt_route_table kt_routes_admin_bulk = KT_ROUTES(routes);
