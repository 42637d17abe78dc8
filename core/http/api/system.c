/* Routes about the server itself: is it alive, is it ready, what does it know,
 * what do its problems mean. */

#include <kontor/kontor.h>

#include "http/html.h"
#include "http/reply.h"
#include "http/site.h"

struct health_out {
    struct kt_str status;
    struct kt_str version;
};

struct problem_out {
    struct kt_str type;
    struct kt_str title;
    int64_t status;
    struct kt_str help;
};

struct system_state {
    struct kt_use_state base;
    const struct kt_site *site;
    const struct kt_problem *problem;
    bool wants_html;
};

static const struct kt_field health_fields[] = {
    KT_FIELD(STR, struct health_out, status, 0, .help = "ok, or ready"),
    KT_FIELD(STR, struct health_out, version, 0, .help = "of this server"),
};

static const struct kt_shape health_shape =
    KT_SHAPE("Health", struct health_out, health_fields, "The server works.");

static const struct kt_field problem_fields[] = {
    KT_FIELD(STR, struct problem_out, type, 0,
             .help = "the type of problem+json, and the address of this page"),
    KT_FIELD(STR, struct problem_out, title, 0, .help = "in a few words"),
    KT_FIELD(INT, struct problem_out, status, 0, .help = "HTTP status"),
    KT_FIELD(STR, struct problem_out, help, 0, .help = "what to do about it"),
};

static const struct kt_shape problem_shape =
    KT_SHAPE("ProblemType", struct problem_out, problem_fields,
             "What a type of problem means.");

static const struct system_state *
state_of(const struct kt_use_state *state)
{
    return (const struct system_state *)state;
}

static enum kt_status
ask(const struct kt_request *request, struct kt_use_state *base,
    struct kt_error *err)
{
    struct system_state *state = (struct system_state *)base;
    (void)err;
    state->site = request->site;
    state->wants_html = request->wants_html;
    return KT_OK;
}

/* ---- health ---- */

static void
reply_health(struct kt_reply *reply, struct kt_str status)
{
    struct health_out out = { status, KT_STR(KONTOR_VERSION) };
    kt_reply_shape(reply, &health_shape, &out);
}

static void
reply_alive(const struct kt_use_state *base, struct kt_reply *reply)
{
    (void)base;
    reply_health(reply, KT_STR("ok"));
}

static enum kt_status
read_nothing(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)tx;
    (void)arg;
    (void)err;
    return KT_OK;
}

/* Ready is who can begin a transaction and does not stop. */
static enum kt_status
decide_ready(struct kt_use_state *base, struct kt_error *err)
{
    if (atomic_load(&state_of(base)->site->is_stopping)) {
        kt_fail_overloaded(err);
        return kt_error_explain(err, "the server is stopping");
    }
    return kt_store_read(base->call->app->store, KT_NO_STORE, read_nothing,
                         NULL, err);
}

static void
reply_ready(const struct kt_use_state *base, struct kt_reply *reply)
{
    (void)base;
    reply_health(reply, KT_STR("ready"));
}

/* ---- documents ---- */

static void
reply_openapi(const struct kt_use_state *base, struct kt_reply *reply)
{
    struct kt_shown_answer answer =
        kt_document_answer(state_of(base)->site->openapi, base->call);
    kt_reply_shown(reply, &answer);
}

static void
reply_docs(const struct kt_use_state *base, struct kt_reply *reply)
{
    struct kt_shown_answer answer =
        kt_document_answer(state_of(base)->site->docs, base->call);
    kt_reply_shown(reply, &answer);
    reply->content_type = KT_TYPE_HTML;
}

/* ---- problems ---- */

static struct problem_out
describe(const struct kt_problem *problem, struct kt_arena *arena)
{
    return (struct problem_out){
        .type = kt_arena_format(arena, "/problems/%s", problem->slug),
        .title = kt_str_of(problem->title),
        .status = problem->http_status,
        .help = kt_str_of(problem->help),
    };
}

