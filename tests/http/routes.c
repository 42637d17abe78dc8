/* Routes that only tests have: things, kept as rows of the token table, which
 * this floor owns. Their names tell what goes wrong with them. */

#include <pthread.h>
#include <stdatomic.h>

#include "http.h"
#include "http/auth.h"
#include "http/reply.h"

struct thing_in {
    struct kt_str name;
    int64_t size;
    struct kt_list tags;
};

struct thing_out {
    struct kt_id id;
    struct kt_str name;
    int64_t count; /* of things with this name */
    int64_t if_match;
    struct kt_str channel;
    struct kt_str locale;
};

struct thing_query {
    int64_t limit;
    bool deep;
    struct kt_str tag;
    int sort;
};

static const char *const sorts[] = { "name", "price", NULL };

static const struct kt_field thing_in_fields[] = {
    KT_FIELD(STR, struct thing_in, name, KT_REQUIRED, .min = 1, .max = 20),
    KT_FIELD(INT, struct thing_in, size, 0, .max = 10),
    KT_FIELD(STRS, struct thing_in, tags, 0, .max = 3),
};

static const struct kt_shape thing_in_shape =
    KT_SHAPE("ThingInput", struct thing_in, thing_in_fields, "A new thing.");

static const struct kt_field thing_out_fields[] = {
    KT_FIELD(ID, struct thing_out, id, KT_NULLABLE, .prefix = "thing"),
    KT_FIELD(STR, struct thing_out, name, KT_NULLABLE),
    KT_FIELD(INT, struct thing_out, count, 0),
    KT_FIELD(INT, struct thing_out, if_match, 0),
    KT_FIELD(STR, struct thing_out, channel, KT_OMIT_EMPTY),
    KT_FIELD(STR, struct thing_out, locale, KT_OMIT_EMPTY),
};

static const struct kt_shape thing_out_shape =
    KT_SHAPE("Thing", struct thing_out, thing_out_fields, "A thing.");

static const struct kt_field thing_query_fields[] = {
    KT_FIELD(INT, struct thing_query, limit, 0, .min = 1, .max = 100),
    KT_FIELD(BOOL, struct thing_query, deep, 0),
    KT_FIELD(STR, struct thing_query, tag, 0, .max = 10),
    KT_FIELD(ENUM, struct thing_query, sort, 0, .names = sorts),
};

static const struct kt_shape thing_query_shape =
    KT_SHAPE("ThingQuery", struct thing_query, thing_query_fields, NULL);

struct thing_state {
    struct kt_use_state base;
    struct kt_str name;
    const struct thing_query *query;
    struct thing_out out;
};

/* ---- the gate ---- */

static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_wake = PTHREAD_COND_INITIALIZER;
static bool gate_is_closed;
static atomic_uint gate_count;

void
http_gate_close(void)
{
    pthread_mutex_lock(&gate_lock);
    gate_is_closed = true;
    pthread_mutex_unlock(&gate_lock);
}

void
http_gate_open(void)
{
    pthread_mutex_lock(&gate_lock);
    gate_is_closed = false;
    pthread_cond_broadcast(&gate_wake);
    pthread_mutex_unlock(&gate_lock);
}

unsigned
http_gate_count(void)
{
    return atomic_load(&gate_count);
}

static void
pass_gate(void)
{
    atomic_fetch_add(&gate_count, 1);
    pthread_mutex_lock(&gate_lock);
    while (gate_is_closed)
        pthread_cond_wait(&gate_wake, &gate_lock);
    pthread_mutex_unlock(&gate_lock);
}

/* ---- use cases ---- */

static bool
is_named(const struct thing_state *state, const char *name)
{
    return kt_str_eq(state->name, kt_str_of(name));
}

static enum kt_status
decide_thing(struct kt_use_state *base, struct kt_error *err)
{
    struct thing_state *state = (struct thing_state *)base;
    base->resource = kt_id_new(base->call->now_ms);
    if (is_named(state, "unsellable"))
        return kt_fail_not_sellable(err, KT_STR("mug"));
    if (is_named(state, "hog"))
        for (;;)
            kt_arena_alloc(base->call->arena, 1024 * 1024);
    base->is_unchanged = is_named(state, "unchanged");
    base->must_work = is_named(state, "working hog");
    base->work_key = base->must_work
                         ? kt_arena_str(base->call->arena, KT_STR("thing/hog"))
                         : KT_STR("");
    return KT_OK;
}

static enum kt_status
work_thing(struct kt_use_state *base, struct kt_error *err)
{
    const struct thing_state *state = (const struct thing_state *)base;
    (void)err;
    while (is_named(state, "working hog"))
        kt_arena_alloc(base->call->arena, 1024 * 1024);
    return KT_OK;
}

