#include "http/openapi_problems.h"

/* Members that every problem has or may have, besides type and its own. */
static const char common_members[] =
    "\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
    "\"detail\":{\"type\":\"string\",\"description\":\"about this very case\"},"
    "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
    "\"properties\":{\"pointer\":{\"type\":\"string\",\"description\":"
    "\"RFC 6901, into the body or the query\"},"
    "\"code\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"}},"
    "\"required\":[\"pointer\",\"code\",\"detail\"]}},"
    "\"errors_omitted\":{\"type\":\"integer\"},"
    "\"request_id\":{\"type\":\"string\"}";

static void
mark(bool problems[KT_STATUS_COUNT], const enum kt_status *list)
{
    for (; list != NULL && *list != KT_OK; list++)
        problems[*list] = true;
}

void
kt_openapi_problems(const struct kt_route *route,
                    bool problems[KT_STATUS_COUNT])
{
    static const enum kt_status any[] = { KT_INVALID_REQUEST, KT_INVALID_QUERY,
                                          KT_INTERNAL, KT_OVERLOADED, KT_OK };
    static const enum kt_status body[] = { KT_INVALID_JSON, KT_INVALID_BODY,
                                           KT_TOO_LARGE,
                                           KT_UNSUPPORTED_MEDIA_TYPE, KT_OK };
    static const enum kt_status file[] = { KT_TOO_LARGE,
                                           KT_UNSUPPORTED_MEDIA_TYPE, KT_OK };
    static const enum kt_status by_auth[][6] = {
        [KT_AUTH_NONE] = { KT_OK },
        [KT_AUTH_STORE] = { KT_UNAUTHORIZED, KT_ORIGIN_REFUSED, KT_NOT_FOUND,
                            KT_STORE_FAILED, KT_OK },
        [KT_AUTH_ADMIN] = { KT_UNAUTHORIZED, KT_FORBIDDEN, KT_NOT_FOUND,
                            KT_TOO_MANY_REQUESTS, KT_STORE_FAILED, KT_OK },
    };
    static const enum kt_status saving[] = { KT_CONFLICT, KT_STORE_FULL,
                                             KT_OK };
    static const enum kt_status keyed[] = { KT_IDEMPOTENCY_MISMATCH,
                                            KT_REQUEST_RUNNING, KT_OK };
    bool is_saving = route->use->save != NULL;
    memset(problems, 0, KT_STATUS_COUNT * sizeof *problems);
    mark(problems, any);
    mark(problems, by_auth[route->auth]);
    mark(problems, route->in != NULL ? body : NULL);
    mark(problems, route->takes_file ? file : NULL);
    mark(problems, is_saving ? saving : NULL);
    mark(problems, is_saving && route->method == KT_POST ? keyed : NULL);
    mark(problems, route->problems);
    if (route->quotas != 0)
        problems[KT_TOO_MANY_REQUESTS] = true;
    if (strchr(route->path, '{') != NULL)
        problems[KT_NOT_FOUND] = true;
}

/* "out-of-stock" is "OutOfStockProblem". */
static struct kt_str
schema_name(const struct kt_problem *problem, struct kt_arena *arena)
{
    struct kt_buf name;
    bool is_start = true;
    kt_buf_init(&name, arena, 40);
    for (const char *c = problem->slug; *c != '\0'; c++) {
        if (*c != '-')
            kt_buf_char(&name, is_start ? (char)(*c - 'a' + 'A') : *c);
        is_start = *c == '-';
    }
    kt_buf_text(&name, "Problem");
    return kt_buf_view(&name);
}

/* ---- responses ---- */

static void
write_refs(struct kt_json *json, const enum kt_status *list, size_t count)
{
    struct kt_arena *arena = json->buf->arena;
    if (count > 1) {
        kt_json_begin_object(json);
        kt_json_key(json, KT_STR("oneOf"));
        kt_json_begin_array(json);
    }
    for (size_t i = 0; i < count; i++) {
        struct kt_str name = schema_name(kt_problem_get(list[i]), arena);
        kt_json_begin_object(json);
        kt_json_put_str(json, "$ref",
                        kt_arena_format(arena, "#/components/schemas/%.*s",
                                        KT_STR_FMT(name)));
        kt_json_end_object(json);
    }
    if (count > 1) {
        kt_json_end_array(json);
        kt_json_end_object(json);
    }
}

