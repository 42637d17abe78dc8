#include "http/openapi.h"

#include <kontor/kontor.h>
#include <sodium.h>

#include "base/assert.h"
#include "http/openapi_problems.h"
#include "http/openapi_schemas.h"
#include "http/reply.h"

static const char security_schemes[] =
    "{\"publishable_key\":{\"type\":\"apiKey\",\"in\":\"header\","
    "\"name\":\"X-Publishable-Key\",\"description\":\"Names the channel; "
    "without it the default channel answers.\"},"
    "\"token\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":"
    "\"sk_…, made by `kontor token`.\"}}";

static const char info[] =
    "{\"title\":\"Kontor\",\"version\":\"" KONTOR_VERSION
    "\",\"description\":\"A headless commerce engine: the catalogue, carts and "
    "orders for storefronts, and all of the shop for its staff. Amounts are "
    "integers in minor units beside a currency, times are RFC 3339 in UTC, "
    "errors are problem+json.\",\"contact\":{\"name\":\"The operator of this "
    "server\"},\"license\":{\"name\":\"MIT\",\"identifier\":\"MIT\"}}";

static const char servers[] =
    "[{\"url\":\"/\",\"description\":\"The server of this document\"}]";

static const char shared_parameters[] =
    "{\"IdempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\","
    "\"description\":\"1 to 255 visible characters that nobody can guess, such "
    "as a UUID. A repetition of the request gets the first answer.\","
    "\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":255}},"
    "\"IfMatch\":{\"name\":\"If-Match\",\"in\":\"header\",\"description\":"
    "\"The ETag of the version that shall be changed.\","
    "\"schema\":{\"type\":\"string\"}},"
    "\"IfNoneMatch\":{\"name\":\"If-None-Match\",\"in\":\"header\","
    "\"description\":\"The ETag of the answer that is there already.\","
    "\"schema\":{\"type\":\"string\"}}}";

static const char etag_header[] =
    "{\"ETag\":{\"description\":\"For If-None-Match, and for If-Match of "
    "what may be changed.\",\"schema\":{\"type\":\"string\"}}}";

struct writer {
    struct kt_json json;
    struct kt_buf buf;
    struct kt_arena *arena;
    struct kt_schemas schemas;
    const struct kt_route_table *const *tables;
};

/* ---- names ---- */

struct kt_str
kt_openapi_operation_id(const struct kt_route *route, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_str path = kt_str_of(route->path);
    struct kt_str segment;
    kt_buf_init(&buf, arena, 64);
    for (const char *c = kt_method_names[route->method]; *c != '\0'; c++)
        kt_buf_char(&buf, (char)(*c | 0x20));
    while (kt_route_next(&path, &segment)) {
        struct kt_str param = kt_route_param(segment);
        if (kt_str_eq(segment, KT_STR("v1")))
            continue;
        kt_buf_text(&buf, param.len > 0 ? "_by_" : "_");
        struct kt_str word = param.len > 0 ? param : segment;
        for (size_t i = 0; i < word.len; i++)
            kt_buf_char(&buf, word.ptr[i] == '-' || word.ptr[i] == '.'
                                  ? '_'
                                  : word.ptr[i]);
    }
    return kt_buf_view(&buf);
}

struct kt_str
kt_openapi_tag(const struct kt_route *route, struct kt_arena *arena)
{
    struct kt_str path = kt_str_of(route->path);
    struct kt_str area, version, noun;
    if (!kt_route_next(&path, &area) || !kt_route_next(&path, &version) ||
        !kt_str_eq(version, KT_STR("v1")) || !kt_route_next(&path, &noun))
        return KT_STR("server");
    return kt_arena_format(arena, "%.*s %.*s", KT_STR_FMT(area),
                           KT_STR_FMT(noun));
}

struct kt_str
kt_openapi_tag_help(struct kt_str tag, struct kt_arena *arena)
{
    static const struct {
        struct kt_str area;
        const char *who;
    } areas[] = {
        { KT_STR_INIT("store "), "For storefronts" },
        { KT_STR_INIT("admin "), "For staff, with a token" },
    };
    for (size_t i = 0; i < KT_COUNT(areas); i++) {
        struct kt_str area = areas[i].area;
        if (kt_str_starts(tag, area))
            return kt_arena_format(arena, "%s: %.*s.", areas[i].who,
                                   (int)(tag.len - area.len),
                                   tag.ptr + area.len);
    }
    return KT_STR("About the server itself.");
}