/* "conflict 2" is refused twice before it is saved. */
static atomic_int conflicts;

static bool
meets_conflict(const struct thing_state *state)
{
    if (!kt_str_starts(state->name, KT_STR("conflict ")))
        return false;
    int wanted = state->name.ptr[9] - '0';
    return atomic_fetch_add(&conflicts, 1) < wanted;
}

static enum kt_status
save_thing(struct kt_tx *tx, struct kt_use_state *base, struct kt_error *err)
{
    struct thing_state *state = (struct thing_state *)base;
    struct kt_str hash = { (const char *)base->resource.bytes, 16 };
    pass_gate();
    if (is_named(state, "late hog"))
        for (;;)
            kt_arena_alloc(base->call->arena, 1024 * 1024);
    if (meets_conflict(state))
        return kt_fail_conflict(err);
    return kt_exec(tx, KT_SQL_TOKEN_INSERT, 1,
                   KT_ARGS(KT_ID(base->resource), KT_BLOB(hash),
                           KT_TEXT(state->name), KT_TEXT(KT_STR("[]")), KT_NULL,
                           KT_INT(base->call->now_ms)),
                   err);
}

static enum kt_status
load_things(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct thing_state *state = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_TOKEN_LIST, KT_NO_ARGS, &rows, err));
    state->out.name = (struct kt_str){ 0 };
    while (kt_rows_next(&rows)) {
        if (!kt_id_eq(kt_col_id(&rows, 0), state->base.resource))
            continue;
        state->out.id = state->base.resource;
        state->out.name = kt_col_copy(&rows, 1, state->base.call->arena);
    }
    KT_TRY(kt_rows_close(&rows));
    KT_TRY(kt_query(tx, KT_SQL_TOKEN_LIST, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows))
        state->out.count += kt_str_eq(kt_col_text(&rows, 1), state->out.name);
    return kt_rows_close(&rows);
}

/* "crash" fails once after it was saved, as if the process had died. */
static atomic_int crashes;

static enum kt_status
answer_thing(struct kt_use_state *base, struct kt_error *err)
{
    struct thing_state *state = (struct thing_state *)base;
    KT_TRY(kt_call_read(base->call, load_things, state, err));
    if (kt_str_eq(state->out.name, KT_STR("crash")) &&
        atomic_fetch_add(&crashes, 1) == 0) {
        kt_fail_store_failed(err);
        return kt_error_explain(err, "a secret path");
    }
    if (kt_id_is_null(state->out.id) && !base->is_unchanged)
        return kt_fail_not_found(err);
    return KT_OK;
}

static enum kt_status
answer_failing(struct kt_use_state *base, struct kt_error *err)
{
    (void)base;
    kt_fail_rule_failed(err, KT_STR("tax/eu_vat"));
    return kt_error_explain(err, "scripts/tax/eu_vat.lua:7: nil");
}

/* ---- routes ---- */

static enum kt_status
ask_thing(const struct kt_request *request, struct kt_use_state *base,
          struct kt_error *err)
{
    struct thing_state *state = (struct thing_state *)base;
    const struct thing_in *in = request->body;
    (void)err;
    state->name = in->name;
    return KT_OK;
}

static enum kt_status
ask_list(const struct kt_request *request, struct kt_use_state *base,
         struct kt_error *err)
{
    struct thing_state *state = (struct thing_state *)base;
    const struct kt_body_list *list = request->body;
    const struct thing_in *items = list->items;
    (void)err;
    state->out.count = (int64_t)list->count;
    state->out.name = items[list->count - 1].name;
    return KT_OK;
}

static enum kt_status
ask_id(const struct kt_request *request, struct kt_use_state *base,
       struct kt_error *err)
{
    struct thing_state *state = (struct thing_state *)base;
    (void)err;
    base->resource = kt_request_id(request, "thing_id");
    state->out.if_match = request->if_match;
    return KT_OK;
}

static enum kt_status
ask_query(const struct kt_request *request, struct kt_use_state *base,
          struct kt_error *err)
{
    struct thing_state *state = (struct thing_state *)base;
    (void)err;
    state->query = request->query;
    state->out.channel = request->call.channel->code;
    state->out.locale = request->call.locale;
    return KT_OK;
}

static enum kt_status
ask_word(const struct kt_request *request, struct kt_use_state *base,
         struct kt_error *err)
{
    struct thing_state *state = (struct thing_state *)base;
    (void)err;
    state->out.name = kt_request_text(request, "word");
    return KT_OK;
}

static void
reply_thing(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct thing_state *state = (const struct thing_state *)base;
    kt_reply_shape(reply, &thing_out_shape, &state->out);
    reply->etag_version = state->out.count;
}

