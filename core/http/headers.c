/* The headers of an answer. */

#include "http/cors.h"
#include "http/exchange.h"

static void
add(struct kt_exchange *x, const char *name, const char *value)
{
    x->headers[x->header_count++] = (struct kt_header){ name, value };
}

static void
add_str(struct kt_exchange *x, const char *name, struct kt_str value)
{
    if (value.ptr != NULL)
        add(x, name, kt_arena_cstr(&x->arena, value));
}

static bool
has_body(const struct kt_reply *reply)
{
    return reply->body.len > 0 || reply->file >= 0;
}

/* Pages and drawings may come from a merchant: they run no script. */
static bool
is_page(const char *content_type)
{
    return strcmp(content_type, KT_TYPE_HTML) == 0 ||
           strcmp(content_type, "image/svg+xml") == 0;
}

/* X-Frame-Options is for browsers that do not know frame-ancestors. Other
 * answers load nothing and lead nowhere, so they need no referrer policy. */
static void
add_page(struct kt_exchange *x)
{
    add(x, "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    add(x, "X-Frame-Options", "DENY");
    add(x, "Referrer-Policy", "no-referrer");
}

/* Browsers show a PDF within a page of their own, which has styles. What the
 * document says is of no origin, opens nothing and sends nothing. */
static const char document_policy[] =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'";

static void
add_content(struct kt_exchange *x)
{
    const struct kt_reply *reply = &x->reply;
    if (!has_body(reply))
        return;
    add(x, "Content-Type", reply->content_type);
    if (reply->file >= 0)
        add(x, "Accept-Ranges", "bytes");
    if (reply->coding != KT_CODING_NONE)
        add(x, "Content-Encoding", kt_coding_names[reply->coding]);
    add(x, "X-Content-Type-Options", "nosniff");
    add_str(x, "Content-Disposition", reply->disposition);
    if (is_page(reply->content_type))
        add_page(x);
    else if (strcmp(reply->content_type, "application/pdf") == 0)
        add(x, "Content-Security-Policy", document_policy);
    else
        add(x, "Content-Security-Policy",
            "default-src 'none'; frame-ancestors 'none'");
}

/* A channel that names its origins lets their pages read the answer, and no
 * others; caches keep one answer for each. */
static void
add_origin(struct kt_exchange *x, const struct kt_channel *channel)
{
    struct kt_str origin = x->head.values[KT_HEAD_ORIGIN];
    if (origin.ptr != NULL && kt_channel_allows(channel, origin))
        add_str(x, "Access-Control-Allow-Origin", origin);
}

/* What an answer depends on beside its address. Customers will have tokens,
 * and prices of their own with them. */
#define VARY_STORE                                                             \
    "Accept-Encoding, Accept-Language, Authorization, X-Publishable-Key"

static const char *
vary_of(const struct kt_exchange *x, bool has_origins)
{
    const struct kt_route *route = x->request.route;
    bool is_kept = x->reply.cache_control != NULL && route != NULL;
    if (!is_kept || !route->is_public)
        return has_origins ? "Origin" : NULL;
    if (route->auth == KT_AUTH_STORE)
        return has_origins ? VARY_STORE ", Origin" : VARY_STORE;
    return route->has_page ? "Accept, Accept-Encoding" : "Accept-Encoding";
}

static void
add_cors(struct kt_exchange *x)
{
    size_t count;
    const struct kt_cors_header *headers = kt_cors_headers(x->target, &count);
    const struct kt_channel *channel = x->request.call.channel;
    bool is_preflight = x->reply.status == 204 && x->reply.allow.ptr != NULL;
    bool has_origins =
        count > 0 && channel != NULL && channel->origins.count > 0;
    const char *vary = vary_of(x, has_origins);
    if (vary != NULL)
        add(x, "Vary", vary);
    if (has_origins)
        add_origin(x, channel);
    else if (count > 0)
        add(x, "Access-Control-Allow-Origin", "*");
    for (size_t i = 0; i < count; i++) {
        if (headers[i].is_preflight && !is_preflight)
            continue;
        if (headers[i].value != NULL)
            add(x, headers[i].name, headers[i].value);
        else
            add_str(x, headers[i].name, x->reply.allow);
    }
}

static enum kt_status
add_all(struct kt_exchange *x)
{
    const struct kt_reply *reply = &x->reply;
    x->header_count = 0;
    add_content(x);
    add_str(x, "Content-Range", reply->content_range);
    add(x, "Cache-Control",
        reply->cache_control != NULL ? reply->cache_control : "no-store");
    add_str(x, "X-Request-Id", x->request.request_id);
    add_str(x, "ETag", kt_reply_etag(reply));
    add_str(x, "Location", reply->location);
    add_str(x, "Allow", reply->allow);
    if (reply->retry_after_s > 0)
        add_str(x, "Retry-After",
                kt_arena_format(&x->arena, "%d", reply->retry_after_s));
    if (x->taken_count > 0) {
        add_str(x, "RateLimit-Policy", kt_guard_policy(x));
        add_str(x, "RateLimit", kt_guard_left(x));
    }
    if (x->is_https && x->guard->limits.hsts_s > 0)
        add_str(x, "Strict-Transport-Security",
                kt_arena_format(&x->arena, "max-age=%u",
                                x->guard->limits.hsts_s));
    if (reply->is_replayed)
        add(x, "Idempotent-Replayed", "true");
    if (reply->status == 401)
        add(x, "WWW-Authenticate", "Bearer");
    if (reply->must_close)
        add(x, "Connection", "close");
    add_cors(x);
    return KT_OK;
}

void
kt_exchange_close_reply(struct kt_exchange *x)
{
    struct kt_reply reply = x->reply;
    kt_guard_settle(x);
    if (kt_exchange_guard(x, add_all) == KT_OK)
        return;
    x->reply = reply;
    kt_reply_out_of_memory(&x->reply);
    x->header_count = 0;
    add(x, "Content-Type", KT_TYPE_PROBLEM);
    add(x, "Retry-After", "1");
}
