#include "http/exchange.h"

#include <setjmp.h>

#include "base/log.h"

enum { REQUEST_ID_MAX = 64, BODY_FIRST = 4096 };

void
kt_exchange_init(struct kt_exchange *x, struct kt_site *site)
{
    *x = (struct kt_exchange){ .site = site };
    kt_arena_init(&x->arena, site->options.request_memory_max);
    kt_reply_init(&x->reply, &x->arena, 200);
}

void
kt_exchange_release(struct kt_exchange *x)
{
    kt_arena_release(&x->arena);
}

enum kt_status
kt_exchange_guard(struct kt_exchange *x,
                  enum kt_status (*step)(struct kt_exchange *x))
{
    jmp_buf rescue;
    enum kt_status status;
    x->arena.rescue = &rescue;
    if (setjmp(rescue) == 0) {
        status = step(x);
    } else {
        kt_arena_rewind(&x->arena, x->opened);
        x->state = NULL; /* went with it */
        kt_error_init(&x->err, &x->arena);
        status = kt_fail_overloaded(&x->err);
    }
    x->arena.rescue = NULL;
    return status;
}

static enum kt_status
write_problem(struct kt_exchange *x)
{
    bool must_close = x->reply.must_close;
    struct kt_str allow = x->reply.allow;
    struct kt_str content_range = x->reply.content_range;
    kt_reply_release(&x->reply);
    kt_reply_init(&x->reply, &x->arena, 500);
    x->reply.must_close = must_close;
    x->reply.allow = allow;
    if (x->err.status == KT_RANGE_NOT_SATISFIABLE)
        x->reply.content_range = content_range;
    kt_reply_problem(&x->reply, &x->err, x->request.request_id);
    if (x->retry_after_s > 0)
        x->reply.retry_after_s = x->retry_after_s;
    return KT_OK;
}

/* Whoever asks for too much cannot fill the disk with lines about it. */
static bool
may_log_overload(struct kt_site *site)
{
    enum { PAUSE_US = 1000000 };
    int64_t now_us = kt_clock_monotonic_us();
    int_least64_t last_us = atomic_load(&site->overload_logged_us);
    return now_us - last_us >= PAUSE_US &&
           atomic_compare_exchange_strong(&site->overload_logged_us, &last_us,
                                          now_us);
}

static enum kt_status
log_failure(struct kt_exchange *x)
{
    if (x->err.status == KT_OVERLOADED && !may_log_overload(x->site))
        return KT_OK;
    kt_log(KT_LOG_ERROR, "request failed",
           KT_LOG_STR("request_id", x->request.request_id),
           KT_LOG_STR("client", kt_peer_format(&x->request.client, &x->arena)),
           KT_LOG_STR("method", x->method), KT_LOG_STR("path", x->path.text),
           KT_LOG_STR("why", kt_error_text(&x->err)));
    return KT_OK;
}

enum kt_next
kt_exchange_fail(struct kt_exchange *x)
{
    if (kt_problem_get(x->err.status)->http_status >= 500 &&
        kt_exchange_guard(x, log_failure) != KT_OK)
        x->err.detail = KT_STR("");
    if (kt_exchange_guard(x, write_problem) != KT_OK)
        kt_reply_out_of_memory(&x->reply);
    return KT_NEXT_REPLY;
}

/* ---- request line ---- */

static enum kt_status
copy_target(struct kt_exchange *x)
{
    x->target = kt_arena_str(&x->arena, x->target);
    return KT_OK;
}

bool
kt_exchange_begin(struct kt_exchange *x, struct kt_str target)
{
    x->opened = kt_arena_mark(&x->arena);
    x->target = target;
    x->head.content_length = -1;
    return kt_exchange_guard(x, copy_target) == KT_OK;
}

/* ---- head ---- */

static bool
is_request_id(struct kt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_letter = ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        if (!is_letter && (c < '0' || c > '9') && c != '-' && c != '_' &&
            c != '.')
            return false;
    }
    return text.len > 0 && text.len <= REQUEST_ID_MAX;
}

static enum kt_status
name_request(struct kt_exchange *x)
{
    struct kt_str given = x->head.values[KT_HEAD_REQUEST_ID];
    int64_t now_ms = kt_clock_now(&x->site->app->clock);
    x->request.call.now_ms = now_ms;
    x->request.request_id =
        is_request_id(given) ? kt_arena_str(&x->arena, given)
                             : kt_id_text(&x->arena, kt_id_new(now_ms), "req");
    x->opened = kt_arena_mark(&x->arena);
    return KT_OK;
}

static void
take_route(struct kt_exchange *x, const struct kt_route_match *match)
{
    struct kt_str method = x->method;
    if (kt_str_eq(method, KT_STR("HEAD")))
        method = KT_STR("GET");
    for (size_t i = 0; i < KT_METHOD_COUNT; i++) {
        if (!kt_str_eq(method, kt_str_of(kt_method_names[i])))
            continue;
        x->request.route = match->routes[i];
        x->route_number = match->numbers[i];
    }
}

/* The answer to OPTIONS is made here, from the routes alone. */
static void
reply_options(struct kt_exchange *x)
{
    kt_reply_init(&x->reply, &x->arena, 204);
    x->is_refused = true;
}