static void
reply_created(const struct kt_use_state *base, struct kt_reply *reply)
{
    struct kt_str id = kt_id_text(reply->arena, base->resource, "thing");
    reply_thing(base, reply);
    reply->location =
        kt_arena_format(reply->arena, "/store/v1/things/%.*s", KT_STR_FMT(id));
}

static void
reply_query(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct thing_state *state = (const struct thing_state *)base;
    const struct thing_query *query = state->query;
    kt_reply_raw(reply,
                 kt_arena_format(reply->arena,
                                 "{\"limit\":%lld,\"deep\":%d,\"tag\":\"%.*s\","
                                 "\"sort\":\"%s\",\"channel\":\"%.*s\","
                                 "\"locale\":\"%.*s\"}",
                                 (long long)query->limit, query->deep,
                                 KT_STR_FMT(query->tag), sorts[query->sort],
                                 KT_STR_FMT(state->out.channel),
                                 KT_STR_FMT(state->out.locale)));
}

static const struct kt_use use_make = {
    .name = "thing_make",
    .state_size = sizeof(struct thing_state),
    .decide = decide_thing,
    .work = work_thing,
    .save = save_thing,
    .answer = answer_thing,
};

static const struct kt_use use_show = {
    .name = "thing_show",
    .state_size = sizeof(struct thing_state),
    .answer = answer_thing,
};

static const struct kt_use use_echo = {
    .name = "thing_echo",
    .state_size = sizeof(struct thing_state),
};

static const struct kt_use use_fail = {
    .name = "thing_fail",
    .state_size = sizeof(struct thing_state),
    .answer = answer_failing,
};

static const enum kt_status make_problems[] = { KT_NOT_SELLABLE, KT_OK };

static const enum kt_status fail_problems[] = { KT_RULE_FAILED, KT_OK };

static const struct kt_route routes[] = {
    { KT_POST, "/store/v1/things", KT_AUTH_STORE, .in = &thing_in_shape,
      .out = &thing_out_shape, .status = 201, .use = &use_make,
      .ask = ask_thing, .reply = reply_created, .problems = make_problems,
      .summary = "Make a thing" },
    { KT_GET, "/store/v1/things", KT_AUTH_STORE, .query = &thing_query_shape,
      .use = &use_echo, .ask = ask_query, .reply = reply_query,
      .summary = "Echo the query" },
    { KT_GET, "/store/v1/things/{thing_id}", KT_AUTH_STORE,
      .out = &thing_out_shape, .use = &use_show, .ask = ask_id,
      .reply = reply_thing, .has_etag = true, .summary = "Show a thing" },
    { KT_PATCH, "/store/v1/things/{thing_id}", KT_AUTH_STORE,
      .in = &thing_in_shape, .out = &thing_out_shape, .use = &use_echo,
      .ask = ask_id, .reply = reply_thing, .summary = "Echo If-Match" },
    { KT_DELETE, "/store/v1/things/{thing_id}", KT_AUTH_STORE, .use = &use_echo,
      .summary = "Say nothing" },
    { KT_GET, "/store/v1/things/failing", KT_AUTH_STORE,
      .out = &thing_out_shape, .use = &use_fail, .reply = reply_thing,
      .problems = fail_problems, .summary = "Fail" },
    { KT_POST, "/store/v1/lists", KT_AUTH_STORE, .in = &thing_in_shape,
      .in_may_be_list = true, .out = &thing_out_shape, .use = &use_echo,
      .ask = ask_list, .reply = reply_thing, .summary = "Count a list" },
    { KT_GET, "/store/v1/words/{word}", KT_AUTH_STORE, .out = &thing_out_shape,
      .use = &use_echo, .ask = ask_word, .reply = reply_thing,
      .summary = "Echo a segment" },
    { KT_GET, "/admin/v1/things", KT_AUTH_ADMIN, "things:read",
      .out = &thing_out_shape, .use = &use_echo, .reply = reply_thing,
      .summary = "Read as staff" },
    { KT_POST, "/admin/v1/things", KT_AUTH_ADMIN, "things:write",
      .in = &thing_in_shape, .out = &thing_out_shape, .status = 201,
      .use = &use_make, .ask = ask_thing, .reply = reply_thing,
      .summary = "Make a thing as staff" },
};

static const struct kt_route_table routes_test = KT_ROUTES(routes);

extern const struct kt_route_table kt_routes_system;
extern const struct kt_route_table kt_routes_media;
extern const struct kt_route_table kt_routes_metrics;

const struct kt_route_table *const http_tables[] = {
    &kt_routes_system, &kt_routes_media, &kt_routes_metrics, &routes_test, NULL
};