static void
write_html(struct kt_buf *page, const struct kt_problem *problem)
{
    kt_buf_format(page, "<h2><a href=\"/problems/%s\">%s</a> · %d</h2>\n<p>",
                  problem->slug, problem->slug, problem->http_status);
    kt_html_text(page, kt_str_of(problem->title));
    kt_buf_text(page, ". ");
    kt_html_text(page, kt_str_of(problem->help));
    kt_buf_text(page, "</p>\n");
}

static enum kt_status
ask_problem(const struct kt_request *request, struct kt_use_state *base,
            struct kt_error *err)
{
    struct system_state *state = (struct system_state *)base;
    struct kt_str slug = kt_request_text(request, "slug");
    state->wants_html = request->wants_html;
    state->problem = kt_problem_find(slug);
    return state->problem != NULL ? KT_OK : kt_fail_not_found(err);
}

static void
reply_html(struct kt_reply *reply, enum kt_status first, enum kt_status last)
{
    kt_buf_init(&reply->body, reply->arena, 2048);
    reply->content_type = KT_TYPE_HTML;
    kt_html_begin(&reply->body, KT_STR("Problems"));
    for (enum kt_status status = first; status <= last; status++)
        write_html(&reply->body, kt_problem_get(status));
    kt_html_end(&reply->body);
}

static void
reply_problem(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct system_state *state = state_of(base);
    enum kt_status status = KT_OK;
    while (kt_problem_get(status) != state->problem)
        status++;
    if (state->wants_html) {
        reply_html(reply, status, status);
        return;
    }
    struct problem_out out = describe(state->problem, reply->arena);
    kt_reply_shape(reply, &problem_shape, &out);
}

static void
reply_problems(const struct kt_use_state *base, struct kt_reply *reply)
{
    enum { COUNT = KT_STATUS_COUNT - 1 };
    if (state_of(base)->wants_html) {
        reply_html(reply, KT_OK + 1, KT_STATUS_COUNT - 1);
        return;
    }
    struct problem_out *list =
        KT_NEW_ARRAY(reply->arena, struct problem_out, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        list[i] =
            describe(kt_problem_get((enum kt_status)(i + 1)), reply->arena);
    kt_reply_list(reply, &problem_shape, list, COUNT, KT_STR(""));
}

static const struct kt_use use_system = {
    .name = "system",
    .state_size = sizeof(struct system_state),
};

static const struct kt_use use_ready = {
    .name = "system_ready",
    .state_size = sizeof(struct system_state),
    .decide = decide_ready,
};

static const struct kt_route routes[] = {
    { KT_GET, "/healthz", KT_AUTH_NONE, .out = &health_shape,
      .use = &use_system, .reply = reply_alive,
      .summary = "Is the server alive" },
    { KT_GET, "/readyz", KT_AUTH_NONE, .out = &health_shape, .use = &use_ready,
      .ask = ask, .reply = reply_ready,
      .summary = "Does it take requests and reach its database" },
    { KT_GET, "/openapi.json", KT_AUTH_NONE, .use = &use_system, .ask = ask,
      .reply = reply_openapi, .is_public = true, .summary = "This document" },
    { KT_GET, "/docs", KT_AUTH_NONE, .use = &use_system, .ask = ask,
      .reply = reply_docs, .is_public = true, .media_type = "text/html",
      .summary = "This document for readers" },
    { KT_GET, "/problems", KT_AUTH_NONE, .out = &problem_shape,
      .out_is_list = true, .use = &use_system, .ask = ask,
      .reply = reply_problems, .is_public = true, .has_page = true,
      .summary = "Every type of problem" },
    { KT_GET, "/problems/{slug}", KT_AUTH_NONE, .out = &problem_shape,
      .use = &use_system, .ask = ask_problem, .reply = reply_problem,
      .is_public = true, .has_page = true,
      .summary = "What a type of problem means" },
};

const struct kt_route_table kt_routes_system = KT_ROUTES(routes);
