#include "base/assert.h"
#include "base/text.h"
#include "http/auth.h"
#include "http/etag.h"
#include "http/exchange.h"
#include "http/query.h"

static const struct kt_path_param *
find_param(const struct kt_request *request, const char *name)
{
    for (size_t i = 0; i < KT_PATH_PARAMS_MAX; i++) {
        if (kt_str_eq(request->params[i].name, kt_str_of(name)))
            return &request->params[i];
    }
    return NULL;
}

struct kt_str
kt_request_text(const struct kt_request *request, const char *name)
{
    const struct kt_path_param *param = find_param(request, name);
    KT_ASSERT(param != NULL);
    return param->text;
}

struct kt_id
kt_request_id(const struct kt_request *request, const char *name)
{
    const struct kt_path_param *param = find_param(request, name);
    KT_ASSERT(param != NULL && !kt_id_is_null(param->id));
    return param->id;
}

/* An array of in, each item at its own pointer. */
static enum kt_status
read_items(struct kt_exchange *x, const struct cJSON *array,
           struct kt_body_list *list)
{
    const struct kt_shape *shape = x->request.route->in;
    size_t count = kt_json_size(array);
    if (count == 0)
        return kt_error_add(&x->err, KT_STR(""), "too_few",
                            "must have at least 1 item");
    if (count > KT_SHAPE_ITEMS_MAX)
        return kt_error_add(&x->err, KT_STR(""), "too_many",
                            "must have at most %d items", KT_SHAPE_ITEMS_MAX);
    char *items = kt_arena_calloc(&x->arena, count, shape->size);
    size_t at = 0;
    enum kt_status status = KT_OK;
    for (const struct cJSON *node = kt_json_first(array); node != NULL;
         node = kt_json_next(node), at++) {
        struct kt_str pointer = kt_arena_format(&x->arena, "/%zu", at);
        enum kt_status read =
            kt_shape_read_node(shape, node, pointer, items + at * shape->size,
                               &x->arena, &x->err);
        status = read != KT_OK ? read : status;
    }
    *list = (struct kt_body_list){ items, count, true };
    return status;
}

static enum kt_status
read_list(struct kt_exchange *x, struct kt_str body)
{
    const struct kt_shape *shape = x->request.route->in;
    const struct cJSON *root;
    KT_TRY(kt_json_parse(&x->arena, body, &root, &x->err));
    struct kt_body_list *list = KT_NEW(&x->arena, struct kt_body_list);
    x->request.body = list;
    if (kt_json_kind(root) == KT_JSON_ARRAY)
        return read_items(x, root, list);
    *list = (struct kt_body_list){
        .items = kt_arena_calloc(&x->arena, 1, shape->size), .count = 1
    };
    return kt_shape_read_node(shape, root, KT_STR(""), list->items, &x->arena,
                              &x->err);
}

static enum kt_status
read_file(struct kt_exchange *x)
{
    struct kt_media_spool *spool = &x->spool;
    if (x->body_seen == 0) {
        kt_fail_invalid_request(&x->err);
        return kt_error_explain(&x->err, "the file is missing");
    }
    kt_media_spool_end(spool);
    x->request.upload = spool;
    x->request.raw_body = (struct kt_str){ (const char *)spool->name.hash,
                                           sizeof spool->name.hash };
    return KT_OK;
}

/* No body at all stands for an empty object. */
static enum kt_status
read_body(struct kt_exchange *x)
{
    const struct kt_route *route = x->request.route;
    if (route->takes_file)
        return read_file(x);
    struct kt_str body = kt_buf_view(&x->body);
    x->request.raw_body = body;
    if (route->in == NULL) {
        if (x->body_seen == 0)
            return KT_OK;
        kt_fail_invalid_request(&x->err);
        return kt_error_explain(&x->err, "this route takes no body");
    }
    if (x->body_seen == 0)
        body = KT_STR("{}");
    if (route->in_may_be_list)
        return read_list(x, body);
    void *read = kt_arena_calloc(&x->arena, 1, route->in->size);
    x->request.body = read;
    return kt_shape_read(route->in, body, read, &x->arena, &x->err);
}

static enum kt_status
read_if_match(struct kt_exchange *x)
{
    if (kt_etag_parse(x->head.values[KT_HEAD_IF_MATCH], &x->request.if_match))
        return KT_OK;
    kt_fail_invalid_request(&x->err);
    return kt_error_explain(&x->err,
                            "If-Match must be one ETag, as in \"v12\"");
}

static enum kt_status
read_key(struct kt_exchange *x)
{
    const struct kt_route *route = x->request.route;
    struct kt_str key = x->head.values[KT_HEAD_IDEMPOTENCY_KEY];
    if (key.ptr == NULL || route->method != KT_POST ||
        route->use->save == NULL || x->request.call.shop == NULL)
        return KT_OK;
    if (!kt_idempotency_is_key(key)) {
        kt_fail_invalid_request(&x->err);
        return kt_error_explain(
            &x->err, "Idempotency-Key must be 1 to 255 visible characters");
    }
    x->request.idempotency_key = key;
    x->has_key = true;
    kt_idempotency_init(&x->kept, &x->request, x->method, x->target);
    return KT_OK;
}

static enum kt_status
admit(struct kt_exchange *x)
{
    struct kt_request *request = &x->request;
    bool is_staff = request->route->auth == KT_AUTH_ADMIN;
    if (is_staff)
        KT_TRY(kt_guard_admit_login(x));
    KT_TRY(kt_auth_admit(request->route, &x->head, &request->call, &x->err));
    return is_staff ? kt_guard_admit_token(x) : KT_OK;
}

enum kt_status
kt_request_admit(struct kt_exchange *x)
{
    struct kt_call *call = &x->request.call;
    if (x->is_admitted)
        return KT_OK;
    call->app = x->site->app;
    call->arena = &x->arena;
    call->locale = kt_head_language(&x->head);
    KT_TRY(admit(x));
    x->is_admitted = true;
    return KT_OK;
}

enum kt_status
kt_request_read(struct kt_exchange *x)
{
    struct kt_request *request = &x->request;
    if (request->route->is_public)
        request->call.coding = kt_head_coding(&x->head);
    request->raw_query = x->path.query;
    request->wants_html = kt_head_prefers_html(&x->head);
    request->site = x->site;
    request->head = &x->head;
    KT_TRY(kt_request_admit(x));
    KT_TRY(
        kt_router_params(request->route, &x->path, request->params, &x->err));
    KT_TRY(kt_guard_admit(x));
    KT_TRY(read_if_match(x));
    KT_TRY(kt_query_read(request->route->query, x->path.query, &request->query,
                         &x->arena, &x->err));
    KT_TRY(read_body(x));
    return read_key(x);
}