/* ---- parameters ---- */

static void
write_path_params(struct writer *w, const struct kt_route *route)
{
    struct kt_str path = kt_str_of(route->path);
    struct kt_str segment;
    while (kt_route_next(&path, &segment)) {
        struct kt_str name = kt_route_param(segment);
        if (kt_str_is_empty(name))
            continue;
        const char *prefix = kt_route_prefix(name, w->arena);
        kt_json_begin_object(&w->json);
        kt_json_put_str(&w->json, "name", name);
        kt_json_put_str(&w->json, "in", KT_STR("path"));
        kt_json_put_bool(&w->json, "required", true);
        kt_json_key(&w->json, KT_STR("schema"));
        kt_json_begin_object(&w->json);
        kt_json_put_str(&w->json, "type", KT_STR("string"));
        if (prefix != NULL)
            kt_json_put_str(&w->json, "pattern",
                            kt_arena_format(w->arena,
                                            "^%s_[0-7][0-9a-hjkmnp-tv-z]{25}$",
                                            prefix));
        kt_json_end_object(&w->json);
        kt_json_end_object(&w->json);
    }
}

/* Pairs are parameters of their own, "attr.size"; the document can only say
 * that there may be any. */
static void
write_pairs_param(struct writer *w, const struct kt_field *field)
{
    static const char start[] =
        "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"array\","
        "\"items\":{\"type\":\"string\"}},\"description\":";
    struct kt_buf schema;
    struct kt_json json;
    kt_buf_init(&schema, w->arena, 256);
    kt_buf_text(&schema, start);
    kt_json_init(&json, &schema);
    kt_json_str(&json, kt_str_of(field->help));
    kt_buf_char(&schema, '}');
    kt_json_put_str(&w->json, "style", KT_STR("form"));
    kt_json_put_bool(&w->json, "explode", true);
    kt_json_put_raw(&w->json, "schema", kt_buf_view(&schema));
}

/* The properties of the query's schema, a parameter each. */
static void
write_query_params(struct writer *w, const struct kt_shape *shape)
{
    struct kt_buf text;
    struct kt_json inner;
    struct kt_error err;
    const struct cJSON *schema;
    kt_buf_init(&text, w->arena, 1024);
    kt_json_init(&inner, &text);
    kt_error_init(&err, w->arena);
    struct kt_field fields[KT_SHAPE_FIELDS_MAX];
    struct kt_shape never_null = *shape;
    for (size_t i = 0; i < shape->field_count; i++) {
        fields[i] = shape->fields[i];
        fields[i].flags &= ~(unsigned)KT_NULLABLE;
    }
    never_null.fields = fields;
    kt_shape_schema(&never_null, true, &inner);
    enum kt_status status =
        kt_json_parse(w->arena, kt_buf_view(&text), &schema, &err);
    KT_ASSERT(status == KT_OK);
    const struct cJSON *properties = kt_json_find(schema, KT_STR("properties"));
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct kt_field *field = &shape->fields[i];
        struct kt_str name = kt_str_of(field->name);
        const struct cJSON *property = kt_json_find(properties, name);
        kt_json_begin_object(&w->json);
        kt_json_put_str(&w->json, "name", name);
        kt_json_put_str(&w->json, "in", KT_STR("query"));
        kt_json_put_bool(&w->json, "required",
                         (field->flags & KT_REQUIRED) != 0);
        if (field->kind == KT_FIELD_LIST)
            write_pairs_param(w, field);
        else
            kt_json_put_raw(&w->json, "schema",
                            kt_json_text(property, w->arena));
        kt_json_end_object(&w->json);
    }
}

static void
write_shared_param(struct writer *w, const char *name)
{
    kt_json_begin_object(&w->json);
    kt_json_put_str(&w->json, "$ref",
                    kt_arena_format(w->arena, "#/components/parameters/%s",
                                    name));
    kt_json_end_object(&w->json);
}

/* A GET whose answer has an ETag that If-None-Match may name. */
static bool
is_conditional(const struct kt_route *route)
{
    bool is_record = route->resource != NULL && !route->out_is_list;
    return route->method == KT_GET &&
           (route->is_public || route->is_file || is_record || route->has_etag);
}

/* A POST that may be told to hold for one version alone. */
static bool
asks_for_version(const struct kt_route *route)
{
    const enum kt_status *problem = route->problems;
    while (problem != NULL && *problem != KT_OK &&
           *problem != KT_VERSION_MISMATCH)
        problem++;
    return problem != NULL && *problem == KT_VERSION_MISMATCH;
}