static enum kt_status
find_route(struct kt_exchange *x)
{
    x->reply.must_close = true; /* who sends such paths sends worse */
    KT_TRY(kt_path_parse(x->target, &x->arena, &x->path, &x->err));
    x->reply.must_close = false;
    const struct kt_route_match *match =
        kt_router_find(&x->site->router, &x->path);
    if (match == NULL)
        return kt_fail_no_route(&x->err);
    take_route(x, match);
    if (x->request.route != NULL)
        return KT_OK;
    bool is_options = kt_str_eq(x->method, KT_STR("OPTIONS"));
    if (is_options)
        reply_options(x);
    x->reply.allow = kt_router_allow(match, &x->arena);
    return is_options ? KT_OK : kt_fail_method_not_allowed(&x->err);
}

int64_t
kt_exchange_body_max(const struct kt_exchange *x)
{
    const struct kt_route *route = x->request.route;
    const struct kt_media_folder *media = x->site->app->media;
    if (route != NULL && route->takes_file && media != NULL)
        return media->options.bytes_max;
    return route != NULL && route->body_max > 0
               ? route->body_max
               : (int64_t)x->site->options.body_max;
}

static bool
is_wanted_type(const struct kt_exchange *x)
{
    const struct kt_route *route = x->request.route;
    if (x->is_refused)
        return true;
    if (kt_head_is_encoded(&x->head))
        return false;
    if (!route->takes_file)
        return kt_head_is_json(&x->head);
    struct kt_str type = kt_head_type(&x->head);
    return kt_str_eq(type, KT_STR("application/octet-stream")) ||
           kt_media_kind_of_type(type) != KT_MEDIA_NONE;
}

/* What the problem's help says of all routes, said of this one. */
static enum kt_status
refuse_type(struct kt_exchange *x)
{
    const struct kt_route *route = x->request.route;
    kt_fail_unsupported_media_type(&x->err);
    if (kt_head_is_encoded(&x->head))
        return kt_error_explain(&x->err, "a body is taken as it is, without "
                                         "Content-Encoding");
    if (route->takes_file)
        return kt_error_explain(&x->err, "Content-Type must be that of the "
                                         "file, or application/octet-stream");
    return kt_error_explain(&x->err, "Content-Type must be application/json");
}

/* A file is taken from those alone who may bring it. */
static enum kt_status
open_file(struct kt_exchange *x)
{
    struct kt_media_folder *media = x->site->app->media;
    if (media == NULL) {
        kt_fail_file_failed(&x->err);
        return kt_error_explain(&x->err, "the server has no media folder");
    }
    return kt_media_spool_begin(media, &x->spool, &x->err);
}

static enum kt_status
open_steps(struct kt_exchange *x)
{
    KT_TRY(find_route(x));
    bool takes_file = !x->is_refused && x->request.route->takes_file;
    if (takes_file)
        KT_TRY(kt_request_admit(x));
    if (!kt_head_has_body(&x->head))
        return KT_OK;
    if (!is_wanted_type(x))
        return refuse_type(x);
    int64_t limit = kt_exchange_body_max(x);
    if (x->head.content_length > limit)
        return kt_fail_too_large(&x->err, limit);
    return takes_file ? open_file(x) : KT_OK;
}

static enum kt_status
check_head(struct kt_exchange *x)
{
    return kt_head_check(&x->head, &x->err);
}

void
kt_exchange_open(struct kt_exchange *x, struct kt_str method)
{
    x->method = method;
    x->begun_us = kt_clock_monotonic_us();
    kt_error_init(&x->err, &x->arena);
    enum kt_status status = kt_exchange_guard(x, name_request);
    if (status == KT_OK) {
        kt_guard_recognise(x);
        status = kt_exchange_guard(x, check_head);
        /* Nobody knows where the next request would begin. */
        x->reply.must_close = status != KT_OK;
    }
    if (status == KT_OK)
        status = kt_exchange_guard(x, open_steps);
    if (status != KT_OK) {
        kt_exchange_fail(x);
        x->is_refused = true;
    }
}

/* ---- body ---- */

static enum kt_status
append_piece(struct kt_exchange *x)
{
    int64_t limit = kt_exchange_body_max(x);
    int64_t length = x->head.content_length;
    if (x->request.route->takes_file)
        return kt_media_spool_take(&x->spool, x->piece, &x->err);
    if ((int64_t)x->body_seen > limit)
        return kt_fail_too_large(&x->err, limit);
    if (x->body.arena == NULL)
        kt_buf_init(&x->body, &x->arena,
                    length > 0 ? (size_t)length + 1 : BODY_FIRST);
    kt_buf_append(&x->body, x->piece.ptr, x->piece.len);
    return KT_OK;
}

void
kt_exchange_take(struct kt_exchange *x, struct kt_str piece)
{
    x->body_seen += piece.len;
    if (x->is_refused)
        return;
    x->piece = piece;
    if (kt_exchange_guard(x, append_piece) != KT_OK) {
        kt_exchange_fail(x);
        x->is_refused = true;
    }
}

void
kt_exchange_refuse(struct kt_exchange *x, enum kt_status status,
                   const char *detail)
{
    kt_error_set(&x->err, status);
    x->err.detail = kt_str_of(detail);
    kt_exchange_fail(x);
    x->is_refused = true;
}

void
kt_exchange_end(struct kt_exchange *x)
{
    struct kt_site *site = x->site;
    struct kt_arena arena;
    if (x->request.call.shop != NULL)
        kt_shop_release(site->app, x->request.call.shop);
    kt_reply_release(&x->reply);
    kt_media_spool_release(&x->spool);
    kt_arena_reset(&x->arena);
    arena = x->arena;
    *x = (struct kt_exchange){ .site = site, .arena = arena };
    kt_reply_init(&x->reply, &x->arena, 200);
}
