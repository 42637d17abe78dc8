/* GET /metrics: the figures of the process, for Prometheus. */

#include "http/auth.h"
#include "http/reply.h"
#include "http/site.h"
#include "job/jobs.h"

struct metrics_state {
    struct kt_use_state base;
    const struct kt_site *site;
    struct kt_jobs_waiting waiting;
};

/* A proxy on the same machine brings in whoever asks it. */
static bool
is_on_this_machine(const struct kt_request *request)
{
    return kt_peer_is_loopback(&request->peer) &&
           !kt_head_has(request->head, KT_HEAD_FORWARDED_FOR) &&
           !kt_head_has(request->head, KT_HEAD_FORWARDED);
}

static enum kt_status
ask_metrics(const struct kt_request *request, struct kt_use_state *base,
            struct kt_error *err)
{
    struct metrics_state *state = (struct metrics_state *)base;
    const char *token =
        atomic_load(&request->site->guard)->limits.metrics_token;
    state->site = request->site;
    if (token != NULL ? kt_auth_shows(request->head, kt_str_of(token))
                      : is_on_this_machine(request))
        return KT_OK;
    kt_fail_unauthorized(err);
    return kt_error_explain(err, "metrics are for this machine, or for who "
                                 "shows the metrics_token of the settings");
}

static enum kt_status
count_waiting(struct kt_use_state *base, struct kt_error *err)
{
    struct metrics_state *state = (struct metrics_state *)base;
    return kt_jobs_count(base->call->app, &state->waiting, err);
}

static void
reply_metrics(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct metrics_state *state = (const struct metrics_state *)base;
    kt_buf_init(&reply->body, reply->arena, (size_t)32 * 1024);
    kt_metrics_write_page(state->site, &state->waiting, &reply->body);
    reply->content_type = "text/plain; version=0.0.4; charset=utf-8";
}

static const struct kt_use use_metrics = {
    .name = "metrics",
    .state_size = sizeof(struct metrics_state),
    .decide = count_waiting,
};

static const enum kt_status metrics_problems[] = { KT_UNAUTHORIZED, KT_OK };

static const struct kt_route routes[] = {
    { KT_GET, "/metrics", KT_AUTH_NONE, .use = &use_metrics, .ask = ask_metrics,
      .reply = reply_metrics, .problems = metrics_problems,
      .media_type = "text/plain", .summary = "Figures for Prometheus",
      .help = "For who is on this machine, or shows the settings' "
              "metrics_token as a bearer token." },
};

const struct kt_route_table kt_routes_metrics = KT_ROUTES(routes);