static void
write_params(struct writer *w, const struct kt_route *route)
{
    bool is_saving = route->use->save != NULL;
    kt_json_key(&w->json, KT_STR("parameters"));
    kt_json_begin_array(&w->json);
    write_path_params(w, route);
    if (route->query != NULL)
        write_query_params(w, route->query);
    if (is_conditional(route))
        write_shared_param(w, "IfNoneMatch");
    if (is_saving && route->method == KT_POST)
        write_shared_param(w, "IdempotencyKey");
    if (is_saving && (route->method != KT_POST || asks_for_version(route)))
        write_shared_param(w, "IfMatch");
    kt_json_end_array(&w->json);
}

/* ---- bodies ---- */

static void
write_content(struct writer *w, const char *media_type)
{
    kt_json_key(&w->json, KT_STR("content"));
    kt_json_begin_object(&w->json);
    kt_json_key(&w->json, kt_str_of(media_type));
    kt_json_begin_object(&w->json);
    kt_json_key(&w->json, KT_STR("schema"));
}

static void
end_content(struct writer *w)
{
    kt_json_end_object(&w->json);
    kt_json_end_object(&w->json);
}

/* {"type":"array","items":…} */
static void
write_array(struct writer *w, const struct kt_shape *shape, bool for_reading)
{
    kt_json_begin_object(&w->json);
    kt_json_put_str(&w->json, "type", KT_STR("array"));
    kt_json_key(&w->json, KT_STR("items"));
    kt_schemas_ref(&w->schemas, shape, for_reading, &w->json);
    kt_json_end_object(&w->json);
}

/* No body stands for an empty object, so it may be left out where that does. */
static bool
must_have_body(const struct kt_shape *shape)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        if ((shape->fields[i].flags & KT_REQUIRED) != 0)
            return true;
    }
    return false;
}

static void
write_file_body(struct writer *w)
{
    static const char body[] =
        "{\"required\":true,\"content\":{\"image/*\":{\"schema\":{}},"
        "\"application/pdf\":{\"schema\":{}},"
        "\"application/octet-stream\":{\"schema\":{}}}}";
    kt_json_put_raw(&w->json, "requestBody", kt_str_of(body));
}

static void
write_body(struct writer *w, const struct kt_route *route)
{
    kt_json_key(&w->json, KT_STR("requestBody"));
    kt_json_begin_object(&w->json);
    kt_json_put_bool(&w->json, "required", must_have_body(route->in));
    write_content(w, KT_TYPE_JSON);
    if (route->in_may_be_list) {
        kt_json_begin_object(&w->json);
        kt_json_key(&w->json, KT_STR("oneOf"));
        kt_json_begin_array(&w->json);
        kt_schemas_ref(&w->schemas, route->in, true, &w->json);
        write_array(w, route->in, true);
        kt_json_end_array(&w->json);
        kt_json_end_object(&w->json);
    } else {
        kt_schemas_ref(&w->schemas, route->in, true, &w->json);
    }
    end_content(w);
    kt_json_end_object(&w->json);
}

static void
write_page(struct writer *w, const struct kt_route *route)
{
    kt_json_begin_object(&w->json);
    kt_json_put_str(&w->json, "type", KT_STR("object"));
    kt_json_put_raw(&w->json, "required", KT_STR("[\"data\",\"page\"]"));
    kt_json_key(&w->json, KT_STR("properties"));
    kt_json_begin_object(&w->json);
    kt_json_key(&w->json, KT_STR("data"));
    write_array(w, route->out, false);
    kt_json_put_raw(&w->json, "page",
                    KT_STR("{\"type\":\"object\",\"required\":[\"next\"],"
                           "\"properties\":{\"next\":{\"type\":[\"string\","
                           "\"null\"],\"description\":\"give it as after for "
                           "the next page\"}}}"));
    if (route->facets != NULL) {
        kt_json_key(&w->json, KT_STR("facets"));
        kt_schemas_ref(&w->schemas, route->facets, false, &w->json);
    }
    kt_json_end_object(&w->json);
    kt_json_end_object(&w->json);
}

/* One of the types that a file may have. */
static void
put_type(struct writer *w, const char *type)
{
    kt_json_key(&w->json, kt_str_of(type));
    kt_json_raw(&w->json, KT_STR("{\"schema\":{}}"));
}

