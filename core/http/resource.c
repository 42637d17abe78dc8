#include "http/resource.h"

/* ---- the list ---- */

enum kt_status
kt_resource_ask_list(const struct kt_request *request, struct kt_use_state *use,
                     struct kt_error *err)
{
    struct kt_resource_list_use *state = (struct kt_resource_list_use *)use;
    (void)err;
    state->resource = request->route->resource;
    state->query = request->query;
    return KT_OK;
}

void
kt_resource_reply_list(const struct kt_use_state *use, struct kt_reply *reply)
{
    const struct kt_resource_list_use *state =
        (const struct kt_resource_list_use *)use;
    kt_reply_list(reply, state->resource->out, state->rows.items,
                  state->rows.count, state->next);
}

/* ---- one ---- */

enum kt_status
kt_resource_ask_new(const struct kt_request *request, struct kt_use_state *use,
                    struct kt_error *err)
{
    struct kt_resource_use *state = (struct kt_resource_use *)use;
    (void)err;
    state->resource = request->route->resource;
    state->asked = request->body;
    return KT_OK;
}

static struct kt_id
last_id(const struct kt_request *request)
{
    size_t last = 0;
    for (size_t i = 0; i < KT_PATH_PARAMS_MAX; i++) {
        if (request->params[i].name.len > 0)
            last = i;
    }
    return request->params[last].id;
}

enum kt_status
kt_resource_ask_one(const struct kt_request *request, struct kt_use_state *use,
                    struct kt_error *err)
{
    struct kt_resource_use *state = (struct kt_resource_use *)use;
    (void)err;
    state->resource = request->route->resource;
    state->id = last_id(request);
    state->if_match = request->if_match;
    state->asked = request->body;
    return KT_OK;
}

void
kt_resource_reply_one(const struct kt_use_state *use, struct kt_reply *reply)
{
    const struct kt_resource_use *state = (const struct kt_resource_use *)use;
    kt_reply_shape(reply, state->resource->out, state->out);
    reply->etag_version = kt_resource_version(state->resource, state->out);
}

void
kt_resource_reply_new(const struct kt_use_state *use, struct kt_reply *reply)
{
    const struct kt_resource_use *state = (const struct kt_resource_use *)use;
    const struct kt_resource *resource = state->resource;
    struct kt_str id =
        kt_id_text(reply->arena, use->resource, resource->prefix);
    kt_resource_reply_one(use, reply);
    reply->location = kt_arena_format(reply->arena, "%s/%.*s", resource->path,
                                      KT_STR_FMT(id));
}

/* ---- what they can answer ---- */

const enum kt_status kt_resource_create_problems[] = { KT_ALREADY_EXISTS,
                                                       KT_OK };
const enum kt_status kt_resource_change_problems[] = { KT_ALREADY_EXISTS,
                                                       KT_VERSION_MISMATCH,
                                                       KT_IN_USE, KT_OK };
const enum kt_status kt_resource_delete_problems[] = { KT_VERSION_MISMATCH,
                                                       KT_IN_USE, KT_OK };