static void
write_response(struct kt_json *json, const enum kt_status *list, size_t count)
{
    struct kt_buf text;
    kt_buf_init(&text, json->buf->arena, 128);
    for (size_t i = 0; i < count; i++) {
        const struct kt_problem *problem = kt_problem_get(list[i]);
        kt_buf_format(&text, "%s%s: %s.", i > 0 ? " " : "", problem->slug,
                      problem->title);
    }
    kt_json_begin_object(json);
    kt_json_put_str(json, "description", kt_buf_view(&text));
    kt_json_key(json, KT_STR("content"));
    kt_json_begin_object(json);
    kt_json_key(json, KT_STR("application/problem+json"));
    kt_json_begin_object(json);
    kt_json_key(json, KT_STR("schema"));
    write_refs(json, list, count);
    kt_json_end_object(json);
    kt_json_end_object(json);
    kt_json_end_object(json);
}

void
kt_openapi_write_responses(const struct kt_route *route, struct kt_json *json)
{
    bool problems[KT_STATUS_COUNT];
    kt_openapi_problems(route, problems);
    for (int http_status = 400; http_status < 600; http_status++) {
        enum kt_status list[KT_STATUS_COUNT];
        size_t count = 0;
        for (int i = KT_OK + 1; i < KT_STATUS_COUNT; i++) {
            enum kt_status status = (enum kt_status)i;
            if (problems[i] &&
                kt_problem_get(status)->http_status == http_status)
                list[count++] = status;
        }
        if (count == 0)
            continue;
        kt_json_key(json, kt_arena_format(json->buf->arena, "%d", http_status));
        write_response(json, list, count);
    }
}

/* ---- schemas ---- */

static void
write_own_members(const struct kt_problem *problem, struct kt_json *json)
{
    for (const struct kt_problem_field *field = problem->fields;
         field->name != NULL; field++) {
        kt_json_key(json, kt_str_of(field->name));
        kt_json_raw(json, field->is_text ? KT_STR("{\"type\":\"string\"}")
                                         : KT_STR("{\"type\":\"integer\","
                                                  "\"format\":\"int64\"}"));
    }
}

static void
write_schema(const struct kt_problem *problem, struct kt_json *json)
{
    kt_json_begin_object(json);
    kt_json_put_str(json, "type", KT_STR("object"));
    kt_json_put_str(json, "description", kt_str_of(problem->help));
    kt_json_key(json, KT_STR("properties"));
    kt_json_begin_object(json);
    kt_json_put_raw(json, "type",
                    kt_arena_format(json->buf->arena,
                                    "{\"type\":\"string\",\"enum\":["
                                    "\"/problems/%s\"]}",
                                    problem->slug));
    kt_json_raw(json, kt_str_of(common_members));
    write_own_members(problem, json);
    kt_json_end_object(json);
    kt_json_key(json, KT_STR("required"));
    kt_json_begin_array(json);
    kt_json_str(json, KT_STR("type"));
    kt_json_str(json, KT_STR("title"));
    kt_json_str(json, KT_STR("status"));
    for (const struct kt_problem_field *field = problem->fields;
         field->name != NULL; field++)
        kt_json_str(json, kt_str_of(field->name));
    kt_json_end_array(json);
    kt_json_end_object(json);
}

void
kt_openapi_write_problems(const struct kt_route_table *const *tables,
                          struct kt_json *json)
{
    bool is_used[KT_STATUS_COUNT] = { false };
    for (; *tables != NULL; tables++) {
        for (size_t i = 0; i < (*tables)->count; i++) {
            bool problems[KT_STATUS_COUNT];
            kt_openapi_problems(&(*tables)->routes[i], problems);
            for (int j = 0; j < KT_STATUS_COUNT; j++)
                is_used[j] |= problems[j];
        }
    }
    for (int i = KT_OK + 1; i < KT_STATUS_COUNT; i++) {
        const struct kt_problem *problem = kt_problem_get((enum kt_status)i);
        if (!is_used[i])
            continue;
        kt_json_key(json, schema_name(problem, json->buf->arena));
        write_schema(problem, json);
    }
}