static void
write_parts(struct writer *w, const struct kt_route *route)
{
    const char *types[] = { route->media_type, route->other_type,
                            "multipart/byteranges" };
    kt_json_key(&w->json, KT_STR("206"));
    kt_json_begin_object(&w->json);
    kt_json_put_str(&w->json, "description",
                    KT_STR("The parts that Range asks for."));
    kt_json_key(&w->json, KT_STR("content"));
    kt_json_begin_object(&w->json);
    for (size_t i = 0; i < KT_COUNT(types); i++) {
        if (types[i] != NULL)
            put_type(w, types[i]);
    }
    kt_json_end_object(&w->json);
    kt_json_end_object(&w->json);
}

static void
write_success(struct writer *w, const struct kt_route *route)
{
    int status = route->status != 0     ? route->status
                 : route->reply != NULL ? 200
                                        : 204;
    kt_json_key(&w->json, kt_arena_format(w->arena, "%d", status));
    kt_json_begin_object(&w->json);
    kt_json_put_str(&w->json, "description",
                    route->out != NULL && route->out->help != NULL
                        ? kt_str_of(route->out->help)
                        : KT_STR("Done."));
    if (is_conditional(route))
        kt_json_put_raw(&w->json, "headers", kt_str_of(etag_header));
    if (route->reply != NULL) {
        write_content(w, route->media_type != NULL ? route->media_type
                                                   : KT_TYPE_JSON);
        if (route->out == NULL)
            kt_json_raw(&w->json, KT_STR("{}"));
        else if (route->out_is_list)
            write_page(w, route);
        else
            kt_schemas_ref(&w->schemas, route->out, false, &w->json);
        kt_json_end_object(&w->json);
        if (route->other_type != NULL)
            put_type(w, route->other_type);
        if (route->has_page)
            kt_json_put_raw(&w->json, "text/html",
                            KT_STR("{\"schema\":{\"type\":\"string\"}}"));
        kt_json_end_object(&w->json);
    }
    kt_json_end_object(&w->json);
    if (route->is_file)
        write_parts(w, route);
    if (is_conditional(route))
        kt_json_put_raw(&w->json, "304",
                        KT_STR("{\"description\":\"It is what If-None-Match "
                               "names.\"}"));
}

/* ---- operations ---- */

static void
write_security(struct writer *w, const struct kt_route *route)
{
    static const char *const schemes[] = {
        [KT_AUTH_NONE] = "[]",
        [KT_AUTH_STORE] = "[{\"publishable_key\":[]},{}]",
        [KT_AUTH_ADMIN] = "[{\"token\":[]}]",
    };
    kt_json_put_raw(&w->json, "security", kt_str_of(schemes[route->auth]));
}

/* What the route does, and which scope a token needs for it. */
static void
write_description(struct writer *w, const struct kt_route *route)
{
    struct kt_buf text;
    kt_buf_init(&text, w->arena, 128);
    if (route->help == NULL)
        kt_buf_format(&text, "%s.", route->summary);
    else
        kt_buf_text(&text, route->help);
    if (route->scope != NULL)
        kt_buf_format(&text, " The token needs the scope %s.", route->scope);
    kt_json_put_str(&w->json, "description", kt_buf_view(&text));
}

static void
write_operation(struct writer *w, const struct kt_route *route)
{
    struct kt_str id = kt_openapi_operation_id(route, w->arena);
    struct kt_str method = { id.ptr, strlen(kt_method_names[route->method]) };
    kt_json_key(&w->json, method);
    kt_json_begin_object(&w->json);
    kt_json_put_str(&w->json, "operationId", id);
    kt_json_key(&w->json, KT_STR("tags"));
    kt_json_begin_array(&w->json);
    kt_json_str(&w->json, kt_openapi_tag(route, w->arena));
    kt_json_end_array(&w->json);
    kt_json_put_str(&w->json, "summary", kt_str_of(route->summary));
    write_description(w, route);
    write_security(w, route);
    write_params(w, route);
    if (route->in != NULL)
        write_body(w, route);
    if (route->takes_file)
        write_file_body(w);
    kt_json_key(&w->json, KT_STR("responses"));
    kt_json_begin_object(&w->json);
    write_success(w, route);
    kt_openapi_write_responses(route, &w->json);
    kt_json_end_object(&w->json);
    kt_json_end_object(&w->json);
}

