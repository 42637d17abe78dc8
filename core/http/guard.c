#include "http/guard.h"

#include "base/metric.h"
#include "http/exchange.h"

/* ---- the limits ---- */

static const char *
copy_or_null(struct kt_arena *arena, const char *text)
{
    return text != NULL ? kt_arena_cstr(arena, kt_str_of(text)) : NULL;
}

enum kt_status
kt_guard_make(const struct kt_server_limits *limits, struct kt_arena *arena,
              const struct kt_guard **out, struct kt_error *err)
{
    struct kt_guard *guard = KT_NEW(arena, struct kt_guard);
    guard->limits = *limits;
    guard->limits.trusted_proxies =
        copy_or_null(arena, limits->trusted_proxies);
    guard->limits.metrics_token = copy_or_null(arena, limits->metrics_token);
    if (guard->limits.trusted_proxies != NULL)
        KT_TRY(kt_networks_parse(kt_str_of(guard->limits.trusted_proxies),
                                 arena, &guard->proxies, err));
    *out = guard;
    return KT_OK;
}

void
kt_guard_recognise(struct kt_exchange *x)
{
    const struct kt_guard *guard = atomic_load(&x->site->guard);
    const struct kt_server_limits *limits = &guard->limits;
    struct kt_request *request = &x->request;
    request->client = request->peer;
    x->guard = guard;
    if (!kt_networks_have(&guard->proxies, &request->peer))
        return;
    const struct kt_hops *hops =
        limits->reads_forwarded ? &x->head.forwarded : &x->head.forwarded_for;
    request->client = kt_hops_client(hops, &request->peer, &guard->proxies);
    x->is_https = kt_hops_are_https(limits->reads_forwarded ? hops : NULL,
                                    x->head.values[KT_HEAD_FORWARDED_PROTO]);
}

/* ---- buckets ---- */

static enum kt_status
refuse(struct kt_exchange *x, const struct kt_quota_left *left)
{
    const char *name = kt_quota_kinds[left->quota].name;
    x->retry_after_s = (int)left->reset_s;
    kt_metric_add(KT_METRIC_HTTP_LIMITED, x->site->limited[left->quota], 1);
    kt_fail_too_many_requests(&x->err);
    return kt_error_explain(&x->err, "%s: at most %lld a minute", name,
                            (long long)left->per_minute);
}

static enum kt_status
take(struct kt_exchange *x, enum kt_quota quota, const unsigned char owner[16])
{
    int64_t per_minute = x->guard->limits.per_minute[quota];
    if (per_minute == 0 ||
        kt_networks_have(&x->guard->proxies, &x->request.client))
        return KT_OK;
    struct kt_quota_left *left = &x->taken[x->taken_count++];
    return kt_quotas_take(x->site->quotas, quota, owner, per_minute,
                          x->begun_us, left)
               ? KT_OK
               : refuse(x, left);
}

static enum kt_status
take_by_address(struct kt_exchange *x, enum kt_quota quota)
{
    struct kt_peer network = kt_peer_network(&x->request.client);
    return take(x, quota, network.bytes);
}

enum kt_status
kt_guard_admit_login(struct kt_exchange *x)
{
    return take_by_address(x, KT_QUOTA_LOGINS);
}

enum kt_status
kt_guard_admit_token(struct kt_exchange *x)
{
    return take(x, KT_QUOTA_TOKENS, x->request.call.actor.token_id.bytes);
}

enum kt_status
kt_guard_admit(struct kt_exchange *x)
{
    unsigned quotas = x->request.route->quotas;
    for (enum kt_quota quota = 0; quotas >> quota != 0; quota++) {
        if ((quotas >> quota & 1) == 0)
            continue;
        if (kt_quota_kinds[quota].by == KT_BY_ADDRESS)
            KT_TRY(take_by_address(x, quota));
        else
            KT_TRY(take(x, quota, kt_request_id(&x->request, "cart_id").bytes));
    }
    return KT_OK;
}

static bool
is_counted(enum kt_quota quota, int status)
{
    switch (kt_quota_kinds[quota].counts) {
    case KT_COUNTS_REFUSED:
        return status >= 400 && status < 500;
    case KT_COUNTS_UNKNOWN:
        return status == 401;
    case KT_COUNTS_ALL:
        break;
    }
    return true;
}

void
kt_guard_settle(struct kt_exchange *x)
{
    size_t kept = 0;
    for (size_t i = 0; i < x->taken_count; i++) {
        if (x->taken[i].is_refused ||
            is_counted(x->taken[i].quota, x->reply.status))
            x->taken[kept++] = x->taken[i];
        else
            kt_quotas_give(x->site->quotas, &x->taken[i]);
    }
    x->taken_count = kept;
}

/* ---- what the answer says ---- */

struct kt_str
kt_guard_policy(const struct kt_exchange *x)
{
    struct kt_buf buf;
    kt_buf_init(&buf, x->err.arena, 64);
    for (size_t i = 0; i < x->taken_count; i++)
        kt_buf_format(&buf, "%s\"%s\";q=%lld;w=60", i > 0 ? ", " : "",
                      kt_quota_kinds[x->taken[i].quota].name,
                      (long long)x->taken[i].per_minute);
    return kt_buf_view(&buf);
}

struct kt_str
kt_guard_left(const struct kt_exchange *x)
{
    struct kt_buf buf;
    kt_buf_init(&buf, x->err.arena, 64);
    for (size_t i = 0; i < x->taken_count; i++)
        kt_buf_format(&buf, "%s\"%s\";r=%lld;t=%lld", i > 0 ? ", " : "",
                      kt_quota_kinds[x->taken[i].quota].name,
                      (long long)x->taken[i].remaining,
                      (long long)x->taken[i].reset_s);
    return kt_buf_view(&buf);
}