/* Calls visit for every route; first is the first one with its path. */
static void
each_route(struct writer *w,
           void (*visit)(struct writer *w, const struct kt_route *route,
                         const struct kt_route *wanted),
           const struct kt_route *wanted)
{
    for (size_t i = 0; w->tables[i] != NULL; i++) {
        for (size_t j = 0; j < w->tables[i]->count; j++)
            visit(w, &w->tables[i]->routes[j], wanted);
    }
}

static bool
is_first_of_path(const struct writer *w, const struct kt_route *route)
{
    for (size_t i = 0; w->tables[i] != NULL; i++) {
        for (size_t j = 0; j < w->tables[i]->count; j++) {
            const struct kt_route *other = &w->tables[i]->routes[j];
            if (strcmp(other->path, route->path) == 0)
                return other == route;
        }
    }
    return true;
}

static void
visit_method(struct writer *w, const struct kt_route *route,
             const struct kt_route *wanted)
{
    if (strcmp(route->path, wanted->path) == 0)
        write_operation(w, route);
}

static void
visit_path(struct writer *w, const struct kt_route *route,
           const struct kt_route *wanted)
{
    (void)wanted;
    if (!is_first_of_path(w, route))
        return;
    kt_json_key(&w->json, kt_str_of(route->path));
    kt_json_begin_object(&w->json);
    each_route(w, visit_method, route);
    kt_json_end_object(&w->json);
}

static bool
is_first_of_tag(const struct writer *w, const struct kt_route *route,
                struct kt_str tag)
{
    for (size_t i = 0; w->tables[i] != NULL; i++) {
        for (size_t j = 0; j < w->tables[i]->count; j++) {
            const struct kt_route *other = &w->tables[i]->routes[j];
            if (kt_str_eq(kt_openapi_tag(other, w->arena), tag))
                return other == route;
        }
    }
    return true;
}

static void
visit_tag(struct writer *w, const struct kt_route *route,
          const struct kt_route *wanted)
{
    struct kt_str tag = kt_openapi_tag(route, w->arena);
    (void)wanted;
    if (!is_first_of_tag(w, route, tag))
        return;
    kt_json_begin_object(&w->json);
    kt_json_put_str(&w->json, "name", tag);
    kt_json_put_str(&w->json, "description",
                    kt_openapi_tag_help(tag, w->arena));
    kt_json_end_object(&w->json);
}

static void
write_tags(struct writer *w)
{
    kt_json_key(&w->json, KT_STR("tags"));
    kt_json_begin_array(&w->json);
    each_route(w, visit_tag, NULL);
    kt_json_end_array(&w->json);
}

static void
write_components(struct writer *w)
{
    kt_json_key(&w->json, KT_STR("components"));
    kt_json_begin_object(&w->json);
    kt_json_key(&w->json, KT_STR("schemas"));
    kt_json_begin_object(&w->json);
    kt_openapi_write_problems(w->tables, &w->json);
    kt_schemas_write(&w->schemas, &w->json);
    kt_json_end_object(&w->json);
    kt_json_put_raw(&w->json, "parameters", kt_str_of(shared_parameters));
    kt_json_put_raw(&w->json, "securitySchemes", kt_str_of(security_schemes));
    kt_json_end_object(&w->json);
}

void
kt_openapi_write(const struct kt_route_table *const *tables,
                 struct kt_arena *arena, struct kt_document *document)
{
    struct kt_arena scratch;
    kt_arena_init(&scratch, 0);
    struct writer *w = KT_NEW(&scratch, struct writer);
    w->arena = &scratch;
    w->tables = tables;
    kt_schemas_collect(&w->schemas, tables);
    kt_buf_init(&w->buf, &scratch, (size_t)64 * 1024);
    kt_json_init(&w->json, &w->buf);

    kt_json_begin_object(&w->json);
    kt_json_put_str(&w->json, "openapi", KT_STR("3.1.0"));
    kt_json_put_raw(&w->json, "info", kt_str_of(info));
    kt_json_put_raw(&w->json, "servers", kt_str_of(servers));
    write_tags(w);
    kt_json_key(&w->json, KT_STR("paths"));
    kt_json_begin_object(&w->json);
    each_route(w, visit_path, NULL);
    kt_json_end_object(&w->json);
    write_components(w);
    kt_json_end_object(&w->json);

    kt_document_init(document, kt_buf_view(&w->buf), arena);
    kt_arena_release(&scratch);
}
